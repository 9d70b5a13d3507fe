import { concatBytes, encodeText, isEqualBytes } from "../bytes.js";
import { CryptoError, requireLength } from "../errors.js";
import { hashToScalar } from "../group/expand-message.js";
import { type Group, pointBytes, scalarBytes } from "../group/group.js";
import { countElements, requireEqualCounts } from "../group/packed.js";
import { sha512 } from "../hash.js";
import { type RandomBytes, systemRandom } from "../random.js";
import { decodeScalar, encodeScalar, multiplyScalars, subtractScalars } from "../scalar.js";
import { encodeBigEndian, encodeTranscript } from "./transcript.js";

/** Bytes of a proof: challenge || response. */
export const dleqProofBytes: number = 2 * scalarBytes;
/** Most pairs in one proof: their index has 2 bytes. */
export const mostDleqPairs = 65535;

/**
 * The claim that one scalar k takes the generator G to `publicKey` and every `before[i]` to `after[i]`. No other base: the
 * challenge does not hash it, so a prover who chose it could prove anything.
 */
export interface DleqStatement {
  readonly publicKey: Uint8Array;
  /** Packed points. */
  readonly before: Uint8Array;
  /** Packed points, as many. */
  readonly after: Uint8Array;
}

/**
 * Proof of a {@link DleqStatement}, one for the whole batch (RFC 9497 section 2.2.1): 64 bytes.
 * @param context the context string of the RFC, part of every domain; another protocol uses another one
 * @throws CryptoError `invalid-point`, `invalid-scalar`, `invalid-length`, `unequal-counts`
 */
export function createDleqProof(
  group: Group,
  context: string,
  secretKey: Uint8Array,
  statement: DleqStatement,
  random: RandomBytes = systemRandom,
): Uint8Array {
  const weights = deriveWeights(context, statement);
  const compositeBefore = sumWeighted(group, statement.before, weights);
  const compositeAfter = group.multiplyAll(compositeBefore, secretKey);
  const nonce = group.createScalars(1, random);
  const commitments = concatBytes(group.multiplyBase(nonce), group.multiplyAll(compositeBefore, nonce));
  const challenge = deriveChallenge(context, statement.publicKey, compositeBefore, compositeAfter, commitments);
  const product = multiplyScalars(decodeScalar(challenge), decodeScalar(secretKey));
  return concatBytes(challenge, encodeScalar(subtractScalars(decodeScalar(nonce), product)));
}

/**
 * Whether `proof` shows the statement (RFC 9497 section 2.2.2).
 * @throws CryptoError `invalid-length`, `invalid-scalar`, `invalid-point`, `unequal-counts` for what is malformed
 */
export function isDleqProof(group: Group, context: string, proof: Uint8Array, statement: DleqStatement): boolean {
  requireLength("proof", proof, dleqProofBytes);
  const [challenge, response] = [proof.subarray(0, scalarBytes), proof.subarray(scalarBytes)];
  const weights = deriveWeights(context, statement);
  const compositeBefore = sumWeighted(group, statement.before, weights);
  const compositeAfter = sumWeighted(group, statement.after, weights);
  const commitments = group.add(
    concatBytes(group.multiplyBase(response), group.multiplyAll(compositeBefore, response)),
    group.multiplyAll(concatBytes(statement.publicKey, compositeAfter), challenge),
  );
  const expected = deriveChallenge(context, statement.publicKey, compositeBefore, compositeAfter, commitments);
  return isEqualBytes(expected, challenge);
}

/** @throws CryptoError `invalid-proof` unless {@link isDleqProof} */
export function verifyDleqProof(group: Group, context: string, proof: Uint8Array, statement: DleqStatement): void {
  if (!isDleqProof(group, context, proof, statement)) {
    throw new CryptoError("invalid-proof", "proof: does not show that one key made all pairs");
  }
}

/** The weights d_i, packed: each depends on the public key and on its own pair, so no pair can make up for another. */
function deriveWeights(context: string, statement: DleqStatement): Uint8Array {
  requireLength("public key", statement.publicKey, pointBytes);
  requireEqualCounts("pairs", statement.before, statement.after);
  const count = countElements("points", statement.before);
  if (count < 1 || count > mostDleqPairs) {
    throw new CryptoError("unequal-counts", `pairs: got ${count}, expected 1 to ${mostDleqPairs}`);
  }
  const seed = sha512(encodeTranscript([statement.publicKey, encodeText(`Seed-${context}`)], ""));
  const weights = new Uint8Array(count * scalarBytes);
  for (let index = 0; index < count; index++) {
    const at = index * pointBytes;
    const transcript = concatBytes(
      encodeTranscript([seed], ""),
      encodeBigEndian(index, 2),
      encodeTranscript(
        [statement.before.subarray(at, at + pointBytes), statement.after.subarray(at, at + pointBytes)],
        "Composite",
      ),
    );
    weights.set(encodeScalar(hashToScalar(transcript, `HashToScalar-${context}`)), index * scalarBytes);
  }
  return weights;
}

function sumWeighted(group: Group, points: Uint8Array, weights: Uint8Array): Uint8Array {
  return group.sumGroups(group.multiply(points, weights), points.length / pointBytes);
}

function deriveChallenge(
  context: string,
  publicKey: Uint8Array,
  compositeBefore: Uint8Array,
  compositeAfter: Uint8Array,
  commitments: Uint8Array,
): Uint8Array {
  const points = [
    publicKey,
    compositeBefore,
    compositeAfter,
    commitments.subarray(0, pointBytes),
    commitments.subarray(pointBytes),
  ];
  return encodeScalar(hashToScalar(encodeTranscript(points, "Challenge"), `HashToScalar-${context}`));
}
