/** Every derivation of the protocol, one function each, so that labels are told apart in one place. */
import { deriveKey, detectionArgumentBytes, encodeScalar, encodeTuple, reduceScalar } from "@glasshouse/crypto";

const none = new Uint8Array(0);

/** Domain of the hash of tokens to the group. */
export const tokenDomain = "glasshouse-v1-token";

/** accountKey, under which an account's payloads lie: from the secret that the shares hide. */
export function deriveAccountKey(sharedSecret: Uint8Array, account: Uint8Array): Uint8Array {
  return deriveKey(sharedSecret, "glasshouse-v1 account key", account);
}

/** The key of one payload: used once, since a device draws a fresh id for every voucher. */
export function deriveVoucherKey(accountKey: Uint8Array, voucherId: Uint8Array): Uint8Array {
  return deriveKey(accountKey, "glasshouse-v1 voucher key", voucherId);
}

/** The pad that hides outerKey in a slot, from S on the device and from alpha * Q on the server. Binds Q and the voucher. */
export function derivePad(s: Uint8Array, q: Uint8Array, context: Uint8Array): Uint8Array {
  const info = new Uint8Array(context.length + q.length);
  info.set(context);
  info.set(q, context.length);
  return deriveKey(s, "glasshouse-v1 slot", info);
}

/** All that is pseudorandom about an image's share, the same for equal counting ids. */
export interface ShareDraw {
  /** Where the share lies: a scalar in [1, q-1]. */
  readonly x: Uint8Array;
  /** A scalar in place of f(x), for a synthetic voucher. */
  readonly syntheticY: Uint8Array;
  /** Where the detectable hash function is evaluated. */
  readonly detectionArgument: Uint8Array;
  /** Uniform bytes in place of the detection column, for a synthetic voucher. */
  readonly syntheticColumn: Uint8Array;
  /** Uniform in [0, 1,000,000): below the manifest's rate the voucher is synthetic. */
  readonly coin: number;
}

/**
 * Draws an image's share. Synthetic and real vouchers take theirs from the same call, keyed by the counting id: were it
 * keyed by the voucher id, repeats would tell the real ones.
 */
export function deriveShare(shareSeed: Uint8Array, countingId: Uint8Array, detectionColumns: number): ShareDraw {
  const bytes = deriveKey(
    shareSeed,
    "glasshouse-v1 share",
    encodeTuple(countingId),
    64 + 64 + 8 + detectionArgumentBytes * (detectionColumns + 2),
  );
  let at = 0;
  const take = (length: number) => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  return {
    // 64 bytes reduce to 0 once in 2^252 draws; 1 then stands in.
    x: encodeScalar(reduceScalar(take(64)) || 1n),
    syntheticY: encodeScalar(reduceScalar(take(64))),
    // 8 bytes modulo 10^6: within 10^-13 of uniform.
    coin: Number(bytesToInteger(take(8)) % 1_000_000n),
    detectionArgument: take(detectionArgumentBytes),
    syntheticColumn: take(detectionArgumentBytes * (detectionColumns + 1)),
  };
}

/** Two uniform 64-bit numbers: see {@link deriveOpeningDraw}. */
export interface OpeningDraw {
  readonly blocks: bigint;
  readonly table: bigint;
}

/**
 * Decides what a synthetic voucher in this image's place opens. Keyed by the hash, not drawn for every voucher: a listed
 * picture that is sent twice opens the same slots twice, and a synthetic one that did not would be told by it.
 * @param image the hash, or the voucher id of an image that has none
 */
export function deriveOpeningDraw(shareSeed: Uint8Array, image: Uint8Array): OpeningDraw {
  const bytes = deriveKey(shareSeed, "glasshouse-v1 synthetic opening", encodeTuple(image), 16);
  return { blocks: bytesToInteger(bytes.subarray(0, 8)), table: bytesToInteger(bytes.subarray(8)) };
}

function bytesToInteger(bytes: Uint8Array): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
}

/** Commitment to the seed of the fillers. */
export function commitToFillerSeed(fillerSeed: Uint8Array): Uint8Array {
  return deriveKey(fillerSeed, "glasshouse-v1 filler commitment", none);
}
