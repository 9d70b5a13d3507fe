/** Lines of at most `width` characters, broken between words; every line after the first is indented deeper. */
export function wrap(text: string, width: number, indent = ""): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const empty = line.trim() === "";
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent}  ${word}`;
    } else line += empty ? word : ` ${word}`;
  }
  return [...lines, line].join("\n");
}
