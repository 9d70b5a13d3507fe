/** Measured elsewhere, with a clock: what the reports of the bench suites say of the device. */
import { padCapacity, tableEncodings } from "@glasshouse/crypto";
import { algorithms } from "@glasshouse/hasher";
import { defaultParams } from "@glasshouse/matcher";
import type { Table } from "../../findings/index.js";
import type { BenchReport } from "../bench-report.js";
import type { Values } from "./parameters.js";

/** Whether a row of a report says what a device of ours spends; others are roles, operations and packages of other people. */
function isOfDevice(name: string): boolean {
  return name.startsWith("device: ") || Object.keys(algorithms).some((id) => name.startsWith(`${id}, `));
}

/** What a photograph costs under the default choices: reading and hashing it, and making its voucher. */
const parts = ["pdq-tent, 12 MP file", "device: voucher, blocks, fuse"] as const;
/** What a device does with every cell of a new table, once. */
const checkOfCell = "device: check per cell, blocks, fuse";
const listSizes = [10_000, 100_000, 370_000, 1_000_000];

/** Commands that give the reports. */
export const benchCommands: readonly string[] = ["hash", "matcher", "oprf-bloom"].map(
  (suite) => `npm run bench -- ${suite} --json ${suite}.json`,
);

const milliseconds = (nanoseconds: number) => nanoseconds / 1e6;

/** The times that reports hold of the device; none without reports. */
export function timeTables(reports: readonly BenchReport[], { photos }: Values): Table[] {
  const tables = reports.flatMap((report) => {
    const rows = report.rows.filter(({ name }) => isOfDevice(name));
    return rows.length === 0 ? [] : [reportTable(report, rows)];
  });
  return [...tables, libraryTable(reports, photos), checkTable(reports)].filter((table) => table !== null);
}

function reportTable(report: BenchReport, rows: BenchReport["rows"]): Table {
  return {
    id: `times-${report.suite}`,
    title: `CPU time on the device, suite ${report.suite}`,
    origin: originOf(report),
    columns: [
      { key: "operation", title: "operation", format: "text" },
      { key: "cpu", title: "CPU, median", format: "ms" },
      { key: "p95", title: "CPU, 95th percentile", format: "ms" },
      { key: "repeats", title: "turns", format: "count" },
    ],
    rows: rows.map(({ name, cpuNsPerOp, cpuNsPerOpP95, repeats }) => ({
      operation: name,
      cpu: milliseconds(cpuNsPerOp),
      p95: milliseconds(cpuNsPerOpP95),
      repeats,
    })),
    note: "All threads, user and system. The percentile is over turns, of which one may be the mean of several operations. Times are of that machine and hour: a telephone is another machine.",
  };
}

function libraryTable(reports: readonly BenchReport[], photos: number): Table | null {
  const found = parts.map((name) => findRow(reports, name));
  if (found.some((part) => part === undefined)) return null;
  const known = found.filter((part) => part !== undefined);
  const whole = known.reduce((sum, { row }) => sum + milliseconds(row.cpuNsPerOp), 0);
  const toRow = (part: string, cpu: number) => ({ part, cpu, hours: (cpu * photos) / 3.6e6, share: cpu / whole });
  return {
    id: "library-time",
    title: `CPU time of a library of ${photos.toLocaleString("en-US")} photographs, under the default choices`,
    origin: originOf((known[0] as (typeof known)[number]).report),
    columns: [
      { key: "part", title: "work", format: "text" },
      { key: "cpu", title: "per photograph", format: "ms" },
      { key: "hours", title: "the library, hours", format: "number" },
      { key: "share", title: "share", format: "number" },
    ],
    rows: [...known.map(({ row }) => toRow(row.name, milliseconds(row.cpuNsPerOp))), toRow("together", whole)],
    note: "Photographs of 12 megapixels, read from JPEG files.",
  };
}

function checkTable(reports: readonly BenchReport[]): Table | null {
  const found = findRow(reports, checkOfCell);
  if (!found) return null;
  return {
    id: "check-time",
    title: "CPU time to check a new table once",
    origin: originOf(found.report),
    columns: [
      { key: "entries", title: "entries", format: "count" },
      { key: "cells", title: "cells", format: "count" },
      { key: "cpu", title: "CPU", format: "ms" },
    ],
    rows: listSizes.map((entries) => {
      const cells = tableEncodings.fuse.cellCount(padCapacity(entries * defaultParams.tokenScheme.blocks));
      return { entries, cells, cpu: cells * milliseconds(found.row.cpuNsPerOp) };
    }),
    note: `Fuse tables at ${defaultParams.tokenScheme.id}. Extrapolated from the time of one cell of a small table.`,
  };
}

/** The first row of this name, and the report that holds it. */
function findRow(reports: readonly BenchReport[], name: string) {
  return reports
    .flatMap((report) => report.rows.filter((row) => row.name === name).map((row) => ({ report, row })))
    .at(0);
}

function originOf({ environment: { cpu, cores, node, platform, arch, commit } }: BenchReport): Table["origin"] {
  return {
    label: "measured",
    on: `${cpu}, ${cores} cores, node ${node}, ${platform} ${arch}${commit === null ? "" : `, commit ${commit.slice(0, 9)}`}`,
  };
}
