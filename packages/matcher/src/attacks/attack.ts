/** What an attack is: what it says of itself, and what happened when it was mounted. A test holds the two together. */
import type { ProtocolErrorCode } from "../errors.js";
import type { AccountOutcome, VoucherOpening } from "../protocols/threshold-psi/index.js";
import type { Cost } from "./counting-group.js";
import type { Setting } from "./setting.js";

/** Who may notice an attack. The auditor sees public data alone: manifests and tables, of more than one device. */
export type Noticer = "device" | "server" | "reviewer" | "auditor" | "nobody";

/** Where in the protocol an attack is noticed. */
export type Step =
  | "prepare table" // the device, before the first use of a table
  | "create voucher" // the device, at the first image
  | "accept batch" // the server, before anything is stored
  | "open voucher" // the server, slot by slot
  | "open account" // the server, from the threshold on
  | "verify batch" // whoever has the signed batch
  | "inspect tables"; // whoever has the public data

/** What says so: an error, or a result of its own. */
export type NoticeCode = ProtocolErrorCode | VoucherOpening["status"] | AccountOutcome["status"];

/** Who noticed, at which step, by what code. */
export interface Notice {
  readonly by: Exclude<Noticer, "nobody">;
  readonly at: Step;
  /** Absent where a comparison of public data shows it. */
  readonly code?: NoticeCode;
}

/** What an attack says of itself. */
export interface AttackDescription {
  readonly id: string;
  readonly who: "client" | "server";
  /** What is done, in a sentence. */
  readonly what: string;
  readonly noticedBy: Noticer;
  /** `null` when nobody notices. */
  readonly atStep: Step | null;
  readonly code?: NoticeCode;
  /** Whether the attacker gets what it wanted all the same. */
  readonly succeeds: boolean;
  /** What that is or what prevents it, in a sentence. */
  readonly effect: string;
  /**
   * What it costs the side that is attacked, from the attack's first message until it is noticed or over. Of the setting's
   * small parameters; `figures` of a result may say more.
   */
  readonly cost: Pick<Cost, "multiplications" | "pointChecks">;
}

/** What happened when an attack was mounted. */
export interface AttackResult {
  readonly notice: Notice | null;
  readonly succeeded: boolean;
  readonly cost: Cost;
  /** What was measured beside, by name. */
  readonly figures: Readonly<Record<string, number>>;
}

/** An attack that can be mounted in any setting. */
export interface Attack extends AttackDescription {
  mount(setting: Setting): Promise<AttackResult>;
}
