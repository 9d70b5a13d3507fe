import {
  concatBytes,
  encodeScalar,
  encodeText,
  groupOrder,
  loadSodiumGroup,
  nobleGroup,
  reduceScalar,
  sha512,
} from "@glasshouse/crypto";
import { ristretto255_hasher } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectCode } from "./codes.js";
import { fromHex, loadVectors, toHex } from "./vectors.js";

const sodiumGroup = await loadSodiumGroup();
const groups = [sodiumGroup, nobleGroup];

const rfc9496 = loadVectors<{
  multiples: string[];
  invalid: { encoding: string; reason: string }[];
  derivation: { uniform: string; point: string }[];
}>("ristretto255.rfc9496");

const identity = new Uint8Array(32);
const generator = fromHex(rfc9496.multiples[1] ?? "");
const invalidPoint = fromHex(rfc9496.invalid[0]?.encoding ?? "");

describe.each(groups)("$name, RFC 9496", (group) => {
  test("multiples of the generator", () => {
    const scalars = concatBytes(...rfc9496.multiples.map((_, k) => encodeScalar(BigInt(k))));
    const expected = rfc9496.multiples.join("");
    expect(toHex(group.multiplyBase(scalars))).toBe(expected);
    expect(toHex(group.multiplyFixed(group.prepareBase(generator), scalars))).toBe(expected);
    const generators = concatBytes(...rfc9496.multiples.map(() => generator));
    expect(toHex(group.multiply(generators, scalars))).toBe(expected);
    const shifted = concatBytes(...rfc9496.multiples.slice(0, -1).map(fromHex));
    expect(toHex(group.add(shifted, generators.subarray(32)))).toBe(rfc9496.multiples.slice(1).join(""));
    expect(toHex(group.subtract(group.add(shifted, generators.subarray(32)), generators.subarray(32)))).toBe(
      toHex(shifted),
    );
    expect(group.findInvalid(fromHex(expected))).toBe(-1);
  });

  test.each(rfc9496.invalid)("refuses $encoding: $reason", ({ encoding }) => {
    const bad = fromHex(encoding);
    const one = encodeScalar(1n);
    expect(group.findInvalid(concatBytes(generator, identity, bad, generator))).toBe(2);
    for (const action of [
      () => group.multiply(bad, one),
      () => group.multiply(bad, encodeScalar(0n)),
      () => group.multiplyAll(bad, one),
      () => group.prepareBase(bad),
      () => group.multiplyFixed({ point: bad }, one),
      () => group.add(bad, generator),
      () => group.add(generator, bad),
      () => group.subtract(bad, generator),
      () => group.subtract(generator, bad),
      () => group.sumGroups(bad, 1),
      () => group.sumGroups(concatBytes(bad, generator, generator), 3),
      () => group.sumGroups(concatBytes(generator, generator, bad), 3),
      () =>
        group.blind({
          hashed: generator,
          decoded: bad,
          base: group.prepareBase(generator),
          betas: one,
          gammas: one,
        }),
    ]) {
      expectCode("invalid-point", action);
    }
  });

  test.each(rfc9496.derivation)("derives $point", ({ uniform, point }) => {
    expect(toHex(group.mapToGroup(fromHex(uniform)))).toBe(point);
  });
});

test("hashToGroup is ristretto255_XMD:SHA-512_R255MAP_RO_ (RFC 9497: blinded element = blind * H(input))", () => {
  const { modes } = loadVectors<{
    modes: { mode: string; tests: { inputs: string[]; blinds: string[]; blindedElements: string[] }[] }[];
  }>("oprf-ristretto255-sha512.rfc9497");
  for (const { mode, tests } of modes) {
    const domain = `HashToGroup-OPRFV1-${mode === "oprf" ? "\x00" : "\x01"}-ristretto255-SHA512`;
    for (const { inputs, blinds, blindedElements } of tests) {
      for (const group of groups) {
        const hashed = group.hashToGroup(inputs.map(fromHex), domain);
        expect(toHex(group.multiply(hashed, fromHex(blinds.join(""))))).toBe(blindedElements.join(""));
      }
    }
  }
});

// Points the property tests start from: the identity, small multiples, hashes.
const anyPoint = fc.oneof(
  fc.constant(identity),
  fc.constantFrom(...rfc9496.multiples.map(fromHex)),
  fc.uint8Array({ minLength: 1, maxLength: 8 }).map((input) => sodiumGroup.hashToGroup([input], "test")),
);
const anyScalar = fc.oneof(fc.constantFrom(0n, 1n, 2n, groupOrder - 1n), fc.bigInt({ min: 0n, max: groupOrder - 1n }));
const runs = { numRuns: 15 };

describe("both implementations give the same bytes", () => {
  const slot = fc.tuple(anyPoint, anyPoint, anyScalar, anyScalar);

  test("multiply, add, subtract, sums, blind", () => {
    fc.assert(
      fc.property(fc.array(slot, { minLength: 0, maxLength: 4 }), anyPoint, (slots, basePoint) => {
        const a = concatBytes(...slots.map(([p]) => p));
        const b = concatBytes(...slots.map(([, p]) => p));
        const k = concatBytes(...slots.map(([, , s]) => encodeScalar(s)));
        const l = concatBytes(...slots.map(([, , , s]) => encodeScalar(s)));
        const [fromSodium, fromNoble] = groups.map((group) => {
          const base = group.prepareBase(basePoint);
          const { q, s } = group.blind({ hashed: a, decoded: b, base, betas: k, gammas: l });
          return [
            group.multiply(a, k),
            group.multiplyAll(a, encodeScalar(slots[0]?.[2] ?? 0n)),
            group.multiplyBase(k),
            group.multiplyFixed(base, k),
            group.add(a, b),
            group.subtract(a, b),
            group.subtract(a, a),
            group.sumGroups(concatBytes(a, b), 2),
            group.sumGroups(a, 1),
            q,
            s,
          ].map(toHex);
        });
        expect(fromSodium).toEqual(fromNoble);
      }),
      runs,
    );
  });

  test("hashToGroup, blindTokens, createScalars", () => {
    const inputs = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 4 });
    fc.assert(
      fc.property(inputs, fc.string({ minLength: 1, maxLength: 60 }), anyScalar, (messages, domain, alpha) => {
        const [fromSodium, fromNoble] = groups.map((group) =>
          [group.hashToGroup(messages, domain), group.blindTokens(messages, domain, encodeScalar(alpha))].map(toHex),
        );
        expect(fromSodium).toEqual(fromNoble);
      }),
      runs,
    );
    const countingRandom = () => {
      let next = 0;
      return (length: number) => Uint8Array.from({ length }, () => next++ & 255);
    };
    const [fromSodium, fromNoble] = groups.map((group) => toHex(group.createScalars(300, countingRandom())));
    expect(fromSodium).toBe(fromNoble);
  });

  test("batches longer than one internal chunk", () => {
    const scalars = sodiumGroup.createScalars(300);
    const points = sodiumGroup.multiplyBase(scalars);
    expect(toHex(points.subarray(290 * 32))).toBe(toHex(nobleGroup.multiplyBase(scalars.subarray(290 * 32))));
    const doubled = sodiumGroup.add(points, points);
    expect(toHex(doubled)).toBe(toHex(sodiumGroup.multiplyAll(points, encodeScalar(2n))));
    const { q, s } = sodiumGroup.blind({
      hashed: points,
      decoded: doubled,
      base: sodiumGroup.prepareBase(doubled.subarray(0, 32)),
      betas: scalars,
      gammas: scalars,
    });
    const [lastQ, lastS] = [q.subarray(299 * 32), s.subarray(299 * 32)];
    const last = nobleGroup.blind({
      hashed: points.subarray(299 * 32),
      decoded: doubled.subarray(299 * 32),
      base: nobleGroup.prepareBase(doubled.subarray(0, 32)),
      betas: scalars.subarray(299 * 32),
      gammas: scalars.subarray(299 * 32),
    });
    expect([toHex(lastQ), toHex(lastS)]).toEqual([toHex(last.q), toHex(last.s)]);
  });
});

describe.each(groups)("$name", (group) => {
  test("the blinding step answers alpha * Q = S exactly for a listed token", () => {
    const alpha = group.createScalars(1);
    const base = group.prepareBase(group.multiplyBase(alpha));
    const tokens = [encodeText("listed"), encodeText("not listed")];
    const hashed = group.hashToGroup(tokens, "test");
    const listed = group.blindTokens(tokens.slice(0, 1), "test", alpha);
    const decoded = concatBytes(listed, listed);
    const [betas, gammas] = [group.createScalars(2), group.createScalars(2)];
    const { q, s } = group.blind({ hashed, decoded, base, betas, gammas });
    const opened = group.multiplyAll(q, alpha);
    expect(toHex(opened.subarray(0, 32))).toBe(toHex(s.subarray(0, 32)));
    expect(toHex(opened.subarray(32))).not.toBe(toHex(s.subarray(32)));
  });

  test("createScalars draws again for zero and reduces modulo q", () => {
    const draws = [new Uint8Array(64), new Uint8Array(64), Uint8Array.from({ length: 64 }, () => 255)];
    const scalar = group.createScalars(1, () => draws.shift() ?? new Uint8Array());
    const wide = 2n ** 512n - 1n;
    expect(toHex(scalar)).toBe(toHex(encodeScalar(wide % groupOrder)));
  });

  test("createScalars takes randomness that itself hashes", () => {
    let draw = 0;
    const hashing = (length: number) => (draw++ === 0 ? new Uint8Array(length) : sha512(Uint8Array.of(draw)));
    expect(toHex(group.createScalars(1, hashing))).toBe(toHex(encodeScalar(reduceScalar(sha512(Uint8Array.of(2))))));
  });

  test("findInvalid reports the identity only when asked", () => {
    const points = concatBytes(generator, identity);
    expect(group.findInvalid(points)).toBe(-1);
    expect(group.findInvalid(points, { rejectIdentity: true })).toBe(1);
    expect(group.findInvalid(new Uint8Array(0))).toBe(-1);
  });

  test("refuses malformed batches", () => {
    const one = encodeScalar(1n);
    const order = encodeScalar(groupOrder - 1n).map((byte, index) => (index === 0 ? byte + 1 : byte));
    const base = group.prepareBase(generator);
    expectCode("invalid-length", () => group.multiply(generator.subarray(1), one));
    expectCode("invalid-length", () => group.multiplyBase(one.subarray(1)));
    expectCode("invalid-length", () => group.multiplyAll(generator, concatBytes(one, one)));
    expectCode("invalid-length", () => group.prepareBase(concatBytes(generator, generator)));
    expectCode("invalid-length", () => group.findInvalid(generator.subarray(1)));
    expectCode("invalid-length", () => group.mapToGroup(generator));
    expectCode("unequal-counts", () => group.multiply(generator, concatBytes(one, one)));
    expectCode("unequal-counts", () => group.add(generator, concatBytes(generator, generator)));
    expectCode("unequal-counts", () => group.sumGroups(concatBytes(generator, generator), 3));
    expectCode("unequal-counts", () =>
      group.blind({ hashed: generator, decoded: generator, base, betas: one, gammas: concatBytes(one, one) }),
    );
    for (const scalar of [order, new Uint8Array(32).fill(255)]) {
      expectCode("invalid-scalar", () => group.multiply(generator, scalar));
      expectCode("invalid-scalar", () => group.multiplyAll(generator, scalar));
      expectCode("invalid-scalar", () => group.multiplyBase(scalar));
      expectCode("invalid-scalar", () => group.multiplyFixed(base, scalar));
      expectCode("invalid-scalar", () =>
        group.blind({ hashed: generator, decoded: generator, base, betas: one, gammas: scalar }),
      );
    }
    expectCode("invalid-domain", () => group.hashToGroup([one], ""));
    expectCode("invalid-domain", () => group.hashToGroup([one], "x".repeat(256)));
  });

  test("an error leaves no state behind", () => {
    expectCode("invalid-point", () => group.add(generator, invalidPoint));
    expect(toHex(group.multiplyBase(encodeScalar(2n)))).toBe(rfc9496.multiples[2]);
  });
});

test("hashToGroup equals noble's hasher under the project's domain", () => {
  const input = encodeText("token");
  const DST = "glasshouse-v1-token";
  expect(toHex(sodiumGroup.hashToGroup([input], DST))).toBe(
    ristretto255_hasher.hashToCurve(input, { DST: encodeText(DST) }).toHex(),
  );
});
