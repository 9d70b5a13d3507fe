/** What can be read off any view without knowing the protocol: lengths, repetitions, bytes that stand there as they are. */
import type { View } from "../transcript.js";
import type { Game } from "./facts.js";

/** Something computed from a view alone. Equal values look alike to it. */
export interface Feature {
  readonly id: string;
  /** As the matrix says it. */
  readonly label: string;
  of(view: View, marks: Game["marks"]): string;
}

/** Features of any view. */
export const features: readonly Feature[] = [
  {
    id: "shape",
    label: "number and lengths of messages",
    of: (view) => view.map(({ direction, kind, bytes }) => `${direction} ${kind} ${bytes.length}`).join("\n"),
  },
  {
    id: "marks",
    label: "stands in the view",
    of: (view, marks) => marks.map((of) => of.reduce((sum, mark) => sum + countOccurrences(view, mark), 0)).join(),
  },
  {
    id: "repeats",
    label: "equal pieces within the view",
    of: (view) => String(countRepeats(view)),
  },
];

function countOccurrences(view: View, mark: Uint8Array): number {
  let count = 0;
  for (const { bytes } of view)
    for (let at = bytes.indexOf(mark[0] as number); at !== -1; at = bytes.indexOf(mark[0] as number, at + 1))
      if (mark.every((byte, i) => bytes[at + i] === byte)) count++;
  return count;
}

/** Length of a piece: among the 10^4 of a view two equal ones by chance have probability 2 * 10^-7. */
const pieceBytes = 6;

/**
 * Runs of pieces, at any place, that occurred before; constant parts of messages repeat too. Runs are counted, not pieces:
 * a byte that happens to be equal before a repetition makes it longer, not another one.
 */
function countRepeats(view: View): number {
  let runs = 0;
  let repeating = false;
  walkPieces([view], (repeated, at) => {
    if (repeated && (!repeating || at === 0)) runs++;
    repeating = repeated;
  });
  return runs;
}

/** Visits every piece: whether it occurred before, where in its message it begins, and its first byte. */
function walkPieces(views: readonly View[], visit: (repeated: boolean, at: number, byte: number) => void): void {
  const seen = new Set<number>();
  for (const view of views)
    for (const { bytes } of view) {
      const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      for (let at = 0; at + pieceBytes <= bytes.length; at++) {
        const piece = data.getUint32(at) * 2 ** 16 + data.getUint16(at + 4);
        visit(seen.has(piece), at, bytes[at] as number);
        seen.add(piece);
      }
    }
}

/**
 * How differently the bytes of two samples are distributed: a chi-square statistic of 255 degrees of freedom, in standard
 * deviations from its mean. Below about 5 for samples of one distribution.
 */
export function compareBytes(a: readonly View[], b: readonly View[]): number {
  const [first, second] = [countBytes(a), countBytes(b)];
  const [n, m] = [first, second].map((counts) => counts.reduce((sum, count) => sum + count, 0)) as [number, number];
  if (n === 0 || m === 0) return n === m ? 0 : Number.POSITIVE_INFINITY;
  let statistic = 0;
  let filled = 0;
  first.forEach((count, value) => {
    const both = count + (second[value] as number);
    if (both === 0) return;
    filled++;
    statistic += (Math.sqrt(m / n) * count - Math.sqrt(n / m) * (second[value] as number)) ** 2 / both;
  });
  const degrees = Math.max(1, filled - 1);
  return (statistic - degrees) / Math.sqrt(2 * degrees);
}

/** How often each byte occurs. What repeats counts once: the same ids in every message are no larger sample. */
function countBytes(views: readonly View[]): number[] {
  const counts = new Array<number>(256).fill(0);
  walkPieces(views, (repeated, _, byte) => {
    if (!repeated) counts[byte] = (counts[byte] as number) + 1;
  });
  return counts;
}
