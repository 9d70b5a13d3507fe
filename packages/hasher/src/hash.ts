import type { Pixels } from "./image.js";

/**
 * A perceptual hash. Bit `p` (0 = first) is the bit that the algorithm's published hexadecimal form prints `p`-th,
 * most significant first: `bits[p >> 3] & (0x80 >> (p & 7))`. So `encodeHex(bits)` is the published form.
 */
export interface PerceptualHash {
  /** Identifier of the algorithm that made it. */
  readonly algorithm: string;
  /** `algorithm.bits / 8` bytes. */
  readonly bits: Uint8Array;
  /** 0 (no usable structure) to 100. */
  readonly quality: number;
  /** One number per bit, in the order of `bits`: how far the bit was from turning over (0 = least reliable). */
  readonly margins: Float32Array;
}

/** What every algorithm says about itself: what it is called, what its numbers mean and where it comes from. */
export interface AlgorithmFacts {
  readonly id: string;
  /** Length of the hash in bits. */
  readonly bits: number;
  /** Largest Hamming distance that counts as a match, inclusive. */
  readonly matchRadius: number;
  /** Smallest usable quality, inclusive. */
  readonly qualityFloor: number;
  /** Bit positions, lowest spatial frequency first: the order in which token schemes cut a hash into blocks. */
  readonly bitOrder: Uint16Array;
  /** Where the algorithm is published. */
  readonly source: string;
}

/** An algorithm that takes pixels. */
export interface HashAlgorithm extends AlgorithmFacts {
  readonly input: "pixels";
  /**
   * Where set, a decoder may hand over a reduced copy of the image whose short side keeps this many pixels: the hash is
   * the same or a few bits away. Where absent, every pixel counts.
   */
  readonly shrinkTo?: number;
  /** Hashes an image. Never throws for well-formed pixels of any size from 1 x 1. */
  hash(pixels: Pixels): PerceptualHash;
  /** The hashes of the eight flips and quarter turns, the upright one first, where the algorithm has them. */
  dihedral?(pixels: Pixels): readonly PerceptualHash[];
}

/** An algorithm that takes the bytes of a file: it knows exact copies only, and nothing has to be decoded. */
export interface FileHashAlgorithm extends AlgorithmFacts {
  readonly input: "file";
  hash(bytes: Uint8Array): PerceptualHash;
}

/** An algorithm that runs a model: like one that takes pixels, but its answer comes later. */
export interface ModelHashAlgorithm extends AlgorithmFacts {
  readonly input: "pixels";
  hash(pixels: Pixels): Promise<PerceptualHash>;
}
