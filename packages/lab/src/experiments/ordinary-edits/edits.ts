/** The edits of O3: the named sets, and what published tables measure beside them. */
import { type PlannedEdit, parseEdits } from "../../robustness/settings.js";

/** Ordinary and mild edits of every kind of damage; noise, the slowest, is among all of them. */
const selection: ReadonlySet<string> = new Set([
  "jpeg-75",
  "webp-75",
  "resize-50",
  "resize-25-jpeg-75",
  "jpeg-30",
  "brightness+20",
  "contrast-30",
  "blur-1",
  "corner-mark",
]);

/** Transforms at several strengths, and those that published tables name. */
const strengths = [
  "jpeg:95",
  "jpeg:10",
  "crop:1",
  "crop:2",
  "crop:5",
  "crop:10",
  "rotate:1",
  "rotate:2",
  "rotate:4",
  "border:5",
  "watermark:20",
  "watermark:45",
  "mirror:0",
];

/** The edits in the order of reports, the identity first. */
export function planEdits(which: string): readonly PlannedEdit[] {
  return parseEdits(["ordinary", "mild", ...strengths].join()).filter(
    ({ edit, set }) => which === "all" || set === "control" || set === "single" || selection.has(edit.id),
  );
}

/** A published recall of PDQ, and our edit that is most like it. */
export interface PublishedRecall {
  readonly what: string;
  readonly share: number;
  readonly edit: string;
}

/** Thorn, n = 3,854. */
export const thorn: readonly PublishedRecall[] = [
  { what: "crop 5 %", share: 0.09, edit: "crop:5" },
  { what: "pad", share: 0.013, edit: "border:5" },
  { what: "rotate 4 degrees", share: 0.545, edit: "rotate:4" },
  { what: "JPEG 95", share: 0.999, edit: "jpeg:95" },
  { what: "watermark", share: 0.99, edit: "watermark:20" },
];
