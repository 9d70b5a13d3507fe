import { createSeededRandom } from "@glasshouse/fixtures";
import { describe, expect, test } from "vitest";
import { meanWait, utilisation, waitProbability } from "../src/statistics/index.js";

describe("queues", () => {
  test("Erlang C: one server waits as often as it is used; two servers, load 1: 1/3", () => {
    expect(waitProbability({ servers: 1, arrivals: 0.7, service: 1 })).toBeCloseTo(0.7, 12);
    expect(waitProbability({ servers: 2, arrivals: 1, service: 1 })).toBeCloseTo(1 / 3, 12);
  });

  test("M/D/1: the Pollaczek-Khinchine formula", () => {
    for (const used of [0.1, 0.5, 0.9])
      expect(meanWait({ servers: 1, arrivals: used / 3, service: 3 })).toBeCloseTo((3 * used) / (2 * (1 - used)), 9);
  });

  test("nobody waits if nobody comes, and for ever from utilisation 1 on", () => {
    expect(meanWait({ servers: 4, arrivals: 0, service: 1 })).toBe(0);
    expect(utilisation({ servers: 4, arrivals: 4, service: 1 })).toBe(1);
    expect(meanWait({ servers: 4, arrivals: 4, service: 1 })).toBe(Number.POSITIVE_INFINITY);
    expect(waitProbability({ servers: 4, arrivals: 5, service: 1 })).toBe(1);
    expect(() => meanWait({ servers: 0, arrivals: 1, service: 1 })).toThrow(
      expect.objectContaining({ code: "invalid-statistic" }),
    );
  });

  test.each([
    [2, 0.8],
    [10, 0.9],
  ])("%d servers used %d: within 5 per cent of 200,000 simulated arrivals", (servers, used) => {
    const random = createSeededRandom(`queue ${servers}`);
    const free = new Float64Array(servers);
    let [now, waited] = [0, 0];
    for (let i = 0; i < 200_000; i++) {
      now -= Math.log(1 - random.uniform()) / (used * servers);
      const next = free.indexOf(Math.min(...free));
      const start = Math.max(now, free[next] as number);
      waited += start - now;
      free[next] = start + 1;
    }
    expect(meanWait({ servers, arrivals: used * servers, service: 1 }) / (waited / 200_000)).toBeCloseTo(1, 1);
  });
});
