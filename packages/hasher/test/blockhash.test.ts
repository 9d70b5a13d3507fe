import { fc, test as property } from "@fast-check/vitest";
import { bmvbhash } from "blockhash-core";
import { expect } from "vitest";
import { algorithms, encodeHex } from "../src/index.js";
import { syntheticImage } from "./support/synthetic.js";

const side = fc.integer({ min: 16, max: 160 });
property.prop([fc.constantFrom("lcg_noise", "blobs", "solid"), side, side, fc.integer({ min: 1, max: 9999 })], {
  numRuns: 60,
})("equals blockhash-core from 16 pixels on", (generator, width, height, seed) => {
  const image = syntheticImage(generator, width, height, seed);
  const data = new Uint8Array(4 * width * height).fill(255);
  for (let k = 0; k < width * height; k++) data.set(image.data.subarray(3 * k, 3 * k + 3), 4 * k);
  expect(encodeHex(algorithms.blockhash.hash(image).bits)).toBe(bmvbhash({ width, height, data }, 16));
});

property.prop([fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 15 })], { numRuns: 30 })(
  "a short side is repeated until it has 16 pixels",
  (width, height) => {
    const image = syntheticImage("lcg_noise", width, height, 7);
    const [factorX, factorY] = [Math.ceil(16 / width), Math.ceil(16 / height)];
    const repeated = { width: factorX * width, height: factorY * height };
    const data = new Uint8Array(4 * repeated.width * repeated.height).fill(255);
    for (let y = 0; y < repeated.height; y++) {
      for (let x = 0; x < repeated.width; x++) {
        const from = 3 * (width * Math.floor(y / factorY) + Math.floor(x / factorX));
        data.set(image.data.subarray(from, from + 3), 4 * (repeated.width * y + x));
      }
    }
    expect(encodeHex(algorithms.blockhash.hash(image).bits)).toBe(bmvbhash({ ...repeated, data }, 16));
  },
);
