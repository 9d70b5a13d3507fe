import { type Effort, fullEffort, type Group, quickEffort } from "./contestant.js";
import { describeBench } from "./environment.js";
import { type Block, type Measurements, measureGroup } from "./measure.js";
import { planGroups } from "./plan.js";
import { type EvaluatedRatio, evaluateRatio } from "./ratio.js";
import type { Report, Row } from "./report.js";
import { median, quantile, relativeSpread } from "./statistics.js";
import type { Suite } from "./suite.js";

/** The report, and its ratios with their spread. */
export interface SuiteRun {
  readonly report: Report;
  readonly ratios: readonly EvaluatedRatio[];
}

export interface SuiteRunOptions {
  readonly quick?: boolean;
  readonly onProgress?: (message: string) => void;
}

/** Prepares, verifies and measures a suite. @throws BenchError */
export async function runSuite(id: string, suite: Suite, options: SuiteRunOptions = {}): Promise<SuiteRun> {
  const { quick = false, onProgress = () => {} } = options;
  onProgress(`${id}: making inputs`);
  const prepared = await suite.prepare("full");
  try {
    const groups = planGroups(prepared);
    onProgress(`${id}: comparing results with the oracle's`);
    await prepared.verify();
    const measured = await measureAll(id, groups, quick ? quickEffort : fullEffort, onProgress);
    const ratios = prepared.ratios.map((definition) => evaluateRatio(definition, measured));
    const rows = namesOf(groups).map((name) => {
      const turns = measured.flatMap((group) => group.get(name) ?? []);
      return summarize(name, turns);
    });
    const environment = describeBench();
    const report: Report = {
      schema: "glasshouse.bench/1",
      suite: id,
      environment,
      rows,
      ratios: ratios.map(({ ratio }) => ratio),
    };
    return { report, ratios };
  } finally {
    await prepared.dispose?.();
  }
}

function namesOf(groups: readonly Group[]): string[] {
  return [...new Set(groups.flatMap(({ contestants }) => contestants.map(({ name }) => name)))];
}

async function measureAll(
  id: string,
  groups: readonly Group[],
  effort: Effort,
  onProgress: (message: string) => void,
): Promise<Measurements[]> {
  const measured: Measurements[] = [];
  for (const [i, group] of groups.entries()) {
    const place = `${id}: group ${i + 1} of ${groups.length}`;
    measured.push(
      await measureGroup(group, effort, (round, rounds) => onProgress(`${place}, round ${round} of ${rounds}`)),
    );
  }
  return measured;
}

function summarize(name: string, blocks: readonly Block[]): Row {
  const cpu = blocks.map(({ cpuNs }) => cpuNs);
  return {
    name,
    cpuNsPerOp: median(cpu),
    wallNsPerOp: median(blocks.map(({ wallNs }) => wallNs)),
    repeats: blocks.length,
    cpuNsPerOpP95: quantile(cpu, 0.95),
    spread: relativeSpread(cpu),
  };
}
