import { expect, test } from "vitest";
import { readMemory, withMemory, writeMemory } from "../src/sodium/memory.js";
import { toHex } from "./vectors.js";

test("memory in use is not handed out again", () => {
  const outer = new Uint8Array(64).fill(1);
  withMemory(64, (outerAt) => {
    writeMemory(outerAt, outer);
    withMemory(64, (innerAt) => writeMemory(innerAt, new Uint8Array(64).fill(2)));
    expect(toHex(readMemory(outerAt, 64))).toBe(toHex(outer));
  });
});

test("memory is wiped, also after an error, and can be used again", () => {
  let address = 0;
  expect(() =>
    withMemory(64, (at) => {
      address = at;
      writeMemory(at, new Uint8Array(64).fill(3));
      throw new RangeError("planted");
    }),
  ).toThrow(RangeError);
  expect(toHex(readMemory(address, 64))).toBe("00".repeat(64));
  expect(withMemory(64, (at) => at)).toBe(address);
});
