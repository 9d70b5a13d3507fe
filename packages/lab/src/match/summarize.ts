import { hammingDistance } from "@glasshouse/hasher";
import type { HashedImage } from "@glasshouse/matcher";
import type { Count } from "../demo/result.js";
import type { FailedFile } from "../images/errors.js";
import type { LoadedList } from "../list/list-file.js";
import type { MatchedFile, MatchResult } from "./result.js";
import { isEqualOutcome, type MatchRun } from "./run-match.js";

/** What is known of the pictures beside the run. */
export interface PictureFacts {
  readonly failed: readonly FailedFile[];
  readonly skipped: number;
  readonly hashMs: number;
}

/** Turns a run into what is written and printed. */
export function summarizeMatch(
  loaded: LoadedList,
  run: MatchRun,
  { failed, skipped, hashMs }: PictureFacts,
): MatchResult {
  const { algorithm, list } = loaded;
  const { created, prepared } = run.table;
  const { manifest } = created;
  const { outcome, status, voucherBytes } = run.simulated;
  const n = run.images.length;
  const perImage = (total: number): number | null => (n === 0 ? null : total / n);
  return {
    schema: "glasshouse.match/1",
    algorithm: algorithm.id,
    tokens: manifest.tokenScheme.id,
    table: manifest.table,
    threshold: manifest.threshold,
    counting: manifest.counting,
    list: {
      entries: list.entries.length,
      tableEntries: prepared.tokens.length - created.dropped.length,
      tableBytes: created.cells.length,
      commonTokens: prepared.removed.length,
      droppedTokens: created.dropped.length,
    },
    images: {
      hashed: n,
      belowQuality: run.images.filter(({ image }) => image === null).length,
      failed: failed.length,
      skipped,
    },
    server: {
      status,
      opened: outcome.opened,
      vouchers: n,
      matchesVisible: countTrue(outcome.matched),
      distinctMatches: outcome.distinct,
      payloadsRead: outcome.payloads.filter((payload) => payload !== null).length,
    },
    equalsIdeal: isEqualOutcome(outcome, run.ideal),
    truth: findTruth(loaded, run),
    errors: { radius: { matchRadius: algorithm.matchRadius, ...countErrors(outcome.matched, run.plaintext.matched) } },
    cost: {
      hashMsPerImage: perImage(hashMs),
      voucherMsPerImage: perImage(run.vouchersMs),
      serverMsPerVoucher: perImage(run.serverMs),
      setupMs: run.setupMs,
      voucherBytesPerImage: perImage(voucherBytes),
      payloadBytesPerImage: manifest.payloadBytes,
      tableBytesPerEntry: list.entries.length === 0 ? null : created.cells.length / list.entries.length,
    },
    failed,
  };
}

function findTruth(loaded: LoadedList, run: MatchRun): MatchedFile[] {
  const { outcome } = run.simulated;
  return run.files.flatMap(({ path }, i): MatchedFile[] => {
    const matched = outcome.matched[i] === true;
    const withinRadius = run.plaintext.matched[i] === true;
    const image = run.images[i]?.image ?? null;
    if (image === null || !(matched || withinRadius)) return [];
    const payloadRead = outcome.payloads[i] !== null;
    return [{ path, matched, withinRadius, ...findNearest(loaded, image), payloadRead }];
  });
}

function findNearest(
  { list, entries }: LoadedList,
  image: HashedImage,
): Pick<MatchedFile, "distance" | "entry" | "sources"> {
  const distances = entries.map((entry) => hammingDistance(entry.image.bits, image.bits));
  const distance = distances.reduce((a, b) => Math.min(a, b), 8 * image.bits.length);
  const nearest = list.entries[distances.indexOf(distance)];
  return { distance, entry: nearest?.id ?? "", sources: nearest?.sources ?? [] };
}

function countErrors(
  matched: readonly boolean[],
  within: readonly boolean[],
): { readonly falsePositives: Count; readonly falseNegatives: Count } {
  const near = countTrue(within);
  const unit = "images";
  return {
    falsePositives: { k: countTrue(matched.map((m, i) => m && !within[i])), n: within.length - near, unit },
    falseNegatives: { k: countTrue(matched.map((m, i) => !m && within[i] === true)), n: near, unit },
  };
}

function countTrue(values: readonly boolean[]): number {
  return values.filter(Boolean).length;
}
