/** What has to be added to a picture so that one bit of its hash moves. Whoever has the algorithm, as every device has, can work this out. */
import type { AlgorithmId } from "@glasshouse/hasher";

/** Grey levels added to a picture, row-major: a change, never a picture. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly levels: Float32Array;
}

/** How much of each bit's pattern to add, in the unit of the hash's margins: by bit position, positive towards 1. */
export type Pushes = ReadonlyMap<number, number>;

/**
 * The patterns of an algorithm's bits are products of a profile down and a profile across: cosines for hashes of cosine
 * coefficients, blocks for hashes of block means, steps for hashes of differences.
 */
interface PatternFamily {
  /** Index of the profile down and of the profile across, of a bit position. */
  readonly place: (position: number) => readonly [down: number, across: number];
  readonly down: (index: number, at: number) => number;
  readonly across: (index: number, at: number) => number;
  /** What one unit of the pattern adds to the number whose sign the bit is, in the unit of margins. */
  readonly gain: number;
  /** Root mean square of one unit of the pattern. */
  readonly size: number;
}

/** Cosine of index + 1 half periods; rounded, since engines may differ in its last place. `at`: 0 to 1. */
const cosine = (index: number, at: number): number => Math.round(8192 * Math.cos(Math.PI * (index + 1) * at)) / 8192;

const cell =
  (cells: number) =>
  (index: number, at: number): number =>
    Math.floor(cells * at) === index ? 1 : 0;

/** Down by half a level in one cell, up by half a level in its right neighbour. */
const step =
  (cells: number) =>
  (index: number, at: number): number => {
    const here = Math.floor(cells * at);
    return here === index ? -0.5 : here === index + 1 ? 0.5 : 0;
  };

/** Orthonormal cosine coefficients of a square of `samples`: a product of cosines of amplitude 1 gives samples / 2. */
const cosines = (samples: number, place: PatternFamily["place"]): PatternFamily => ({
  place,
  down: cosine,
  across: cosine,
  gain: samples / 2,
  size: 1 / 2,
});

const blocks = (size: number): PatternFamily => ({
  place: (position) => [Math.floor(position / size), position % size],
  down: cell(size),
  across: cell(size),
  gain: 1,
  size: 1 / size,
});

/** Bit 16 i + j of PDQ is printed last but so many. */
const pdq = cosines(64, (position) => [(255 - position) >> 4, (255 - position) & 15]);

const families: Readonly<Partial<Record<AlgorithmId, PatternFamily>>> = {
  pdq,
  "pdq-tent": pdq,
  phash: cosines(32, (position) => [position >> 3, position & 7]),
  blockhash: blocks(16),
  ahash: blocks(8),
  dhash: {
    place: (position) => [position >> 3, position & 7],
    down: cell(8),
    across: step(9),
    gain: 1,
    size: Math.sqrt(0.5 / 72),
  },
};

/** Algorithms whose bits have patterns: those that an attack can aim at. */
export type AimableId = "pdq" | "pdq-tent" | "phash" | "blockhash" | "ahash" | "dhash";

function familyOf(algorithm: AimableId): PatternFamily {
  return families[algorithm] as PatternFamily;
}

/** Root mean square, in grey levels, of what moves one bit by one unit of its margin. */
export function costPerUnit(algorithm: AimableId): number {
  const { gain, size } = familyOf(algorithm);
  return size / gain;
}

/** The change that pushes these bits by these amounts, were there nothing else to it. */
export function drawPushes(algorithm: AimableId, pushes: Pushes, width: number, height: number): Plane {
  const { place, down, across, gain } = familyOf(algorithm);
  const rows = new Map<number, Float32Array>();
  for (const [position, push] of pushes) {
    const [i, j] = place(position);
    const row = rows.get(i) ?? new Float32Array(width);
    rows.set(i, row);
    const profile = profileOf(across, j, width);
    for (let x = 0; x < width; x++) row[x] = (row[x] as number) + (push / gain) * (profile[x] as number);
  }
  const levels = new Float32Array(width * height);
  for (const [i, row] of rows) {
    const profile = profileOf(down, i, height);
    for (let y = 0, at = 0; y < height; y++) {
      const factor = profile[y] as number;
      for (let x = 0; x < width; x++, at++) levels[at] = (levels[at] as number) + factor * (row[x] as number);
    }
  }
  return { width, height, levels };
}

const profiles = new Map<PatternFamily["down"], Map<string, Float32Array>>();

/** Of the middle of every pixel along a side. Kept: a search asks for the same few thousands of times. */
function profileOf(of: PatternFamily["down"], index: number, length: number): Float32Array {
  const known = profiles.get(of) ?? new Map<string, Float32Array>();
  profiles.set(of, known);
  const key = `${index} of ${length}`;
  const profile = known.get(key) ?? Float32Array.from({ length }, (_, x) => of(index, (x + 0.5) / length));
  known.set(key, profile);
  return profile;
}

/** A sum of cosines, 1 to 16 half periods each way, of these 16 x 16 relative strengths, at this root mean square. */
export function drawCosines(strengths: Float32Array, rms: number, width: number, height: number): Plane {
  const factor = rms / costPerUnit("pdq") / Math.sqrt(strengths.reduce((sum, value) => sum + value * value, 0));
  const pushes = new Map(Array.from(strengths, (value, k) => [k, factor * value]));
  return drawPushes("pdq", pushes, width, height);
}

/** The plane, weakened if its root mean square exceeds this. */
export function limitTo(rms: number, plane: Plane): Plane {
  const own = rmsOf(plane);
  return own <= rms ? plane : { ...plane, levels: plane.levels.map((level) => (level * rms) / own) };
}

export function addPlanes(a: Plane, b: Plane): Plane {
  return { ...a, levels: a.levels.map((level, i) => level + (b.levels[i] as number)) };
}

function rmsOf({ levels }: Plane): number {
  return Math.sqrt(levels.reduce((sum, level) => sum + level * level, 0) / levels.length);
}
