/** Every way in which bytes or parameters can be refused by this package. */
export const cryptoErrorCodes = [
  "ciphertext-too-short",
  "capacity-exceeded",
  "duplicate-share",
  "duplicate-token",
  "identity-point",
  "invalid-domain",
  "invalid-filter",
  "invalid-field-element",
  "invalid-layout",
  "invalid-length",
  "invalid-point",
  "invalid-proof",
  "invalid-rate",
  "invalid-scalar",
  "invalid-signature",
  "invalid-threshold",
  "not-invertible",
  "out-of-memory",
  "sodium-unusable",
  "too-few-shares",
  "unequal-counts",
  "zero-share",
] as const;

export type CryptoErrorCode = (typeof cryptoErrorCodes)[number];

/** Refusal of malformed input. The message says what was got and expected, never key material; act on `code`. */
export class CryptoError extends Error {
  override readonly name = "CryptoError";
  readonly code: CryptoErrorCode;

  constructor(code: CryptoErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** @throws CryptoError `invalid-length` unless `bytes` has exactly `expected` bytes. */
export function requireLength(what: string, bytes: Uint8Array, expected: number): void {
  if (bytes.length !== expected) {
    throw new CryptoError("invalid-length", `${what}: got ${bytes.length} bytes, expected ${expected}`);
  }
}
