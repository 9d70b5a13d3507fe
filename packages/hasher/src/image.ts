/** An image as every algorithm takes it: 8-bit RGB, interleaved, row-major, no alpha, oriented upright. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 3 * width * height bytes. */
  readonly data: Uint8Array;
}
