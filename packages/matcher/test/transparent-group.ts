/**
 * A group whose elements are their own discrete logarithms: the algebra of the real one, no security, a hundredth of the
 * time. It lets the protocol run on thousands of random worlds; a sample of them also runs on the real group.
 */
import {
  addScalars,
  decodeScalar,
  encodeScalar,
  encodeText,
  type FixedBase,
  type Group,
  isCanonicalScalar,
  multiplyScalars,
  reduceScalar,
  sha512,
  subtractScalars,
  systemRandom,
} from "@glasshouse/crypto";

const stride = 32;

function unpack(packed: Uint8Array): bigint[] {
  return Array.from({ length: packed.length / stride }, (_, i) =>
    decodeScalar(packed.subarray(i * stride, (i + 1) * stride)),
  );
}

function pack(elements: readonly bigint[]): Uint8Array {
  const packed = new Uint8Array(elements.length * stride);
  elements.forEach((element, i) => {
    packed.set(encodeScalar(element), i * stride);
  });
  return packed;
}

function pairwise(a: Uint8Array, b: Uint8Array, combine: (a: bigint, b: bigint) => bigint): Uint8Array {
  const right = unpack(b);
  return pack(unpack(a).map((element, i) => combine(element, right[i] as bigint)));
}

/** See the head of this file; the generator is 1. */
export const transparentGroup: Group = {
  name: "noble",
  createScalars: (count, random = systemRandom) =>
    pack(Array.from({ length: count }, () => reduceScalar(random(64)) || 1n)),
  hashToGroup: (inputs, domain) => pack(inputs.map((input) => reduceScalar(sha512(encodeText(domain), input)))),
  mapToGroup: (uniform) =>
    pack(Array.from({ length: uniform.length / 64 }, (_, i) => reduceScalar(uniform.subarray(i * 64, (i + 1) * 64)))),
  blindTokens: (inputs, domain, alpha) =>
    transparentGroup.multiplyAll(transparentGroup.hashToGroup(inputs, domain), alpha),
  multiply: (points, scalars) => pairwise(points, scalars, multiplyScalars),
  multiplyAll: (points, scalar) => pack(unpack(points).map((point) => multiplyScalars(point, decodeScalar(scalar)))),
  multiplyBase: (scalars) => scalars.slice(),
  prepareBase: (point): FixedBase => ({ point }),
  multiplyFixed: (base, scalars) => transparentGroup.multiplyAll(scalars, base.point),
  add: (a, b) => pairwise(a, b, addScalars),
  subtract: (a, b) => pairwise(a, b, subtractScalars),
  sumGroups: (points, size) => {
    const all = unpack(points);
    return pack(
      Array.from({ length: all.length / size }, (_, i) => all.slice(i * size, (i + 1) * size).reduce(addScalars, 0n)),
    );
  },
  findInvalid: (points, { rejectIdentity = false } = {}) => {
    for (let i = 0; i < points.length / stride; i++) {
      const identity = points.subarray(i * stride, (i + 1) * stride).every((byte) => byte === 0);
      if (!isCanonicalScalar(points, i * stride) || (rejectIdentity && identity)) return i;
    }
    return -1;
  },
  blind: ({ hashed, decoded, base, betas, gammas }) => ({
    q: transparentGroup.add(pairwise(hashed, betas, multiplyScalars), gammas),
    s: transparentGroup.add(pairwise(decoded, betas, multiplyScalars), transparentGroup.multiplyFixed(base, gammas)),
  }),
};
