/** What runs say of the claims, taken together. */
import type { ClaimVerdict } from "../findings/index.js";
import { type Claim, claims } from "./claims.js";

/** A verdict, and the id of the run that gave it. */
export type SourcedVerdict = ClaimVerdict & { readonly from: string };

/** A claim with all that was said of it. */
export interface AssessedClaim extends Claim {
  /**
   * The verdict if all agree; `depends` where it fails under some conditions and not under others; `nothing measured`
   * where no run speaks of it.
   */
  readonly overall: ClaimVerdict["verdict"] | "depends" | "nothing measured";
  readonly verdicts: readonly SourcedVerdict[];
}

/** Every claim of the register, in its order. */
export function assessClaims(
  results: readonly { readonly id: string; readonly verdicts: readonly ClaimVerdict[] }[],
): AssessedClaim[] {
  const given = results.flatMap(({ id, verdicts }) => verdicts.map((verdict) => ({ ...verdict, from: id })));
  return claims.map((claim) => {
    const verdicts = given.filter((verdict) => verdict.claim === claim.id);
    return { ...claim, verdicts, overall: overallOf(verdicts) };
  });
}

function overallOf(verdicts: readonly ClaimVerdict[]): AssessedClaim["overall"] {
  const kinds = new Set(verdicts.map(({ verdict }) => verdict));
  const [only] = kinds;
  if (only === undefined) return "nothing measured";
  if (kinds.size === 1) return only;
  if (kinds.has("fails")) return "depends"; // a failure is never hidden behind what cannot be verified
  // What cannot be verified stays so, whatever a model says beside.
  return kinds.has("not verifiable") ? "not verifiable" : "not verifiable yet";
}
