/** Reports of the bench suites (glasshouse.bench/1), as far as experiments read them. */
import { z } from "zod";

/** What `npm run bench -- SUITE --json FILE` writes. */
export interface BenchReport {
  readonly schema: "glasshouse.bench/1";
  readonly suite: string;
  readonly environment: {
    readonly node: string;
    readonly platform: string;
    readonly arch: string;
    readonly cpu: string;
    readonly cores: number;
    readonly commit: string | null;
  };
  readonly rows: readonly {
    readonly name: string;
    readonly cpuNsPerOp: number;
    readonly cpuNsPerOpP95: number;
    readonly wallNsPerOp: number;
    readonly repeats: number;
    readonly spread: number;
  }[];
  readonly ratios: readonly {
    readonly name: string;
    readonly value: number;
    readonly bound: "atMost" | "atLeast";
    readonly target: number;
    readonly holds: boolean;
  }[];
}

/** Parses a report; other fields are dropped. */
export const benchReportSchema: z.ZodType<BenchReport> = z.object({
  schema: z.literal("glasshouse.bench/1"),
  suite: z.string(),
  environment: z.object({
    node: z.string(),
    platform: z.string(),
    arch: z.string(),
    cpu: z.string(),
    cores: z.number(),
    commit: z.string().nullable(),
  }),
  rows: z.array(
    z.object({
      name: z.string(),
      cpuNsPerOp: z.number(),
      cpuNsPerOpP95: z.number(),
      wallNsPerOp: z.number(),
      repeats: z.number(),
      spread: z.number(),
    }),
  ),
  ratios: z.array(
    z.object({
      name: z.string(),
      value: z.number(),
      bound: z.enum(["atMost", "atLeast"]),
      target: z.number(),
      holds: z.boolean(),
    }),
  ),
});
