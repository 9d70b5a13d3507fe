/** What testing candidates takes at sizes that are not run here, and what a new key takes: computed. */
import { padCapacity, pointBytes, tableEncodings } from "@glasshouse/crypto";
import { defaultParams } from "@glasshouse/matcher";
import { fromParameters, renderNumber, type Table } from "../../findings/index.js";
import type { BenchReport } from "../bench-report.js";

const secondsPerDay = 86_400;

/** One test of a token: its hash, one multiplication, and the additions that decode the table. */
const testOperations = ["sodium: hash to group", "sodium: multiply by one scalar", "sodium: add", "sodium: add"];

/** What a token test takes on the machine of a bench report, in microseconds. */
function findMeasuredTest(
  reports: readonly BenchReport[],
): { readonly microseconds: number; readonly cpu: string } | null {
  for (const { rows, environment } of reports) {
    const times = testOperations.map((name) => rows.find((row) => row.name === name)?.cpuNsPerOp ?? Number.NaN);
    const microseconds = times.reduce((sum, ns) => sum + ns, 0) / 1e3;
    if (Number.isFinite(microseconds)) return { microseconds, cpu: environment.cpu };
  }
  return null;
}

/** What is assumed of the key's holder and of those who fetch tables. */
export interface CostAssumptions {
  /** Of one token test on one core. */
  readonly microseconds: number;
  readonly cores: number;
  readonly devices: number;
}

/** The tables of effort and of rotation. */
export function createCostTables(
  { microseconds, cores, devices }: CostAssumptions,
  benchmarks: readonly BenchReport[],
): Table[] {
  const { blocks, probesPerImage } = defaultParams.tokenScheme;
  const here = findMeasuredTest(benchmarks);
  const effort = (what: string, operations: number) => {
    const days = (each: number) => (operations * each) / 1e6 / cores / secondsPerDay;
    return { what, operations, days: days(microseconds), ...(here && { here: days(here.microseconds) }) };
  };
  const efforts = [
    ...[1e6, 1e9, 1e12].flatMap((candidates) => [
      effort(`${renderNumber(candidates)} candidates, exact copies`, candidates * blocks),
      effort(`${renderNumber(candidates)} candidates, edited copies`, candidates * probesPerImage),
    ]),
    effort("all values of a block of 46 effective bits", 2 ** 46),
    effort(`all values of a block of 64 bits`, 2 ** 64),
  ];
  const rotation = [1e3, 1e4, 1e5, 1e6].map((entries) => {
    const capacity = padCapacity(entries * blocks);
    const cells = tableEncodings[defaultParams.table].cellCount(capacity);
    const perDevice = cells * pointBytes;
    return { entries, tokens: entries * blocks, cells, perDevice, petabytes: (perDevice * devices) / 1e15 };
  });

  return [
    {
      id: "effort",
      title: `Effort at ${microseconds} microseconds a token on ${renderNumber(cores)} cores`,
      origin: fromParameters,
      columns: [
        { key: "what", title: "tested", format: "text" },
        { key: "operations", title: "multiplications", format: "number" },
        { key: "days", title: "days", format: "days" },
        ...(here
          ? ([
              {
                key: "here",
                title: `days at ${renderNumber(here.microseconds)} microseconds`,
                format: "days",
                origin: { label: "measured", on: here.cpu },
              },
            ] as const)
          : []),
      ],
      rows: efforts,
      note: "Testing every value of a block needs no pictures at all; it yields blocks of hashes, not pictures. The length of a block is what stands against it.",
    },
    {
      id: "rotation",
      title: "What a new key costs",
      origin: fromParameters,
      columns: [
        { key: "entries", title: "listed pictures", format: "count" },
        { key: "tokens", title: "multiplications, server", format: "count" },
        { key: "cells", title: "hashes to the group, server", format: "count" },
        { key: "perDevice", title: "every device fetches", format: "bytes" },
        { key: "petabytes", title: `petabytes, ${renderNumber(devices)} devices`, format: "number" },
      ],
      rows: rotation,
      note: "Rotation protects what is listed from then on. The old table stays on devices: what the next one still lists, the old key gives away.",
    },
  ];
}

/** Core-years for all values of so many bits. */
export function coreYears(bits: number, microseconds: number): number {
  return (2 ** bits * microseconds) / 1e6 / secondsPerDay / 365;
}
