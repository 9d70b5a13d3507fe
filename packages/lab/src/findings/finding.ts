/** What an experiment or a scenario found. */
import type { ClaimId } from "../claims/claims.js";
import type { Plot, Table } from "./table.js";

/** Something that has to be so if the numbers mean anything, or a statement that the numbers decide. */
export interface Check {
  readonly name: string;
  readonly expected: string;
  readonly got: string;
  readonly holds: boolean;
}

/** A figure from elsewhere, and ours beside it. */
export interface PublishedFigure {
  /** The figure with its setting, such as "crop 5 %: 9.0 % of 3,854 images matched (PDQ)". */
  readonly figure: string;
  /** Who published it, and when. */
  readonly by: string;
  /** Read in the primary source, taken from a secondary one, or computed from stated inputs. */
  readonly source: "primary" | "secondary" | "computed";
  /** What this run has to say to it, with its own setting; or why nothing. */
  readonly ours: string;
}

/** What a finding says of a claim, under conditions that it names. A claim may hold under some and fail under others. */
export interface ClaimVerdict {
  readonly claim: ClaimId;
  readonly verdict: "holds" | "fails" | "not verifiable yet" | "not verifiable";
  /** Under what: "independent photographs, image FPR 1e-6 assumed". */
  readonly under: string;
  /** The figure that decides, in a sentence. */
  readonly because: string;
}

/** What a run found. Everything in it follows from parameters and seed. */
export interface Finding {
  /** Nulls and oracles: if they are wrong, nothing below means anything. Shown first. */
  readonly controls: readonly Table[];
  readonly tables: readonly Table[];
  readonly plots: readonly Plot[];
  readonly checks: readonly Check[];
  readonly published: readonly PublishedFigure[];
  readonly verdicts: readonly ClaimVerdict[];
}
