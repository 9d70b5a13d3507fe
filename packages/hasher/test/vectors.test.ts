import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { blockhashSize, blockSums, decideBlocks } from "../src/blockhash-grid.js";
import { algorithms, encodeHex, type Pixels, packBits } from "../src/index.js";
import { syntheticImage } from "./support/synthetic.js";
import { syntheticVectors } from "./support/vectors.js";

/** blockhash-core's result for any size: also where blocks hold no pixels, which the algorithm itself avoids. */
function bareBlockhash(image: Pixels, method: "weighted" | "even"): string {
  const even = method === "even" || (image.width % blockhashSize === 0 && image.height % blockhashSize === 0);
  const whole = (side: number): number => (even ? Math.floor(side / blockhashSize) : side / blockhashSize);
  const { ones } = decideBlocks(blockSums(image, method), whole(image.width) * whole(image.height));
  return encodeHex(packBits(ones));
}

describe("165 generated images against PDQ's C++ reference and blockhash-core", () => {
  test.each(syntheticVectors)("$generator $width x $height, seed $seed", (vector) => {
    const image = syntheticImage(vector.generator, vector.width, vector.height, vector.seed);
    expect(createHash("sha256").update(image.data).digest("hex")).toBe(vector.sha256_rgb);

    const hash = algorithms.pdq.hash(image);
    expect(encodeHex(hash.bits)).toBe(vector.pdq);
    expect(hash.quality).toBe(vector.quality);

    expect(bareBlockhash(image, "weighted")).toBe(vector.blockhash16);
    expect(bareBlockhash(image, "even")).toBe(vector.blockhash16_even);
    if (Math.min(image.width, image.height) >= blockhashSize) {
      expect(encodeHex(algorithms.blockhash.hash(image).bits)).toBe(vector.blockhash16);
    }
  });
});
