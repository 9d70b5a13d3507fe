/** Where a number comes from. Every number shown carries one of the three labels. */
export type Origin =
  /** Counted by this program. `on` says what, such as "400 generated scenes": never people's photographs if it was not. */
  | { readonly label: "measured"; readonly on: string }
  /** Set, or computed from what was set. `by` says by whom, such as "the parameters" or "Apple, 2021". */
  | { readonly label: "assumed"; readonly by: string }
  | { readonly label: "published"; readonly by: string };

/** What images a measurement ran on, when they were drawn by the scene generator. */
export function onScenes(count: number, what = "generated scenes"): Origin {
  return { label: "measured", on: `${count.toLocaleString("en-US")} ${what}` };
}

/** Numbers that follow from an experiment's own parameters. */
export const fromParameters: Origin = { label: "assumed", by: "the parameters" };

/** "measured on 400 generated scenes", "assumed by the parameters", "published by Thorn". */
export function renderOrigin(origin: Origin): string {
  return origin.label === "measured" ? `measured on ${origin.on}` : `${origin.label} by ${origin.by}`;
}
