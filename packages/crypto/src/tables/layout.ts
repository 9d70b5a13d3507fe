import { encodeTuple } from "../bytes.js";
import { CryptoError } from "../errors.js";
import { sha256 } from "../hash.js";

export type TableEncodingName = "fuse" | "cuckoo";

/** Everything public that decides which cells a token touches. */
export interface TableLayout {
  readonly encoding: TableEncodingName;
  /** N, the padded number of tokens the table is dimensioned for; at least the number it holds. */
  readonly capacity: number;
  /** m, the number of cells. */
  readonly cells: number;
  /** 32 bytes, see {@link deriveLayoutSeed}. */
  readonly layoutSeed: Uint8Array;
}

export const layoutSeedBytes = 32;
/** Smallest table: below it the number of cells would tell the number of tokens almost exactly, and peeling fails too often. */
export const smallestCapacity = 64;
/** Largest capacity: cell indices and token indices stay below 2^31 for every encoding. */
export const largestCapacity: number = 2 ** 29;

/**
 * The capacity N published for `tokens` tokens: rounded up so that only its few leading bits tell anything
 * (Padme of Nikitin et al., PETS 2019: at most 12 % more, O(log log N) bits revealed), at least {@link smallestCapacity}.
 * @throws CryptoError `capacity-exceeded`
 */
export function padCapacity(tokens: number): number {
  if (!Number.isInteger(tokens) || tokens < 0 || tokens > largestCapacity) {
    throw new CryptoError(
      "capacity-exceeded",
      `tokens: got ${tokens}, expected an integer from 0 to ${largestCapacity}`,
    );
  }
  if (tokens <= smallestCapacity) return smallestCapacity;
  const exponent = 31 - Math.clz32(tokens);
  const keptBits = 32 - Math.clz32(exponent);
  const step = 2 ** (exponent - keptBits);
  return Math.ceil(tokens / step) * step;
}

/**
 * Seed of the cell positions: SHA-256 over the commitment to the list, a nonce of the server and a counter that goes up until the
 * table can be filled. Whoever chose the list's tokens did so before the nonce existed, so nobody can aim tokens at cells.
 */
export function deriveLayoutSeed(listCommitment: Uint8Array, serverNonce: Uint8Array, counter: number): Uint8Array {
  const count = new Uint8Array(4);
  new DataView(count.buffer).setUint32(0, counter, true);
  return sha256(encodeTuple("layout-seed", listCommitment, serverNonce, count));
}

/** @throws CryptoError `invalid-layout` unless seed, capacity and number of cells are in range. */
export function requireLayout(layout: TableLayout): void {
  const { capacity, cells, layoutSeed } = layout;
  if (layoutSeed.length !== layoutSeedBytes) {
    throw new CryptoError("invalid-layout", `layout seed: got ${layoutSeed.length} bytes, expected ${layoutSeedBytes}`);
  }
  if (!Number.isInteger(capacity) || capacity < 1 || capacity > largestCapacity) {
    throw new CryptoError("invalid-layout", `capacity: got ${capacity}, expected 1 to ${largestCapacity}`);
  }
  if (!Number.isInteger(cells) || cells < 2 || cells >= 2 ** 31) {
    throw new CryptoError("invalid-layout", `cells: got ${cells}, expected 2 to 2^31 - 1`);
  }
}

/** @throws CryptoError `capacity-exceeded` when there are more tokens than the layout is dimensioned for. */
export function requireCapacity(layout: TableLayout, tokens: number): void {
  if (tokens > layout.capacity) {
    throw new CryptoError("capacity-exceeded", `tokens: got ${tokens}, expected at most ${layout.capacity}`);
  }
}
