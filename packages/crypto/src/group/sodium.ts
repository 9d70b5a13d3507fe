import { requireLength } from "../errors.js";
import { systemRandom } from "../random.js";
import { withMemory, writeMemory } from "../sodium/memory.js";
import { sodium } from "../sodium/module.js";
import { expandMessage } from "./expand-message.js";
import { type Group, pointBytes, scalarBytes } from "./group.js";
import { countElements, countScalars, countSums, invalidPoint, requireEqualCounts } from "./packed.js";

// Batches are copied into libsodium's memory chunk by chunk, so that one preallocated block serves any length.
const chunkElements = 256;
/** Distance between the regions of a chunk: element e of region r is at `first + r * regionBytes + e * pointBytes`. */
const regionBytes = chunkElements * pointBytes;

interface Batch {
  readonly count: number;
  /** Packed inputs of `count` elements: regions 0, 1, ... */
  readonly inputs: readonly Uint8Array[];
  /** Single elements that every slot uses, from address `shared` on. */
  readonly shared?: readonly Uint8Array[];
  /** Number of packed outputs: the regions after the inputs. */
  readonly outputs?: number;
}

/** Calls `work(at, shared, index)` for every element, `at` being its address in region 0. Outputs are returned end to end. */
function runBatch(batch: Batch, work: (at: number, shared: number, index: number) => void): Uint8Array {
  const { count, inputs, shared = [], outputs = 1 } = batch;
  const out = new Uint8Array(outputs * count * pointBytes);
  const regions = inputs.length + outputs;
  withMemory(regions * regionBytes + shared.length * pointBytes, (memory) => {
    const sharedAt = memory + regions * regionBytes;
    for (const [k, element] of shared.entries()) writeMemory(sharedAt + k * pointBytes, element);
    for (let start = 0; start < count; start += chunkElements) {
      const end = Math.min(count, start + chunkElements);
      for (const [k, packed] of inputs.entries()) {
        writeMemory(memory + k * regionBytes, packed.subarray(start * pointBytes, end * pointBytes));
      }
      for (let index = start; index < end; index++) work(memory + (index - start) * pointBytes, sharedAt, index);
      for (let k = 0; k < outputs; k++) {
        const region = memory + (inputs.length + k) * regionBytes;
        const produced = sodium.HEAPU8.subarray(region, region + (end - start) * pointBytes);
        out.set(produced, (k * count + start) * pointBytes);
      }
    }
  });
  return out;
}

function isPoint(address: number): boolean {
  return sodium._crypto_core_ristretto255_is_valid_point(address) === 1;
}

// libsodium reports with one code both what cannot be decoded and a product that is the identity; only the first is an error here.
// What it leaves in the output after a refusal is nowhere promised.
function multiplyAt(out: number, scalar: number, point: number, index: number): void {
  if (sodium._crypto_scalarmult_ristretto255(out, scalar, point) === 0) return;
  if (!isPoint(point)) throw invalidPoint(index);
  sodium.HEAPU8.fill(0, out, out + pointBytes);
}

function multiplyBaseAt(out: number, scalar: number): void {
  if (sodium._crypto_scalarmult_ristretto255_base(out, scalar) !== 0) sodium.HEAPU8.fill(0, out, out + pointBytes);
}

function addAt(out: number, a: number, b: number, index: number): void {
  if (sodium._crypto_core_ristretto255_add(out, a, b) !== 0) throw invalidPoint(index);
}

// All 32 bytes are read whatever they are: this is asked of secret scalars too.
function isZero(address: number): boolean {
  let bits = 0;
  for (let at = address; at < address + pointBytes; at++) bits |= sodium.HEAPU8[at] ?? 0;
  return bits === 0;
}

const sodiumGroup: Group = {
  name: "sodium",

  createScalars(count, random = systemRandom) {
    const out = new Uint8Array(count * scalarBytes);
    const wide = random(count * 64);
    withMemory(64 + scalarBytes, (reducedAt) => {
      const wideAt = reducedAt + scalarBytes;
      for (let index = 0; index < count; index++) {
        writeMemory(wideAt, wide.subarray(index * 64, (index + 1) * 64));
        sodium._crypto_core_ristretto255_scalar_reduce(reducedAt, wideAt);
        while (isZero(reducedAt)) {
          writeMemory(wideAt, random(64));
          sodium._crypto_core_ristretto255_scalar_reduce(reducedAt, wideAt);
        }
        out.set(sodium.HEAPU8.subarray(reducedAt, reducedAt + scalarBytes), index * scalarBytes);
      }
    });
    wide.fill(0);
    return out;
  },

  hashToGroup(inputs, domain) {
    const uniform = new Uint8Array(inputs.length * 64);
    for (const [index, input] of inputs.entries()) uniform.set(expandMessage(input, domain, 64), index * 64);
    return sodiumGroup.mapToGroup(uniform);
  },

  mapToGroup(uniform) {
    const count = countElements("uniform", uniform, 64);
    const out = new Uint8Array(count * pointBytes);
    withMemory(pointBytes + 64, (pointAt) => {
      for (let index = 0; index < count; index++) {
        writeMemory(pointAt + pointBytes, uniform.subarray(index * 64, (index + 1) * 64));
        sodium._crypto_core_ristretto255_from_hash(pointAt, pointAt + pointBytes);
        out.set(sodium.HEAPU8.subarray(pointAt, pointAt + pointBytes), index * pointBytes);
      }
    });
    return out;
  },

  blindTokens(inputs, domain, alpha) {
    return sodiumGroup.multiplyAll(sodiumGroup.hashToGroup(inputs, domain), alpha);
  },

  multiply(points, scalars) {
    const count = countElements("points", points);
    countScalars(scalars);
    requireEqualCounts("multiply", points, scalars);
    return runBatch({ count, inputs: [points, scalars] }, (point, _shared, index) =>
      multiplyAt(point + 2 * regionBytes, point + regionBytes, point, index),
    );
  },

  multiplyAll(points, scalar) {
    const count = countElements("points", points);
    requireLength("scalar", scalar, scalarBytes);
    countScalars(scalar);
    return runBatch({ count, inputs: [points], shared: [scalar] }, (point, shared, index) =>
      multiplyAt(point + regionBytes, shared, point, index),
    );
  },

  multiplyBase(scalars) {
    return runBatch({ count: countScalars(scalars), inputs: [scalars] }, (scalar) =>
      multiplyBaseAt(scalar + regionBytes, scalar),
    );
  },

  prepareBase(point) {
    requireLength("point", point, pointBytes);
    if (sodiumGroup.findInvalid(point) >= 0) throw invalidPoint(0);
    return { point: point.slice() };
  },

  multiplyFixed(base, scalars) {
    return runBatch(
      { count: countScalars(scalars), inputs: [scalars], shared: [base.point] },
      (scalar, shared, index) => multiplyAt(scalar + regionBytes, scalar, shared, index),
    );
  },

  add(a, b) {
    requireEqualCounts("add", a, b);
    return runBatch({ count: countElements("points", a), inputs: [a, b] }, (at, _shared, index) =>
      addAt(at + 2 * regionBytes, at, at + regionBytes, index),
    );
  },

  subtract(a, b) {
    requireEqualCounts("subtract", a, b);
    return runBatch({ count: countElements("points", a), inputs: [a, b] }, (at, _shared, index) => {
      if (sodium._crypto_core_ristretto255_sub(at + 2 * regionBytes, at, at + regionBytes) !== 0) {
        throw invalidPoint(index);
      }
    });
  },

  sumGroups(points, size) {
    const count = countSums(points, size);
    const out = new Uint8Array(count * pointBytes);
    withMemory(2 * pointBytes, (sumAt) => {
      const termAt = sumAt + pointBytes;
      for (let index = 0; index < count; index++) {
        const first = index * size;
        writeMemory(sumAt, points.subarray(first * pointBytes, (first + 1) * pointBytes));
        if (size === 1 && !isPoint(sumAt)) throw invalidPoint(first);
        for (let term = first + 1; term < first + size; term++) {
          writeMemory(termAt, points.subarray(term * pointBytes, (term + 1) * pointBytes));
          addAt(sumAt, sumAt, termAt, term);
        }
        out.set(sodium.HEAPU8.subarray(sumAt, sumAt + pointBytes), index * pointBytes);
      }
    });
    return out;
  },

  findInvalid(points, options = {}) {
    const count = countElements("points", points);
    return withMemory(pointBytes, (at) => {
      for (let index = 0; index < count; index++) {
        writeMemory(at, points.subarray(index * pointBytes, (index + 1) * pointBytes));
        if (!isPoint(at) || (options.rejectIdentity === true && isZero(at))) return index;
      }
      return -1;
    });
  },

  blind({ hashed, decoded, base, betas, gammas }) {
    requireEqualCounts("blind", hashed, decoded, betas, gammas);
    const count = countScalars(betas);
    countScalars(gammas);
    const inputs = [hashed, decoded, betas, gammas];
    const shared = [base.point, new Uint8Array(pointBytes)];
    const both = runBatch({ count, inputs, shared, outputs: 2 }, (at, shared, index) => {
      const beta = at + 2 * regionBytes;
      const gamma = at + 3 * regionBytes;
      const qAt = at + 4 * regionBytes;
      const sAt = at + 5 * regionBytes;
      const term = shared + pointBytes;
      multiplyAt(qAt, beta, at, index);
      multiplyBaseAt(term, gamma);
      addAt(qAt, qAt, term, index);
      multiplyAt(sAt, beta, at + regionBytes, index);
      multiplyAt(term, gamma, shared, index);
      addAt(sAt, sAt, term, index);
    });
    return { q: both.subarray(0, count * pointBytes), s: both.subarray(count * pointBytes) };
  },
};

/** ristretto255 on libsodium compiled to WASM: the default. */
export async function loadSodiumGroup(): Promise<Group> {
  return sodiumGroup;
}
