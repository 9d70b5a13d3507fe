/** A value as a field of CSV (RFC 4180): in quotes where it holds a comma, a quote or the end of a line. */
export function quoteCsv(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
