/** Forms of a picture listed beside it as a countermeasure: what they catch, and what they cost. */
import { type ListVariantSet, type SeededRandom, type Step, variantsOf } from "@glasshouse/fixtures";
import { defaultAlgorithm, type PerceptualHash } from "@glasshouse/hasher";
import { measureRate, type Origin, type Rate, type Table } from "../../findings/index.js";
import { matches } from "../match-rule.js";
import type { Carrier } from "../perturbation/carrier.js";
import type { AimableId } from "../perturbation/patterns.js";
import { attemptOn, rulesOf } from "./attempts.js";

const listings: readonly { readonly id: string; readonly sets: readonly ListVariantSet[] }[] = [
  { id: "none", sets: ["none"] },
  { id: "dihedral", sets: ["dihedral"] },
  { id: "crops", sets: ["crops"] },
  { id: "both", sets: ["dihedral", "crops"] },
];

const edits: readonly { readonly id: string; readonly steps: readonly Step[] }[] = [
  { id: "mirror", steps: [{ transform: "mirror", strength: 0 }] },
  { id: "quarter turn", steps: [{ transform: "quarter-turn", strength: 1 }] },
  { id: "crop 5 %, a listed cut", steps: [{ transform: "crop", strength: 5 }] },
  { id: "crop 7 %, between listed cuts", steps: [{ transform: "crop", strength: 7 }] },
  { id: "rotate 2 degrees", steps: [{ transform: "rotate", strength: 2 }] },
  { id: "border 5 %", steps: [{ transform: "border", strength: 5 }] },
];
const aimedId = "aimed change, 2 levels RMS";
const rows = ["unchanged", ...edits.map(({ id }) => id), aimedId];

/** Whether one changed scene escaped one rule and one listing. */
interface Escape {
  readonly rule: string;
  readonly edit: string;
  readonly listing: string;
  readonly escaped: boolean;
}

/** Steps of every scene. */
export const variantSteps = 3;

/** What came of it. */
export interface VariantResult {
  readonly escapes: readonly Escape[];
  /** By rule and listing. */
  readonly costs: readonly {
    readonly rule: string;
    readonly listing: string;
    readonly entriesPerPicture: number;
    readonly falsePositives: Rate;
  }[];
}

export async function runVariants(
  carriers: readonly Carrier[],
  strangers: readonly (PerceptualHash | null)[],
  random: SeededRandom,
  step: () => void | Promise<void>,
): Promise<VariantResult> {
  const id = defaultAlgorithm.id as AimableId;
  const rules = rulesOf(id).filter((rule) => rule.id === "within 30 bits" || rule.id === "blocks-4x64-f2");
  const escapes: Escape[] = [];
  const lists = new Map<string, PerceptualHash[]>(listings.map((listing) => [listing.id, []]));
  for (const carrier of carriers) {
    const original = carrier.hash(defaultAlgorithm);
    const draws = random.fork(carrier.picture.seed);
    const forms = new Map(
      variantsOf("dihedral", "crops").map((variant) => [
        variant.id,
        carrier.edit(variant.steps, draws.fork(variant.id)).hash(defaultAlgorithm),
      ]),
    );
    const changed = new Map([
      ["unchanged", original],
      ...edits.map((edit) => [edit.id, carrier.edit(edit.steps, draws.fork(edit.id)).hash(defaultAlgorithm)] as const),
    ]);
    await step();
    for (const rule of rules) {
      const attempt = rule.id === "blocks-4x64-f2" ? "aimed-at-tokens" : "aimed-at-radius";
      changed.set(aimedId, attemptOn(carrier, original, id, attempt, 2, draws).hash(defaultAlgorithm));
      for (const listing of listings) {
        const entries = variantsOf(...listing.sets).map((variant) => forms.get(variant.id) as PerceptualHash);
        for (const [edit, hash] of changed)
          escapes.push({ rule: rule.id, edit, listing: listing.id, escaped: !matches(rule, hash, entries) });
      }
      await step();
    }
    for (const listing of listings)
      lists
        .get(listing.id)
        ?.push(...variantsOf(...listing.sets).map((variant) => forms.get(variant.id) as PerceptualHash));
  }
  const images = strangers.filter(
    (hash) => hash !== null && hash.quality >= defaultAlgorithm.qualityFloor,
  ) as PerceptualHash[];
  return {
    escapes,
    costs: rules.flatMap((rule) =>
      listings.map((listing) => {
        const entries = lists.get(listing.id) ?? [];
        return {
          rule: rule.id,
          listing: listing.id,
          entriesPerPicture: entries.length / carriers.length,
          falsePositives: measureRate(
            { events: rule.countMatching(images, entries), trials: images.length },
            { kind: "image FPR", listEntries: entries.length, unit: "scene" },
          ),
        };
      }),
    ),
  };
}

export function variantTable({ escapes, costs }: VariantResult, origin: Origin): Table {
  return {
    id: "evasion-against-variants",
    title: `Scenes that escape ${defaultAlgorithm.id} when the list holds further forms of each`,
    origin,
    columns: [
      { key: "rule", title: "rule", format: "text" },
      { key: "listing", title: "listed beside the picture", format: "text" },
      { key: "entries", title: "entries per picture", format: "number" },
      { key: "falsePositives", title: "unrelated scenes that match", format: "rate" },
      ...rows.map((key) => ({ key, title: key, format: "rate" as const })),
    ],
    rows: costs.map(({ rule, listing, entriesPerPicture, falsePositives }) => ({
      rule,
      listing,
      entries: entriesPerPicture,
      falsePositives,
      ...Object.fromEntries(
        rows.map((edit) => {
          const some = escapes.filter((one) => one.rule === rule && one.listing === listing && one.edit === edit);
          const events = some.filter(({ escaped }) => escaped).length;
          return [edit, measureRate({ events, trials: some.length }, { kind: "share", unit: "scene" })];
        }),
      ),
    })),
    note: "Listing forms catches the edits that were foreseen. It does nothing against a change aimed at the hash itself.",
  };
}
