/** Numbers as text, the same in every locale. */

/** "1,234,567". */
export function renderInteger(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** Three significant digits; powers of ten below a thousandth and from a billion on. */
export function renderNumber(value: number): string {
  if (value === 0) return "0";
  const rounded = Number(value.toPrecision(3));
  const size = Math.abs(rounded);
  if (size < 1e-3 || size >= 1e9) return shorten(value.toExponential(2));
  if (size >= 1e6) return renderInteger(rounded);
  return size >= 1000 ? renderInteger(value) : String(rounded);
}

/** A probability as a number; what rounds to 0 or 1 without being it says so. */
export function renderProbability(value: number): string {
  if (value < 1 && value > 0.9995) return "above 0.9995";
  return renderNumber(value);
}

/** A probability of zero by the model's own terms, such as 30 matches of 20 photographs: never one that was not seen. */
export const impossible = "cannot happen";

/** "3.6e-93", from a decimal logarithm, so that numbers too small for a double have a form. */
export function renderPower(log10: number): string {
  if (log10 === Number.NEGATIVE_INFINITY) return impossible;
  if (log10 > -3) return renderProbability(10 ** log10);
  const exponent = Math.floor(log10);
  const digits = (10 ** (log10 - exponent)).toFixed(1);
  return digits === "10.0" ? `1e${exponent + 1}` : shorten(`${digits}e${exponent}`);
}

/** "679 bytes", "1.2 MB". */
export function renderBytes(value: number): string {
  if (value < 1e4) return `${renderInteger(value)} bytes`;
  const [unit, size] =
    value >= 1e9 ? (["GB", 1e9] as const) : value >= 1e6 ? (["MB", 1e6] as const) : (["kB", 1e3] as const);
  return `${renderNumber(value / size)} ${unit}`;
}

function shorten(exponential: string): string {
  return exponential.replace(/\.?0+e/, "e").replace("e+", "e");
}
