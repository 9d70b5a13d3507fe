import {
  deriveOprfKeys,
  deriveOutputs,
  encodeTuple,
  evaluateBlinded,
  evaluateVerifiably,
  type Group,
  type OprfKeys,
  type OprfMode,
  type RandomBytes,
} from "@glasshouse/crypto";
import type { Token } from "../../tokens.js";

/**
 * The key of one filter's oracle. It exists only as the derivative of a seed under this protocol's label: an oracle for the
 * key of a blinded table would let any device test the table's tokens, and no scalar can be brought in from elsewhere or
 * taken out.
 */
export class OracleKey {
  readonly mode: OprfMode;
  readonly #keys: OprfKeys;

  private constructor(mode: OprfMode, keys: OprfKeys) {
    this.mode = mode;
    this.#keys = keys;
  }

  /** @param oracleSeed 32 secret bytes @param serverNonce 32 public bytes of the manifest, other ones for every filter */
  static derive(group: Group, mode: OprfMode, oracleSeed: Uint8Array, serverNonce: Uint8Array): OracleKey {
    const info = encodeTuple("glasshouse-v1 oprf-bloom oracle", serverNonce);
    return new OracleKey(mode, deriveOprfKeys(group, mode, oracleSeed, info));
  }

  /** What a manifest publishes: the public key in mode `voprf`, nothing in mode `oprf`. */
  get publicKey(): Uint8Array {
    return this.mode === "voprf" ? this.#keys.publicKey.slice() : new Uint8Array(0);
  }

  /** OPRF outputs of 64 bytes. */
  deriveOutputs(group: Group, tokens: readonly Token[]): Uint8Array[] {
    return deriveOutputs(group, this.mode, this.#keys.secretKey, tokens);
  }

  /** Evaluated elements and, in mode `voprf`, one proof for all of them. @throws CryptoError `invalid-point`, `identity-point` */
  evaluate(
    group: Group,
    blindedElements: Uint8Array,
    random: RandomBytes,
  ): { readonly evaluatedElements: Uint8Array; readonly proof: Uint8Array } {
    return this.mode === "voprf"
      ? evaluateVerifiably(group, this.#keys, blindedElements, random)
      : {
          evaluatedElements: evaluateBlinded(group, this.#keys.secretKey, blindedElements),
          proof: new Uint8Array(0),
        };
  }
}
