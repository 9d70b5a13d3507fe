/**
 * The one place where the threshold decides. Everything that must hold before a payload becomes readable is here:
 * distinct shares are counted, shares that contradict one another are dropped, and a key is accepted only when payloads
 * of at least `threshold` distinct shares open under it.
 */
import {
  detect,
  interpolateAtZero,
  openCommitted,
  type RandomBytes,
  type Share,
  systemRandom,
} from "@glasshouse/crypto";
import { createSubset } from "../../shuffle.js";
import { deriveAccountKey, deriveVoucherKey } from "./keys.js";
import { unpadPayload } from "./messages.js";
import { detectionParameters, type Params } from "./params.js";

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

/**
 * What came of an account. `distinct` is the number of distinct, uncontradicted shares; below the threshold it counts
 * synthetic vouchers too, since nobody without the account's key can tell them apart then.
 */
export type AccountOutcome =
  | { readonly status: "below-threshold"; readonly distinct: number }
  /** More synthetic vouchers than the detection columns can tell apart: nothing can be said. */
  | { readonly status: "saturated"; readonly distinct: number }
  | { readonly status: "inconsistent-shares"; readonly distinct: number }
  | { readonly status: "opened"; readonly distinct: number; readonly payloads: readonly ReadablePayload[] };

/**
 * Subsets of shares tried before giving up. One wrong share among 2 * threshold leaves a random subset clean half of the
 * time, so 64 fail with 5e-20; a device that spoils more of its own shares only keeps its own account closed.
 */
const subsetTries = 64;

/** Opens an account window if enough distinct shares lie on one polynomial; otherwise tells why not. */
export function openAccount(
  params: Pick<Params, "threshold" | "detectionColumns" | "syntheticPerMillion">,
  account: Uint8Array,
  opened: readonly OpenedVoucher[],
  random: RandomBytes = systemRandom,
): AccountOutcome {
  const { threshold } = params;
  const seen = distinctShares(opened).length;
  if (seen < threshold) return { status: "below-threshold", distinct: seen };
  const real = removeSynthetics(params, opened, random);
  if (typeof real === "string") return { status: real, distinct: seen };
  return openReal(threshold, account, real, random);
}

/** The vouchers of real images, found without any key; or why they cannot be told apart. */
function removeSynthetics(
  params: Parameters<typeof openAccount>[0],
  opened: readonly OpenedVoucher[],
  random: RandomBytes,
): readonly OpenedVoucher[] | "below-threshold" | "saturated" {
  if (params.syntheticPerMillion === 0) return opened;
  const columns = opened.map(({ detectionColumn }) => detectionColumn);
  const detection = detect(columns, detectionParameters(params), subsetTries, random);
  return detection.kind === "opened" ? detection.indices.map((i) => opened[i] as OpenedVoucher) : detection.kind;
}

function openReal(
  threshold: number,
  account: Uint8Array,
  opened: readonly OpenedVoucher[],
  random: RandomBytes,
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
