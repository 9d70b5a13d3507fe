import { CryptoError, type CryptoErrorCode } from "@glasshouse/crypto";
import { expect } from "vitest";

/** Asserts that `action` throws a CryptoError with this code. */
export function expectCode(code: CryptoErrorCode, action: () => unknown): void {
  let thrown: unknown;
  try {
    action();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(CryptoError);
  expect(thrown).toHaveProperty("code", code);
}
