/** Every derivation of the protocol, one function each, so that labels are told apart in one place. */
import { deriveKey, encodeScalar, encodeTuple, reduceScalar } from "@glasshouse/crypto";

const none = new Uint8Array(0);

/** Domain of every hash to the group: tokens and fillers. */
export const tokenDomain = "glasshouse-v1-token";

/** accountKey, under which an account's payloads lie: from the secret that the shares hide. */
export function deriveAccountKey(sharedSecret: Uint8Array, account: Uint8Array): Uint8Array {
  return deriveKey(sharedSecret, "glasshouse-v1 account key", account);
}

/** The key of one payload: used once, since a device draws a fresh id for every voucher. */
export function deriveVoucherKey(accountKey: Uint8Array, voucherId: Uint8Array): Uint8Array {
  return deriveKey(accountKey, "glasshouse-v1 voucher key", voucherId);
}

/** The pad that hides rkey in a slot, from S on the device and from alpha * Q on the server. Binds Q and the voucher. */
export function derivePad(s: Uint8Array, q: Uint8Array, context: Uint8Array): Uint8Array {
  const info = new Uint8Array(context.length + q.length);
  info.set(context);
  info.set(q, context.length);
  return deriveKey(s, "glasshouse-v1 slot", info);
}

/** Where an image's share lies: x in [1, q-1], the same for equal counting ids. */
export function deriveShareX(shareSeed: Uint8Array, countingId: Uint8Array): Uint8Array {
  const context = encodeTuple(countingId);
  // 64 bytes reduce to 0 once in 2^252 draws; 1 then stands in.
  return encodeScalar(reduceScalar(deriveKey(shareSeed, "glasshouse-v1 share", context, 64)) || 1n);
}

/** Commitment to the seed of the fillers. */
export function commitToFillerSeed(fillerSeed: Uint8Array): Uint8Array {
  return deriveKey(fillerSeed, "glasshouse-v1 filler commitment", none);
}
