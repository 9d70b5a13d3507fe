import type { Pixels } from "../../src/index.js";

/** The six integer-only generators of the synthetic vectors (fixtures/vectors/pdq-blockhash.synthetic.json). */
export type GeneratorName = "lcg_noise" | "blocks" | "ramp" | "rings" | "blobs" | "solid";

/** Marsaglia's xorshift with shifts 13, 17, 5: unsigned 32-bit words. */
function xorshift32(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Writes the pixel (x, y) at data[o] to data[o + 2]. */
type Paint = (data: Uint8Array, o: number, x: number, y: number) => void;

const painters: Readonly<Record<GeneratorName, (width: number, height: number, seed: number) => Paint>> = {
  lcg_noise: (_width, _height, seed) => {
    const next = xorshift32(seed);
    return (data, o) => {
      for (let c = 0; c < 3; c++) data[o + c] = next() >>> 24;
    };
  },
  blocks: (width, height, seed) => {
    const next = xorshift32(seed);
    const colours = Array.from({ length: 8 * 8 * 3 }, () => next() >>> 24);
    return (data, o, x, y) => {
      const block = 3 * (8 * Math.floor((y * 8) / height) + Math.floor((x * 8) / width));
      for (let c = 0; c < 3; c++) data[o + c] = colours[block + c] ?? 0;
    };
  },
  ramp: (width, height) => (data, o, x, y) => {
    data[o] = Math.floor((x * 255) / Math.max(1, width - 1));
    data[o + 1] = Math.floor((y * 255) / Math.max(1, height - 1));
    data[o + 2] = (x * y) >>> 3;
  },
  rings: (width, height) => (data, o, x, y) => {
    const q = (2 * x - width) ** 2 + (2 * y - height) ** 2;
    data[o] = q >>> 6;
    data[o + 1] = q >>> 8;
    data[o + 2] = 255 - ((q >>> 7) & 255);
  },
  blobs: (width, height, seed) => {
    const next = xorshift32(seed);
    const blobs = Array.from({ length: 24 }, () => ({
      x: next() % width,
      y: next() % height,
      radius: 1 + (next() % Math.max(2, (width + height) >> 3)),
      red: next() & 255,
      green: next() & 255,
      blue: next() & 255,
    }));
    return (data, o, x, y) => {
      let [red, green, blue] = [128, 128, 128];
      for (const blob of blobs) {
        const squared = blob.radius * blob.radius;
        const q = (x - blob.x) ** 2 + (y - blob.y) ** 2;
        if (q >= squared) continue;
        const a = 256 - Math.floor((q * 256) / squared);
        red = (red * (256 - a) + blob.red * a) >> 8;
        green = (green * (256 - a) + blob.green * a) >> 8;
        blue = (blue * (256 - a) + blob.blue * a) >> 8;
      }
      data[o] = red;
      data[o + 1] = green;
      data[o + 2] = blue;
    };
  },
  solid: (_width, _height, seed) => (data, o) => data.fill(seed, o, o + 3),
};

/** The named image, the same bytes on every platform. */
export function syntheticImage(generator: GeneratorName, width: number, height: number, seed: number): Pixels {
  const paint = painters[generator](width, height, seed);
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) paint(data, 3 * (width * y + x), x, y);
  }
  return { width, height, data };
}
