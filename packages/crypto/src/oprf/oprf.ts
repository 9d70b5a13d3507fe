import { concatBytes } from "../bytes.js";
import { CryptoError } from "../errors.js";
import { hashToScalar } from "../group/expand-message.js";
import { type Group, pointBytes, scalarBytes } from "../group/group.js";
import { requireEqualCounts } from "../group/packed.js";
import { sha512 } from "../hash.js";
import { type RandomBytes, systemRandom } from "../random.js";
import { decodeScalar, encodeScalar, invertScalars } from "../scalar.js";
import { createDleqProof, verifyDleqProof } from "./dleq.js";
import { encodeBigEndian, encodeTranscript } from "./transcript.js";

/**
 * The oblivious pseudorandom functions of RFC 9497, ciphersuite ristretto255-SHA512: a client learns F(key, input) without showing the
 * input, the server evaluates without showing the key. In mode `voprf` the server also proves that it used the key it published.
 */
export type OprfMode = "oprf" | "voprf";

/** Bytes of one output. */
export const oprfOutputBytes = 64;

export interface OprfKeys {
  readonly secretKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** contextString of RFC 9497 section 3.1. */
export function oprfContext(mode: OprfMode): string {
  return `OPRFV1-${mode === "oprf" ? "\x00" : "\x01"}-ristretto255-SHA512`;
}

/** Server: a random key pair. */
export function createOprfKeys(group: Group, random: RandomBytes = systemRandom): OprfKeys {
  const secretKey = group.createScalars(1, random);
  return { secretKey, publicKey: group.multiplyBase(secretKey) };
}

/** Server: the key pair of a seed and a public label (RFC 9497 section 3.2.1). @throws CryptoError `invalid-length` */
export function deriveOprfKeys(group: Group, mode: OprfMode, seed: Uint8Array, info: Uint8Array): OprfKeys {
  const input = concatBytes(seed, encodeTranscript([info], ""));
  for (let counter = 0; counter < 256; counter++) {
    const scalar = hashToScalar(concatBytes(input, encodeBigEndian(counter, 1)), `DeriveKeyPair${oprfContext(mode)}`);
    if (scalar === 0n) continue;
    const secretKey = encodeScalar(scalar);
    return { secretKey, publicKey: group.multiplyBase(secretKey) };
  }
  throw new CryptoError("invalid-scalar", "key derivation: 256 zero scalars in a row");
}

/** Client: what stays (`blinds`) and what is sent (`blindedElements`), both packed. @throws CryptoError `identity-point` */
export function blindInputs(
  group: Group,
  mode: OprfMode,
  inputs: readonly Uint8Array[],
  random: RandomBytes = systemRandom,
): { blinds: Uint8Array; blindedElements: Uint8Array } {
  const blinds = group.createScalars(inputs.length, random);
  return { blinds, blindedElements: group.multiply(hashInputs(group, mode, inputs), blinds) };
}

/** Server: packed evaluated elements, one per blinded element. @throws CryptoError `invalid-point`, `identity-point` */
export function evaluateBlinded(group: Group, secretKey: Uint8Array, blindedElements: Uint8Array): Uint8Array {
  requireElements(group, blindedElements);
  return group.multiplyAll(blindedElements, secretKey);
}

/** Server, mode `voprf`: evaluated elements and one proof for all of them. @throws CryptoError `invalid-point`, `identity-point` */
export function evaluateVerifiably(
  group: Group,
  keys: OprfKeys,
  blindedElements: Uint8Array,
  random: RandomBytes = systemRandom,
): { evaluatedElements: Uint8Array; proof: Uint8Array } {
  const evaluatedElements = evaluateBlinded(group, keys.secretKey, blindedElements);
  const statement = { publicKey: keys.publicKey, before: blindedElements, after: evaluatedElements };
  return { evaluatedElements, proof: createDleqProof(group, oprfContext("voprf"), keys.secretKey, statement, random) };
}

/**
 * Client, mode `voprf`: checks the proof before anything is done with the elements.
 * @throws CryptoError `invalid-proof`, `invalid-point`, `identity-point`, `invalid-length`, `invalid-scalar`, `unequal-counts`
 */
export function verifyEvaluation(
  group: Group,
  publicKey: Uint8Array,
  blindedElements: Uint8Array,
  evaluatedElements: Uint8Array,
  proof: Uint8Array,
): void {
  requireElements(group, concatBytes(publicKey, blindedElements, evaluatedElements));
  const statement = { publicKey, before: blindedElements, after: evaluatedElements };
  verifyDleqProof(group, oprfContext("voprf"), proof, statement);
}

/**
 * Client: the outputs, 64 bytes each.
 * @throws CryptoError `invalid-point`, `identity-point`, `unequal-counts`, `not-invertible` for a zero blind
 */
export function finalizeOutputs(
  group: Group,
  inputs: readonly Uint8Array[],
  blinds: Uint8Array,
  evaluatedElements: Uint8Array,
): Uint8Array[] {
  requireEqualCounts("outputs", blinds, evaluatedElements, new Uint8Array(inputs.length * pointBytes));
  requireElements(group, evaluatedElements);
  const scalars = inputs.map((_, index) =>
    decodeScalar(blinds.subarray(index * scalarBytes, (index + 1) * scalarBytes)),
  );
  const inverses = concatBytes(...invertScalars(scalars).map(encodeScalar));
  return hashOutputs(inputs, group.multiply(evaluatedElements, inverses));
}

/** Server: the same outputs, with the key and without blinding. */
export function deriveOutputs(
  group: Group,
  mode: OprfMode,
  secretKey: Uint8Array,
  inputs: readonly Uint8Array[],
): Uint8Array[] {
  return hashOutputs(inputs, group.multiplyAll(hashInputs(group, mode, inputs), secretKey));
}

function hashInputs(group: Group, mode: OprfMode, inputs: readonly Uint8Array[]): Uint8Array {
  const hashed = group.hashToGroup(inputs, `HashToGroup-${oprfContext(mode)}`);
  requireElements(group, hashed);
  return hashed;
}

function hashOutputs(inputs: readonly Uint8Array[], elements: Uint8Array): Uint8Array[] {
  return inputs.map((input, index) => {
    const element = elements.subarray(index * pointBytes, (index + 1) * pointBytes);
    return sha512(encodeTranscript([input, element], "Finalize"));
  });
}

// RFC 9497 section 2.1: deserialising refuses the identity too. Unlike the steps on vouchers, this is a dialogue, and may fail visibly.
function requireElements(group: Group, points: Uint8Array): void {
  const index = group.findInvalid(points);
  if (index >= 0) throw new CryptoError("invalid-point", `point ${index}: no canonical ristretto255 encoding`);
  const identity = group.findInvalid(points, { rejectIdentity: true });
  if (identity >= 0) throw new CryptoError("identity-point", `point ${identity}: the identity`);
}
