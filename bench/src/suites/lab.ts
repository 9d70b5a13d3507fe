import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { algorithms, createPlainScanner, createScanner, type HashList } from "@glasshouse/hasher";
import { runInWorkers } from "@glasshouse/hasher/node";
import { digestRun, joinTokens, openScanState, scanPairs } from "@glasshouse/lab/fpr";
import { defaultTokenScheme } from "@glasshouse/matcher";
import type { Contestant } from "../harness/contestant.js";
import { BenchError } from "../harness/errors.js";
import type { PreparedSuite, Scale, Suite } from "../harness/suite.js";
import { createHashes, createQueries } from "../inputs/hashes.js";

/** The matching step of `glasshouse fpr`: a corpus of 100,000 hashes against a list of as many. */
export const lab: Suite = {
  description: "matching a corpus against a list: 100,000 hashes each, by distance and by tokens",
  prepare,
};

/** The radius up to which the command counts for a hash that recommends 30. */
const radius = 45;
const threads = 2;
const counts: Readonly<Record<Scale, number>> = { full: 100_000, tiny: 2000 };

async function prepare(scale: Scale): Promise<PreparedSuite> {
  const count = counts[scale];
  const list = createHashes("lab list", count);
  const images = createQueries(list, count);
  const few = { ...images, count: 8, data: images.data.subarray(0, 8 * 32) };
  const folder = await mkdtemp(path.join(tmpdir(), "glasshouse-bench-"));
  const plain = createPlainScanner(list);
  const kernel = createScanner(list, { run: runInWorkers(threads) });
  let runs = 0;
  /** All of the step: a scanner of its own, chunks, and the state file that a killed run goes on from. */
  const step = async (asked: HashList) => {
    const settings = ["bench", radius, runs++];
    const state = await openScanState(path.join(folder, "scan.state"), digestRun(asked, list, settings));
    try {
      return await scanPairs(asked, list, { radius, workers: threads, state });
    } finally {
      await state.close();
    }
  };
  const join = (asked: HashList) => joinTokens(defaultTokenScheme, algorithms.pdq, asked, list);
  const pairs = count * count;
  const names = { step: "matching step of fpr, per pair", kernel: "kernel alone on two workers, per pair" };
  const perPair = (name: string, run: () => unknown): Contestant => ({
    name,
    operationsPerCall: pairs,
    isAsync: true,
    run,
  });
  return {
    oracle: {
      name: "oracle: plain twin, per pair",
      operationsPerCall: few.count * count,
      isAsync: true,
      run: () => plain.within(few, radius),
    },
    verify: async () => {
      const expected = await plain.within(few, radius);
      const { pairs: got } = await step(few);
      for (const [ours, theirs] of [
        ["image", "query"],
        ["entry", "entry"],
        ["distance", "distance"],
      ] as const)
        if (String(got[ours]) !== String(expected[theirs]))
          throw new BenchError("oracle-mismatch", `matching step: its pairs differ in ${ours}`);
      if (expected.query.length < few.count / 2)
        throw new BenchError("oracle-mismatch", "planted matches: not all found");
      if ((await join(list)).image.length < count)
        throw new BenchError("oracle-mismatch", "tokens: an entry does not match itself");
    },
    groups: [
      // Half a minute of two processors per call: few rounds, but of the size that the claim is about.
      {
        contestants: [
          perPair(names.kernel, () => kernel.within(images, radius)),
          perPair(names.step, () => step(images)),
        ],
        patience: 2 / 15,
      },
      {
        contestants: [
          {
            name: `tokens ${defaultTokenScheme.id}, per image`,
            operationsPerCall: count,
            isAsync: true,
            run: () => join(images),
          },
        ],
        patience: 1 / 3,
      },
    ],
    ratios: [
      {
        name: "kernel alone / matching step of fpr, wall time",
        of: { [names.kernel]: 1 },
        to: { [names.step]: 1 },
        clock: "wall",
        bound: "atLeast",
        target: 0.8,
      },
      {
        name: "most memory held by this process / 1 GiB",
        get ofBytes() {
          return 1024 * process.resourceUsage().maxRSS;
        },
        toBytes: 2 ** 30,
        bound: "atMost",
        target: 1,
      },
    ],
    dispose: async () => {
      await kernel.close();
      await rm(folder, { recursive: true });
    },
  };
}
