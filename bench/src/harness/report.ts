import Table from "cli-table3";
import type { BenchEnvironment } from "./environment.js";
import type { EvaluatedRatio, Ratio } from "./ratio.js";

export interface Row {
  readonly name: string;
  /** Median over the repeats. */
  readonly cpuNsPerOp: number;
  /** 95th percentile over the repeats, each of which is the mean of a turn. */
  readonly cpuNsPerOpP95: number;
  /** Median over the repeats. */
  readonly wallNsPerOp: number;
  /** Turns measured, in all groups. */
  readonly repeats: number;
  /** Distance of the quartiles of the CPU time, as a share of the median. */
  readonly spread: number;
}

/** What a run writes. */
export interface Report {
  readonly schema: "glasshouse.bench/1";
  readonly suite: string;
  readonly environment: BenchEnvironment;
  readonly rows: readonly Row[];
  readonly ratios: readonly Ratio[];
}

/** The report as text for a person. */
export function renderReport({ suite, environment, rows }: Report, ratios: readonly EvaluatedRatio[]): string {
  const { node, platform, arch, cpu, cores, commit } = environment;
  const head = `${suite} · node ${node} · ${platform} ${arch} · ${cores} x ${cpu} · commit ${commit ?? "unknown"}`;
  const times = new Table({
    head: ["operation", "CPU", "wall", "repeats", "spread"],
    colAligns: ["left", "right", "right", "right", "right"],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, cpuNsPerOp, wallNsPerOp, repeats, spread } of rows) {
    times.push([name, renderDuration(cpuNsPerOp), renderDuration(wallNsPerOp), repeats, renderPercent(spread)]);
  }
  const claims = new Table({
    head: ["ratio", "value", "bound", "spread", "holds"],
    colAligns: ["left", "right", "left", "right", "left"],
    style: { head: [], border: [], compact: true },
  });
  for (const { ratio, spread } of ratios) {
    const { name, value, bound, target, holds } = ratio;
    const limit = `${bound === "atMost" ? "at most" : "at least"} ${target}`;
    claims.push([
      name,
      value.toPrecision(4),
      limit,
      spread === 0 ? "exact" : renderPercent(spread),
      holds ? "yes" : "NO",
    ]);
  }
  return `${head}\n${times}\n${ratios.length > 0 ? `${claims}\n` : ""}`;
}

/** Three significant digits in the unit that suits. */
export function renderDuration(ns: number): string {
  const units = [
    ["s", 1e9],
    ["ms", 1e6],
    ["us", 1e3],
  ] as const;
  const [unit, size] = units.find(([, least]) => ns >= least) ?? ["ns", 1];
  const value = ns / size;
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${unit}`;
}

function renderPercent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
