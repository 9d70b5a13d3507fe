/** Which test sees that a hash was altered. */
import { measureRate, type Origin, type Table } from "../../findings/index.js";
import type { Fingerprint, Measured } from "./measure.js";

/** One place, one strength, and what an auditor holds it against. */
export interface Audited {
  readonly strength: number | null;
  readonly measured: Measured;
  /** Test pictures whose hash is another than by the published weights. */
  readonly differing: number;
  /** Fingerprints of hashes with other seeds, drawn as the honest one. */
  readonly honest: readonly Fingerprint[];
  /** The most unrelated pictures that match one ordinary entry under the honest hash. */
  readonly honestBusiest: number;
}

/** Whether a test sees something, on what. */
interface Audit {
  readonly test: string;
  readonly needs: string;
  /** `null` where nothing can be seen, whatever was altered. */
  readonly sees: ((audited: Audited) => boolean) | null;
  /** Whether it looks at the place, so that the honest hash is another case for each. */
  readonly ofPlace: boolean;
}

const outside =
  (key: keyof Fingerprint) =>
  ({ measured, honest }: Audited) => {
    const values = honest.map((fingerprint) => fingerprint[key]);
    const own = measured.fingerprint[key];
    return own < Math.min(...values) || own > Math.max(...values);
  };

const audits: readonly Audit[] = [
  {
    test: "test vectors against the published weights",
    needs: "weights that were published before, and derive from a public seed",
    sees: ({ differing }) => differing > 0,
    ofPlace: false,
  },
  {
    test: "test vectors against the weights that the supplier hands over",
    needs: "the supplier's word",
    // The altered weights agree with themselves.
    sees: null,
    ofPlace: false,
  },
  {
    test: "spread of distances between unrelated pictures",
    needs: "pictures, and honest hashes of the same kind to compare with",
    sees: outside("spread"),
    ofPlace: false,
  },
  {
    test: "largest singular value of the weights",
    needs: "the weights, and honest weights of the same kind to compare with",
    sees: outside("singular"),
    ofPlace: false,
  },
  {
    test: "pictures that match one entry",
    needs: "the list in the clear, and pictures",
    sees: ({ measured, honestBusiest }) => measured.strangers.filter(Boolean).length > Math.max(1, honestBusiest),
    ofPlace: true,
  },
  {
    test: "distances between pictures of the place",
    needs: "to know which place",
    sees: outside("atPlace"),
    ofPlace: true,
  },
];

/** Rows are tests, columns strengths; the honest hash is the control. */
export function auditTable(audited: readonly Audited[], honestSeeds: number, origin: Origin): Table {
  const strengths = [...new Set(audited.map(({ strength }) => strength))];
  const key = (strength: number | null) => (strength === null ? "honest" : `strength${strength}`);
  return {
    id: "audits",
    title: "Which test sees it: places for which it does",
    origin,
    columns: [
      { key: "test", title: "test", format: "text" },
      { key: "needs", title: "what it takes", format: "text" },
      ...strengths.map((strength) => ({
        key: key(strength),
        title: strength === null ? "honest hash: false alarms" : `strength ${strength}`,
        format: "rate" as const,
      })),
    ],
    rows: audits.map(({ test, needs, sees, ofPlace }) => ({
      test,
      needs,
      ...Object.fromEntries(
        strengths.map((strength) => {
          if (!sees) return [key(strength), null];
          const all = audited.filter((one) => one.strength === strength);
          const some = strength === null && !ofPlace ? all.slice(0, 1) : all;
          const events = some.filter(sees).length;
          return [key(strength), measureRate({ events, trials: some.length }, { kind: "share", unit: "place" })];
        }),
      ),
    })),
    note: `A comparison with honest hashes sees something if the value lies outside those of ${honestSeeds} other seeds: an honest one does so once in ${((honestSeeds + 1) / 2).toFixed(0)} times. The honest hash is the same for every place: tests that do not look at the place try it once. The altered weights agree with themselves: the second row cannot see anything.`,
  };
}
