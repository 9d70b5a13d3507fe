/** A source of uniform random bytes. Anything but {@link systemRandom} belongs in tests and experiments. */
export type RandomBytes = (length: number) => Uint8Array;

// One getRandomValues call costs about the same for 4 bytes as for some KiB, and a voucher asks for many small pieces.
const poolBytes = 4096;
// Web Crypto refuses more in one call (QuotaExceededError).
const largestRequest = 65536;

const pool = new Uint8Array(poolBytes);
let used = poolBytes;

/** Random bytes of the platform (`crypto.getRandomValues`), drawn in blocks; no byte is handed out twice. */
export const systemRandom: RandomBytes = (length) => {
  const out = new Uint8Array(length);
  if (length > poolBytes) {
    for (let start = 0; start < length; start += largestRequest) {
      globalThis.crypto.getRandomValues(out.subarray(start, start + largestRequest));
    }
    return out;
  }
  if (used + length > poolBytes) {
    globalThis.crypto.getRandomValues(pool);
    used = 0;
  }
  out.set(pool.subarray(used, used + length));
  pool.fill(0, used, used + length);
  used += length;
  return out;
};
