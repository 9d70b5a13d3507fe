/** What the oracle charges. Rate limiting is all that stands between a device and a search through short tokens. */
import { isEqualBytes } from "@glasshouse/crypto";
import { ProtocolError, RateLimitedError } from "../../errors.js";
import type { FilterParams } from "./params.js";

/** One request that was evaluated. */
export interface Charge {
  readonly account: Uint8Array;
  readonly device: Uint8Array;
  readonly requestId: Uint8Array;
  /** Digest of the request's bytes: tells a repetition from another request under the same id. */
  readonly requestDigest: Uint8Array;
  /** Probes evaluated, at least 1. */
  readonly probes: number;
  /** Seconds on the server's clock. */
  readonly at: number;
}

/** Charges of all accounts, as a host keeps them: of every filter together, or two filters would double the budget. */
export interface ChargeStore {
  /**
   * Hands `decide` the account's charges, oldest first, and keeps what it returns, in one transaction per account; keeps
   * nothing for `null` or when it throws. A charge may be forgotten once it is as old as the longest `windowSeconds` of
   * the filters evaluated for.
   */
  update(account: Uint8Array, decide: (charges: readonly Charge[]) => Charge | null): void | Promise<void>;
}

/** A store that lives as long as the process. @param keepSeconds how old a charge becomes before it is forgotten */
export function createMemoryChargeStore(keepSeconds: number): ChargeStore {
  const accounts = new Map<string, readonly Charge[]>();
  return {
    update(account, decide) {
      const key = String(account);
      const charges = accounts.get(key) ?? [];
      const charge = decide(charges);
      if (charge) accounts.set(key, [...charges.filter(({ at }) => at > charge.at - keepSeconds), charge]);
    },
  };
}

/** What a device and an account may ask for in a window. */
export type Budget = Pick<FilterParams, "windowSeconds" | "deviceProbes" | "accountProbes">;

/**
 * What to keep for a request: itself, or `null` for a repetition, whose answer tells nothing new and is not charged.
 * In no span of `windowSeconds` are more probes charged than the budget holds.
 * @param kept the account's charges, oldest first
 * @throws RateLimitedError, ProtocolError `conflict` for another request under an id that is taken
 */
export function decideCharge(kept: readonly Charge[], asked: Charge, budget: Budget): Charge | null {
  const same = kept.find(({ requestId }) => isEqualBytes(requestId, asked.requestId));
  if (same && isEqualBytes(same.requestDigest, asked.requestDigest)) return null;
  if (same) throw new ProtocolError("conflict", "request: its id was used for another request");
  // Charges stay in the order of their times when the clock is set back.
  const at = Math.max(asked.at, kept.at(-1)?.at ?? asked.at);
  const { windowSeconds, deviceProbes, accountProbes } = budget;
  const ofAccount = kept.filter((charge) => charge.at > at - windowSeconds);
  const ofDevice = ofAccount.filter(({ device }) => isEqualBytes(device, asked.device));
  const freeAt = Math.max(
    earliestRoom(ofAccount, asked.probes, accountProbes, at, windowSeconds),
    earliestRoom(ofDevice, asked.probes, deviceProbes, at, windowSeconds),
  );
  if (freeAt > at) {
    const seconds = Math.ceil(freeAt - asked.at);
    throw new RateLimitedError(seconds, `${asked.probes} probes: this window's budget is used, room in ${seconds} s`);
  }
  return { ...asked, at };
}

/** When `probes` more fit into `limit`: now, or when enough charges have left the window. */
function earliestRoom(
  charges: readonly Charge[],
  probes: number,
  limit: number,
  now: number,
  windowSeconds: number,
): number {
  let used = charges.reduce((sum, charge) => sum + charge.probes, 0);
  let freeAt = now;
  for (const charge of charges) {
    if (used + probes <= limit) break;
    used -= charge.probes;
    freeAt = charge.at + windowSeconds;
  }
  return freeAt;
}
