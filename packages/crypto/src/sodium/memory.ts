import { CryptoError } from "../errors.js";
import { sodium } from "./module.js";

const scratchBytes = 65536;
const scratch = sodium._malloc(scratchBytes);
let busy = false;

/**
 * Runs `work` on `length` bytes of libsodium's memory, 16-byte aligned, and wipes them afterwards.
 * Small requests share one block that is allocated once.
 */
export function withMemory<Result>(length: number, work: (address: number) => Result): Result {
  if (length <= scratchBytes && !busy) {
    busy = true;
    try {
      return work(scratch);
    } finally {
      sodium.HEAPU8.fill(0, scratch, scratch + length);
      busy = false;
    }
  }
  const address = sodium._malloc(length);
  if (address === 0) throw new CryptoError("out-of-memory", `libsodium could not allocate ${length} bytes`);
  try {
    return work(address);
  } finally {
    sodium.HEAPU8.fill(0, address, address + length);
    sodium._free(address);
  }
}

/** Copy of `length` bytes at `address`. */
export function readMemory(address: number, length: number): Uint8Array {
  return sodium.HEAPU8.slice(address, address + length);
}

export function writeMemory(address: number, bytes: Uint8Array): void {
  sodium.HEAPU8.set(bytes, address);
}
