import { encodeText, type Group } from "@glasshouse/crypto";
import { hammingDistance } from "@glasshouse/hasher";
import {
  type AccountImage,
  defaultParams,
  evaluateIdeal,
  evaluatePlaintext,
  type Outcome,
  prepareTable,
  type SimulatedAccount,
  simulateAccount,
} from "@glasshouse/matcher";
import type { HashedFile } from "../images/hash-files.js";
import { toMatchable } from "../images/matchable.js";
import { createListTable, type ListTable, type TableChoices } from "../list/create-list-table.js";
import type { LoadedList } from "../list/list-file.js";

/** One account run through all roles in this process, beside both references. */
export interface MatchRun {
  readonly table: ListTable;
  readonly files: readonly HashedFile[];
  readonly images: readonly AccountImage[];
  readonly simulated: SimulatedAccount;
  /** The same tokens, counting rule and threshold in the clear: the protocol must equal it. */
  readonly ideal: Outcome;
  /** An ordinary scan by Hamming distance: its difference is tolerance error. */
  readonly plaintext: Outcome;
  /** CPU time. */
  readonly setupMs: number;
  /** CPU time on the device. */
  readonly vouchersMs: number;
  /** CPU time for accepting, trying and opening. */
  readonly serverMs: number;
}

/** Choices of {@link runMatch}. */
export interface MatchOptions extends TableChoices {
  /** Called after every voucher made and after every voucher tried, with the steps done of two per image; waited for. */
  readonly onStep?: (steps: number) => void | Promise<void>;
}

/** Blinds the list, makes a voucher of every image, and looks what the server learns. */
export async function runMatch(
  group: Group,
  loaded: LoadedList,
  files: readonly HashedFile[],
  { onStep, ...choices }: MatchOptions,
): Promise<MatchRun> {
  const { algorithm, tokenScheme, entries } = loaded;
  const imagesPerWindow = Math.max(defaultParams.imagesPerWindow, files.length); // the whole library is one window
  const started = cpuMs();
  const table = createListTable(group, loaded, { ...choices, imagesPerWindow }, 1);
  const { created, prepared } = table;
  const { manifest } = created;
  const published = prepareTable(group, created.manifestBytes, created.cells, created.tableId);
  const tableReady = cpuMs();

  const images = files.map(
    ({ hash, path, modifiedAt }): AccountImage => ({
      image: toMatchable(algorithm, hash),
      payload: encodeText(path).slice(0, manifest.payloadBytes),
      capturedAt: modifiedAt,
    }),
  );
  let vouchersMade = tableReady;
  const simulated = await simulateAccount(group, published, created, images, {
    distance: hammingDistance,
    onProgress: (vouchers) => {
      vouchersMade = cpuMs();
      return onStep?.(vouchers);
    },
    onTried: (vouchers) => onStep?.(images.length + vouchers),
  });
  const ended = cpuMs();

  const counting = {
    tokenScheme,
    threshold: manifest.threshold,
    counting: manifest.counting,
    clusterBounds: { withinSeconds: manifest.clusterSeconds, matchRadius: manifest.clusterRadius },
    distance: hammingDistance,
  };
  const dropped = new Set(created.dropped.map(String));
  const placed = prepared.tokens.filter((token) => !dropped.has(String(token)));
  return {
    table,
    files,
    images,
    simulated,
    ideal: evaluateIdeal(placed, images, counting),
    plaintext: evaluatePlaintext(
      entries.map(({ image }) => image),
      images,
      { ...counting, matchRadius: algorithm.matchRadius },
    ),
    setupMs: tableReady - started,
    vouchersMs: vouchersMade - tableReady,
    serverMs: ended - vouchersMade,
  };
}

/** CPU time of this process so far, all threads; other work on the machine does not count. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Whether two outcomes are the same, image by image. */
export function isEqualOutcome(a: Outcome, b: Outcome): boolean {
  return (
    a.opened === b.opened &&
    a.distinct === b.distinct &&
    a.matched.length === b.matched.length &&
    a.matched.every((matched, i) => matched === b.matched[i]) &&
    a.payloads.every((payload, i) => String(payload) === String(b.payloads[i]))
  );
}
