import { CryptoError, type Group, verifyEvaluation } from "@glasshouse/crypto";
import { ProtocolError } from "../../errors.js";
import type { FilterManifest } from "./messages.js";

/**
 * Mode `voprf`: checks that the manifest's key took every blinded element to its evaluated one.
 * @throws ProtocolError `invalid-proof`, `invalid-point`, `identity-point`
 */
export function verifyUnderKey(
  group: Group,
  { publicKey }: FilterManifest,
  blindedElements: Uint8Array,
  evaluatedElements: Uint8Array,
  proof: Uint8Array,
): void {
  refuseMalformed(() => verifyEvaluation(group, publicKey, blindedElements, evaluatedElements, proof));
}

/** Gives what the mathematics refuses one of this protocol's codes. */
export function refuseMalformed<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
    const { code } = error;
    throw new ProtocolError(
      code === "invalid-point" || code === "identity-point" ? code : "invalid-proof",
      error.message,
    );
  }
}
