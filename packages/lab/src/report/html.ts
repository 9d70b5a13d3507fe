/** HTML from templates: whatever is put in is escaped, unless it is HTML made here. */

/** HTML that may be put into a page as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template takes: text and numbers are escaped, lists are joined, `null` is nothing. */
export type Piece = Html | string | number | null | readonly Piece[];

/** A template of HTML. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(parts.reduce((text, part, i) => `${text}${toText(pieces[i - 1] ?? null)}${part}`));
}

/** SVG of a drawing library, or other markup that was made here. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

function toText(piece: Piece): string {
  if (piece === null) return "";
  if (piece instanceof Html) return piece.text;
  if (typeof piece === "string" || typeof piece === "number") return escapeText(String(piece));
  return piece.map(toText).join("");
}

function escapeText(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
