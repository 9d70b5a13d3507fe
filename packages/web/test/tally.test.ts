import { describe, expect, test } from "vitest";
import { countErrors, isFalseMatch, tieAccount, voucherLengths } from "../src/demo/tally.js";
import { sampleAccount } from "./sample-view.js";

describe("errors of an account", () => {
  const account = sampleAccount("a", [
    { copyOf: "entry", opened: true }, // found
    { copyOf: "entry" }, // missed
    { copyOf: "entry", opened: undefined }, // missed: no voucher ever arrived
    { opened: true }, // false match
    {},
    {},
  ]);

  test("count what opened against what is a copy", () => {
    expect(countErrors(account)).toEqual({
      falseMatches: { k: 1, n: 3, unit: "unlisted pictures" },
      missedCopies: { k: 2, n: 3, unit: "listed copies" },
    });
  });

  test("mark the false match and nothing else", () => {
    const ties = tieAccount(account);
    expect(account.device.map((picture) => isFalseMatch(picture, ties))).toEqual([
      false,
      false,
      false,
      true,
      false,
      false,
    ]);
  });

  test("a picture without a voucher has no tie", () => {
    expect([...tieAccount(account).keys()]).toEqual(["a-0", "a-1", "a-3", "a-4", "a-5"]);
  });
});

test("lengths of vouchers are the smallest and the largest, so that unequal ones show", () => {
  const account = sampleAccount("a", [{}, {}]);
  expect(voucherLengths(account)).toEqual({ smallest: 5_000, largest: 5_000 });
  const [first] = account.server;
  if (!first) throw new Error("the sample has vouchers");
  expect(voucherLengths({ ...account, server: [first, { ...first, bytes: 4_999 }] })).toEqual({
    smallest: 4_999,
    largest: 5_000,
  });
  expect(voucherLengths(sampleAccount("empty", []))).toBeNull();
});
