import {
  blindInputs,
  concatBytes,
  createDleqProof,
  createOprfKeys,
  type DleqStatement,
  decodeScalar,
  deriveOprfKeys,
  deriveOutputs,
  dleqProofBytes,
  encodeScalar,
  encodeText,
  evaluateBlinded,
  evaluateVerifiably,
  finalizeOutputs,
  groupOrder,
  hashToScalar,
  invertScalar,
  isDleqProof,
  loadSodiumGroup,
  multiplyScalars,
  nobleGroup,
  type OprfMode,
  sha512,
  subtractScalars,
  verifyDleqProof,
  verifyEvaluation,
} from "@glasshouse/crypto";
import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeTranscript } from "../src/oprf/transcript.js";
import { expectCode } from "./codes.js";
import { fromHex, loadVectors, toHex } from "./vectors.js";

const group = await loadSodiumGroup();

interface Vectors {
  modes: {
    mode: OprfMode;
    seed: string;
    keyInfo: string;
    secretKey: string;
    publicKey?: string;
    tests: {
      inputs: string[];
      blinds: string[];
      blindedElements: string[];
      evaluationElements: string[];
      proof?: string;
      proofRandomScalar?: string;
      outputs: string[];
    }[];
  }[];
}

/** Randomness that makes createScalars give these scalars. */
function replay(scalars: readonly string[]): (length: number) => Uint8Array {
  const wide = concatBytes(...scalars.flatMap((scalar) => [fromHex(scalar), new Uint8Array(32)]));
  return (length) => wide.subarray(0, length);
}

const { modes } = loadVectors<Vectors>("oprf-ristretto255-sha512.rfc9497");

describe.each([group, nobleGroup])("RFC 9497 on $name", (using) => {
  test.each(modes)(
    "$mode: keys, every element, proof and output",
    ({ mode, seed, keyInfo, secretKey, publicKey, tests }) => {
      const keys = deriveOprfKeys(using, mode, fromHex(seed), fromHex(keyInfo));
      expect(toHex(keys.secretKey)).toBe(secretKey);
      if (publicKey !== undefined) expect(toHex(keys.publicKey)).toBe(publicKey);
      for (const vector of tests) {
        const inputs = vector.inputs.map(fromHex);
        const { blinds, blindedElements } = blindInputs(using, mode, inputs, replay(vector.blinds));
        expect(toHex(blindedElements)).toBe(vector.blindedElements.join(""));
        let evaluated = evaluateBlinded(using, keys.secretKey, blindedElements);
        if (vector.proof !== undefined && vector.proofRandomScalar !== undefined) {
          const verifiable = evaluateVerifiably(using, keys, blindedElements, replay([vector.proofRandomScalar]));
          expect(toHex(verifiable.proof)).toBe(vector.proof);
          evaluated = verifiable.evaluatedElements;
          verifyEvaluation(using, keys.publicKey, blindedElements, evaluated, verifiable.proof);
        }
        expect(toHex(evaluated)).toBe(vector.evaluationElements.join(""));
        expect(finalizeOutputs(using, inputs, blinds, evaluated).map(toHex)).toEqual(vector.outputs);
        expect(deriveOutputs(using, mode, keys.secretKey, inputs).map(toHex)).toEqual(vector.outputs);
      }
    },
  );
});

test("client and server agree with each other and, in both roles, with @noble/curves", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }), (first, second) => {
      const inputs = [first, second];
      const keys = createOprfKeys(group);
      for (const mode of ["oprf", "voprf"] as const) {
        const { blinds, blindedElements } = blindInputs(group, mode, inputs);
        const outputs = finalizeOutputs(group, inputs, blinds, evaluateBlinded(group, keys.secretKey, blindedElements));
        expect(deriveOutputs(group, mode, keys.secretKey, inputs).map(toHex)).toEqual(outputs.map(toHex));
      }
      const { oprf, voprf } = ristretto255_oprf;
      const [output] = deriveOutputs(group, "oprf", keys.secretKey, [first]).map(toHex);
      const plain = oprf.blind(first);
      const answered = evaluateBlinded(group, keys.secretKey, plain.blinded);
      expect(toHex(oprf.finalize(first, plain.blind, answered))).toBe(output);

      const [verifiable] = deriveOutputs(group, "voprf", keys.secretKey, [first]).map(toHex);
      const asked = voprf.blind(first);
      const { evaluatedElements, proof } = evaluateVerifiably(group, keys, asked.blinded);
      expect(toHex(voprf.finalize(first, asked.blind, evaluatedElements, asked.blinded, keys.publicKey, proof))).toBe(
        verifiable,
      );
      const theirs = voprf.blindEvaluate(keys.secretKey, keys.publicKey, asked.blinded);
      verifyEvaluation(group, keys.publicKey, asked.blinded, theirs.evaluated, theirs.proof);
    }),
    { numRuns: 8 },
  );
});

describe("proofs", () => {
  const keys = createOprfKeys(group);
  const inputs = ["a", "b", "c"].map(encodeText);
  const { blinds, blindedElements } = blindInputs(group, "voprf", inputs);
  const { evaluatedElements, proof } = evaluateVerifiably(group, keys, blindedElements);
  const identity = new Uint8Array(32);
  const replaced = (packed: Uint8Array, index: number, point: Uint8Array) => {
    const out = packed.slice();
    out.set(point, index * 32);
    return out;
  };

  test("fail for any other key, element, order, context or bit", () => {
    const check = (publicKey: Uint8Array, before: Uint8Array, after: Uint8Array, bytes: Uint8Array) => () =>
      verifyEvaluation(group, publicKey, before, after, bytes);
    check(keys.publicKey, blindedElements, evaluatedElements, proof)();
    const other = createOprfKeys(group).publicKey;
    expectCode("invalid-proof", check(other, blindedElements, evaluatedElements, proof));
    for (let index = 0; index < 3; index++) {
      expectCode(
        "invalid-proof",
        check(keys.publicKey, replaced(blindedElements, index, other), evaluatedElements, proof),
      );
      expectCode(
        "invalid-proof",
        check(keys.publicKey, blindedElements, replaced(evaluatedElements, index, other), proof),
      );
    }
    const first = evaluatedElements.subarray(0, 32);
    const swapped = concatBytes(evaluatedElements.subarray(32, 64), first, evaluatedElements.subarray(64));
    expectCode("invalid-proof", check(keys.publicKey, blindedElements, swapped, proof));
    for (const bit of [0, 77, 250, 256, 300, 500]) {
      const flipped = proof.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expectCode("invalid-proof", check(keys.publicKey, blindedElements, evaluatedElements, flipped));
    }
    const statement: DleqStatement = {
      publicKey: keys.publicKey,
      before: blindedElements,
      after: evaluatedElements,
    };
    expect(isDleqProof(group, "another context", proof, statement)).toBe(false);
  });

  test("pairs that cancel out in a plain sum do not pass", () => {
    // k*C0 + D and k*C1 - D: right in total, wrong each.
    const shift = group.multiplyBase(group.createScalars(1));
    const forged = concatBytes(
      group.add(evaluatedElements.subarray(0, 32), shift),
      group.subtract(evaluatedElements.subarray(32, 64), shift),
      evaluatedElements.subarray(64),
    );
    const statement = { publicKey: keys.publicKey, before: blindedElements, after: forged };
    const attempt = createDleqProof(group, "test", keys.secretKey, statement);
    expect(isDleqProof(group, "test", attempt, statement)).toBe(false);
    expectCode("invalid-proof", () => verifyDleqProof(group, "test", attempt, statement));
  });

  test("a base fitted to the challenge does not make a false statement true", () => {
    // The challenge does not hash the base (RFC 9497: it is always G). Were it free, a prover could choose a key without
    // knowing its logarithm and solve s*base + c*publicKey = commitment for the base afterwards.
    const random = () => group.createScalars(1);
    const [secret, nonce, publicKey, commitment] = [
      random(),
      random(),
      ...[random(), random()].map(group.multiplyBase),
    ];
    if (secret === undefined || nonce === undefined || publicKey === undefined || commitment === undefined)
      throw new Error("unreachable");
    const before = group.multiplyBase(random());
    const after = group.multiplyAll(before, secret);
    const seed = sha512(encodeTranscript([publicKey, encodeText("Seed-test")], ""));
    const pair = encodeTranscript([before, after], "Composite");
    const weight = hashToScalar(
      concatBytes(encodeTranscript([seed], ""), Uint8Array.of(0, 0), pair),
      "HashToScalar-test",
    );
    const composites = group.multiplyAll(concatBytes(before, after), encodeScalar(weight));
    const points = [
      publicKey,
      composites.subarray(0, 32),
      composites.subarray(32),
      commitment,
      group.multiplyAll(composites.subarray(0, 32), nonce),
    ];
    const challenge = hashToScalar(encodeTranscript(points, "Challenge"), "HashToScalar-test");
    const response = subtractScalars(decodeScalar(nonce), multiplyScalars(challenge, decodeScalar(secret)));
    const rest = group.subtract(commitment, group.multiplyAll(publicKey, encodeScalar(challenge)));
    const base = group.multiplyAll(rest, encodeScalar(invertScalar(response)));
    const forged = { base, publicKey, before, after };
    const proof = concatBytes(encodeScalar(challenge), encodeScalar(response));
    expect(isDleqProof(group, "test", proof, forged)).toBe(false);
  });

  test("any number of pairs", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), (count) => {
        const before = group.multiplyBase(group.createScalars(count));
        const secret = group.createScalars(1);
        const statement = {
          publicKey: group.multiplyBase(secret),
          before,
          after: group.multiplyAll(before, secret),
        };
        const made = createDleqProof(group, "test", secret, statement);
        expect(made).toHaveLength(dleqProofBytes);
        expect(isDleqProof(group, "test", made, statement)).toBe(true);
        expect(isDleqProof(nobleGroup, "test", made, statement)).toBe(true);
        const other = group.multiplyBase(group.createScalars(1));
        expect(isDleqProof(group, "test", made, { ...statement, publicKey: other })).toBe(false);
      }),
      { numRuns: 8 },
    );
  });

  test("refuse what is malformed", () => {
    const bad = new Uint8Array(32).fill(255);
    const order = encodeScalar(groupOrder - 1n).map((byte, at) => (at === 0 ? byte + 1 : byte));
    const { publicKey, secretKey } = keys;
    const verify = (key: Uint8Array, before: Uint8Array, after: Uint8Array, bytes: Uint8Array) => () =>
      verifyEvaluation(group, key, before, after, bytes);
    expectCode("identity-point", verify(identity, blindedElements, evaluatedElements, proof));
    expectCode("identity-point", verify(publicKey, replaced(blindedElements, 1, identity), evaluatedElements, proof));
    expectCode("identity-point", verify(publicKey, blindedElements, replaced(evaluatedElements, 2, identity), proof));
    expectCode("invalid-point", verify(publicKey, blindedElements, replaced(evaluatedElements, 0, bad), proof));
    expectCode("invalid-point", verify(bad, blindedElements, evaluatedElements, proof));
    expectCode("unequal-counts", verify(publicKey, blindedElements, evaluatedElements.subarray(32), proof));
    expectCode("unequal-counts", verify(publicKey, new Uint8Array(0), new Uint8Array(0), proof));
    expectCode("invalid-length", verify(publicKey, blindedElements, evaluatedElements, proof.subarray(1)));
    expectCode("invalid-scalar", verify(publicKey, blindedElements, evaluatedElements, replaced(proof, 0, order)));
    expectCode("invalid-scalar", verify(publicKey, blindedElements, evaluatedElements, replaced(proof, 1, order)));
    expectCode("identity-point", () => evaluateBlinded(group, secretKey, replaced(blindedElements, 1, identity)));
    expectCode("invalid-point", () => evaluateBlinded(group, secretKey, replaced(blindedElements, 1, bad)));
    expectCode("invalid-length", () => evaluateBlinded(group, secretKey, blindedElements.subarray(1)));
    expectCode("identity-point", () =>
      finalizeOutputs(group, inputs, blinds, replaced(evaluatedElements, 0, identity)),
    );
    expectCode("unequal-counts", () => finalizeOutputs(group, inputs.slice(1), blinds, evaluatedElements));
    expectCode("not-invertible", () =>
      finalizeOutputs(group, inputs, replaced(blinds, 0, identity), evaluatedElements),
    );
    expectCode("invalid-length", () => deriveOutputs(group, "oprf", secretKey, [new Uint8Array(65536)]));
    expectCode("invalid-length", () => deriveOprfKeys(group, "oprf", new Uint8Array(32), new Uint8Array(65536)));
  });
});
