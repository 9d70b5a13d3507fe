import type { ChoiceParameter, NumberParameter } from "../../findings/index.js";

type Range = readonly [minimum: number, maximum: number];

/** A slider over whole numbers. */
export function whole(what: string, start: number, range: Range, assumedBy = "Glasshouse"): NumberParameter {
  return { type: "number", what, default: start, range, whole: true, assumedBy };
}

/** A slider over whole numbers of very different sizes. */
export function wholeLog(what: string, start: number, range: Range, assumedBy = "Glasshouse"): NumberParameter {
  return { ...whole(what, start, range, assumedBy), scale: "log" };
}

/** A slider over a share or a mean. */
export function share(what: string, start: number, range: Range = [0, 1], assumedBy = "Glasshouse"): NumberParameter {
  return { type: "number", what, default: start, range, whole: false, assumedBy };
}

/** A slider over numbers of very different sizes, such as rates. */
export function rate(what: string, start: number, range: Range, assumedBy = "Glasshouse"): NumberParameter {
  return { ...share(what, start, range, assumedBy), scale: "log" };
}

/** One of a few words; the first is the default unless another one is named. */
export function choice(
  what: string,
  choices: readonly string[],
  start: string = choices[0] as string,
): ChoiceParameter {
  return { type: "choice", what, default: start, choices, assumedBy: "Glasshouse" };
}
