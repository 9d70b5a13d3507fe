import { readFileSync } from "node:fs";
import type { GeneratorName } from "./synthetic.js";

interface SyntheticVector {
  readonly generator: GeneratorName;
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  readonly sha256_rgb: string;
  readonly pdq: string;
  readonly quality: number;
  readonly blockhash16: string;
  readonly blockhash16_even: string;
}

interface ImageVector {
  readonly file: string;
  readonly sha256: string;
  readonly method1_even_16: string;
  readonly method2_16: string;
  readonly in_npm_blockhash_0_2_0: boolean;
}

const read = (name: string): string =>
  readFileSync(new URL(`../../../../fixtures/vectors/${name}.json`, import.meta.url), "utf8");

/** 165 generated images with PDQ of the C++ reference and both methods of blockhash-core. */
export const syntheticVectors: readonly SyntheticVector[] = JSON.parse(read("pdq-blockhash.synthetic")).vectors;

/** 17 photographs with both methods of blockhash-core; 16 are shipped by npm blockhash 0.2.0. */
export const imageVectors: readonly ImageVector[] = JSON.parse(read("blockhash.images"));
