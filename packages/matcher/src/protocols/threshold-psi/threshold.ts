/**
 * The one place where the threshold decides. Everything that must hold before a payload becomes readable is here:
 * distinct shares are counted, shares that contradict one another are dropped, and a key is accepted only when payloads
 * of at least `threshold` distinct shares open under it.
 */
import { interpolateAtZero, openCommitted, type RandomBytes, type Share, systemRandom } from "@glasshouse/crypto";
import { createSubset } from "../../shuffle.js";
import { deriveAccountKey, deriveVoucherKey } from "./keys.js";
import { unpadPayload } from "./messages.js";
import type { Params } from "./params.js";

/** What the server keeps of a voucher that opened. */
export interface OpenedVoucher {
  readonly voucherId: Uint8Array;
  /** What its seals bind, 32 bytes; see `voucherContext`. */
  readonly context: Uint8Array;
  /** Share, two canonical scalars. */
  readonly x: Uint8Array;
  readonly y: Uint8Array;
  /** Column of the detectable hash function. */
  readonly detectionColumn: Uint8Array;
  readonly sealedPayload: Uint8Array;
}

/** A payload that became readable. */
export interface ReadablePayload {
  readonly voucherId: Uint8Array;
  readonly payload: Uint8Array;
}

/** What came of an account. `distinct` is the number of distinct, uncontradicted shares. */
export type AccountOutcome =
  | { readonly status: "below-threshold"; readonly distinct: number }
  | { readonly status: "inconsistent-shares"; readonly distinct: number }
  | { readonly status: "opened"; readonly distinct: number; readonly payloads: readonly ReadablePayload[] };

/**
 * Subsets of shares tried before giving up. One wrong share among 2 * threshold leaves a random subset clean half of the
 * time, so 64 fail with 5e-20; a device that spoils more of its own shares only keeps its own account closed.
 */
const subsetTries = 64;

/** Opens an account window if enough distinct shares lie on one polynomial; otherwise tells why not. */
export function openAccount(
  { threshold }: Pick<Params, "threshold">,
  account: Uint8Array,
  opened: readonly OpenedVoucher[],
  random: RandomBytes = systemRandom,
): AccountOutcome {
  const shares = distinctShares(opened);
  const distinct = shares.length;
  if (distinct < threshold) return { status: "below-threshold", distinct };
  for (let attempt = 0; attempt < subsetTries; attempt++) {
    const subset = attempt === 0 ? shares.slice(0, threshold) : createSubset(shares, threshold, random);
    const accountKey = deriveAccountKey(interpolateAtZero(subset), account);
    const readable = readPayloads(accountKey, opened);
    if (readable.distinct >= threshold) return { status: "opened", distinct, payloads: readable.payloads };
    if (distinct === threshold) break; // there is only one subset
  }
  return { status: "inconsistent-shares", distinct };
}

/** One share per x, in order of arrival; an x that came with two different y is dropped whole. */
function distinctShares(opened: readonly OpenedVoucher[]): Share[] {
  const byX = new Map<string, Share | null>();
  for (const { x, y } of opened) {
    const key = String(x);
    const known = byX.get(key);
    if (known === undefined) byX.set(key, { x, y });
    else if (known && String(known.y) !== String(y)) byX.set(key, null);
  }
  return [...byX.values()].filter((share) => share !== null);
}

function readPayloads(accountKey: Uint8Array, opened: readonly OpenedVoucher[]) {
  const payloads: ReadablePayload[] = [];
  const countedX = new Set<string>();
  for (const { voucherId, context, x, sealedPayload } of opened) {
    const padded = openCommitted(deriveVoucherKey(accountKey, voucherId), sealedPayload, context);
    const payload = padded && unpadPayload(padded);
    if (!payload) continue;
    payloads.push({ voucherId, payload });
    countedX.add(String(x));
  }
  return { payloads, distinct: countedX.size };
}
