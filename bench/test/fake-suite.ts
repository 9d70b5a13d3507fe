import type { PreparedSuite, Suite } from "../src/harness/suite.js";

const clock = new Int32Array(new SharedArrayBuffer(4));

/** A suite of next to no work; `log` receives what was called, in order. */
export function fakeSuite(log: string[] = [], changes: Partial<PreparedSuite> = {}): Suite {
  const contestant = (name: string) => ({
    name,
    run: () => {
      log.push(name);
      return Atomics.wait(clock, 0, 0, 1);
    },
  });
  return {
    description: "a suite for tests",
    prepare: async () => ({
      oracle: contestant("oracle: slow and right"),
      verify: async () => {
        log.push("verify");
      },
      groups: [{ contestants: [contestant("a"), contestant("b")] }, { contestants: [contestant("c")] }],
      ratios: [{ name: "bytes", ofBytes: 105, toBytes: 100, bound: "atMost", target: 1.05 }],
      dispose: async () => {
        log.push("dispose");
      },
      ...changes,
    }),
  };
}
