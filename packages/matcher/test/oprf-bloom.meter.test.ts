import { type Charge, createMemoryChargeStore, decideCharge, RateLimitedError } from "@glasshouse/matcher";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const budget = { windowSeconds: 10, deviceProbes: 6, accountProbes: 9 };
const account = new Uint8Array(32);
const device = (n: number) => new Uint8Array(32).fill(n);

let made = 0;
const charge = (at: number, probes = 1, by = 0): Charge => {
  made++;
  const id = new Uint8Array(16);
  new DataView(id.buffer).setUint32(0, made);
  return { account, device: device(by), requestId: id, requestDigest: device(made % 256), probes, at };
};

/** Seconds to wait, 0 if there is room. */
function wait(kept: readonly Charge[], asked: Charge, limits = budget): number {
  try {
    expect(decideCharge(kept, asked, limits)).toEqual(asked);
    return 0;
  } catch (error) {
    expect(error).toBeInstanceOf(RateLimitedError);
    return (error as RateLimitedError).retryAfterSeconds;
  }
}

describe("a budget", () => {
  test.each([
    ["holds a device's last probe", [charge(0, 5)], charge(0, 1), 0],
    ["refuses one probe more", [charge(0, 6)], charge(0, 1), 10],
    ["gives a device the time until its own oldest charge leaves", [charge(0, 3), charge(4, 3)], charge(5, 3), 5],
    ["or until enough of them have left", [charge(0, 3), charge(4, 3)], charge(5, 4), 9],
    ["lets a sibling in", [charge(0, 6)], charge(0, 3, 1), 0],
    ["but no further than the account's", [charge(0, 6)], charge(0, 4, 1), 10],
    ["still counts a charge one second before it leaves", [charge(0, 6)], charge(9, 1), 1],
    ["forgets it when the window has passed", [charge(0, 6)], charge(10, 1), 0],
    ["rounds the wait up to whole seconds", [charge(0, 6)], charge(9.5, 1), 1],
  ])("%s", (_, kept, asked, seconds) => {
    expect(wait(kept, asked)).toBe(seconds);
  });

  test("is not given back when the clock is set back", () => {
    const kept = [charge(100, 6)];
    expect(wait(kept, charge(50, 1))).toBe(60);
    const later = decideCharge(kept, charge(50, 1, 1), budget);
    expect(later).toMatchObject({ at: 100 });
  });

  test("is never exceeded in any window, and a refused request fits after exactly the time it was told", () => {
    const asked = fc.record({ pause: fc.nat(6), probes: fc.integer({ min: 1, max: 6 }), by: fc.nat(2) });
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 30 }), (requests) => {
        const kept: Charge[] = [];
        let now = 0;
        for (const { pause, probes, by } of requests) {
          now += pause;
          const seconds = wait(kept, charge(now, probes, by));
          if (seconds === 0) kept.push(charge(now, probes, by));
          else {
            expect(wait(kept, charge(now + seconds - 1, probes, by))).toBe(1);
            expect(wait(kept, charge(now + seconds, probes, by))).toBe(0);
          }
        }
        for (const { at } of kept) {
          const within = kept.filter((other) => other.at >= at && other.at < at + budget.windowSeconds);
          const sum = (charges: readonly Charge[]) => charges.reduce((total, { probes }) => total + probes, 0);
          expect(sum(within)).toBeLessThanOrEqual(budget.accountProbes);
          for (const by of [0, 1, 2])
            expect(sum(within.filter(({ device }) => device[0] === by))).toBeLessThanOrEqual(budget.deviceProbes);
        }
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

describe("a request id", () => {
  const first = charge(0, 6);

  test("with the same bytes is a repetition and costs nothing, full window or not", () => {
    expect(decideCharge([first], { ...first, at: 3 }, budget)).toBeNull();
  });

  test("with other bytes is a conflict", () => {
    const other = { ...first, requestDigest: device(200) };
    expect(() => decideCharge([first], other, budget)).toThrow(expect.objectContaining({ code: "conflict" }));
  });
});

describe("charges in memory", () => {
  const kept = async (store: ReturnType<typeof createMemoryChargeStore>) => {
    const seen: number[] = [];
    await store.update(account, (charges) => {
      seen.push(...charges.map(({ at }) => at));
      return null;
    });
    return seen;
  };

  test("stay through requests under a shorter window, which would otherwise empty a longer one's budget", async () => {
    const store = createMemoryChargeStore(budget.windowSeconds);
    const short = { ...budget, windowSeconds: 1 };
    await store.update(account, (charges) => decideCharge(charges, charge(0, 6), budget));
    await store.update(account, (charges) => decideCharge(charges, charge(5, 1), short));
    expect(await kept(store)).toEqual([0, 5]);
    expect(() => store.update(account, (charges) => decideCharge(charges, charge(6, 1), budget))).toThrow(
      expect.objectContaining({ code: "rate-limited" }),
    );
  });

  test("leave when they are too old for every window, and are one account's own", async () => {
    const store = createMemoryChargeStore(10);
    for (const at of [0, 1, 11]) await store.update(account, () => charge(at));
    expect(await kept(store)).toEqual([11]);
    await store.update(device(9), (charges) => {
      expect(charges).toEqual([]);
      return null;
    });
  });
});
