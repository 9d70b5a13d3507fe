/** The protocol as stories run it: a list is published, accounts upload, and everything that crosses is recorded. */
import { concatBytes, sha256 } from "@glasshouse/crypto";
import type { SeededRandom } from "@glasshouse/fixtures";
import { hammingDistance } from "@glasshouse/hasher";
import {
  type AccountImage,
  type CreatedTable,
  createTable,
  createTranscript,
  defaultParams,
  evaluateIdeal,
  type HashedImage,
  listTokens,
  type Outcome,
  type Params,
  type PreparedList,
  type PreparedTable,
  parseTokenScheme,
  prepareList,
  prepareTable,
  type SimulatedAccount,
  simulateAccount,
  type Token,
  type Transcript,
} from "@glasshouse/matcher";
import type { RunContext } from "../../findings/index.js";
import { readServerView, type ServerReading } from "./server-view.js";

/** The default parameters without flipped bits: exact copies are enough for most stories, at a quarter of the work. */
export const storyParams: Params = {
  ...defaultParams,
  tokenScheme: parseTokenScheme("blocks-4x64-f0"),
  payloadBytes: 1024,
};

/** Stands for the digest of a hash definition where no story turns on it. */
const algorithmDigest = sha256(new TextEncoder().encode("glasshouse scenarios"));

/** A published list. */
export interface PublishedList extends CreatedTable {
  readonly list: PreparedList;
  /** Tokens of the list that no list authority supplied. */
  readonly addedTokens: readonly Token[];
  readonly table: PreparedTable;
}

/** Choices of {@link publishList} beside the parameters. */
export interface PublishChoices {
  readonly random: SeededRandom;
  readonly params?: Partial<Params>;
  /** Counts published tables, from 1. */
  readonly epoch?: number;
  /** The list that this one supplements. */
  readonly base?: PublishedList;
  /** Entries that the operator puts in beside those of the list authorities. */
  readonly added?: readonly HashedImage[];
}

/** Blinds a list and has a device check the table. */
export function publishList(
  { group }: Pick<RunContext, "group">,
  listed: readonly HashedImage[],
  { random: { bytes: random }, params: changes = {}, epoch = 1, base, added = [] }: PublishChoices,
): PublishedList {
  const params = { ...storyParams, ...changes };
  const entries = [...listed, ...added].map((image, i) => ({ id: `entry ${i}`, image }));
  const list = prepareList(entries, { ...params, random });
  const created = createTable(group, list, params, { algorithmDigest, epoch, random, ...(base ? { base } : {}) });
  const { manifestBytes, cells, tableId } = created;
  const supplied = new Set(listed.flatMap((image) => listTokens(params.tokenScheme, image)).map(String));
  const addedTokens = list.tokens.filter((token) => !supplied.has(String(token)));
  return { ...created, list, addedTokens, table: prepareTable(group, manifestBytes, cells, tableId, base?.table) };
}

/** One account after its upload, from every side. */
export interface AccountRun extends SimulatedAccount {
  readonly images: readonly AccountImage[];
  /** What matching in the clear gives for the same images. */
  readonly ideal: Outcome;
  readonly transcript: Transcript;
  /** What the server makes of its own view. */
  readonly server: ServerReading;
  readonly published: PublishedList;
}

/** Progress of a story, in steps of about a voucher's work. */
export interface Steps {
  step(): Promise<void>;
}

/** Reports every step as one of `total`. */
export function createSteps({ onProgress }: Pick<RunContext, "onProgress">, total: number): Steps {
  let done = 0;
  return {
    async step() {
      done = Math.min(total, done + 1);
      await onProgress(done, total);
    },
  };
}

/** Uploads an account against a published list, all roles honest, and records what each sees. */
export async function runAccount(
  { group }: Pick<RunContext, "group">,
  published: PublishedList,
  images: readonly AccountImage[],
  { random, steps, base }: { readonly random: SeededRandom; readonly steps: Steps; readonly base?: PublishedList },
): Promise<AccountRun> {
  const transcript = createTranscript();
  for (const { list, addedTokens } of base ? [base, published] : [published]) {
    const supplied = list.tokens.filter((token) => !addedTokens.includes(token));
    if (supplied.length > 0) transcript.cross("list-authority", "server", "list", concatBytes(...supplied));
    if (addedTokens.length > 0) transcript.hold("server", "list", concatBytes(...addedTokens));
  }
  const simulated = await simulateAccount(
    group,
    published.table,
    base ? { secrets: published.secrets, base: base.secrets } : published,
    images,
    {
      distance: hammingDistance,
      random: random.bytes,
      transcript,
      onProgress: () => steps.step(),
    },
  );
  const tokens = base ? [...base.list.tokens, ...published.list.tokens] : published.list.tokens;
  const ideal = decideInTheClear(published, images, tokens);
  await steps.step();
  return { ...simulated, images, ideal, transcript, server: readServerView(group, transcript), published };
}

/** What matching in the clear gives: the oracle that every run is held to. */
export function decideInTheClear(
  { manifest }: PublishedList,
  images: readonly AccountImage[],
  tokens: readonly Token[],
): Outcome {
  const { tokenScheme, threshold, counting, clusterSeconds, clusterRadius } = manifest;
  return evaluateIdeal(tokens, images, {
    tokenScheme,
    threshold,
    counting,
    clusterBounds: { withinSeconds: clusterSeconds, matchRadius: clusterRadius },
    distance: hammingDistance,
  });
}

/** Whether server and reviewer ended up with exactly what matching in the clear gives. */
export function equalsIdeal({ outcome, ideal }: AccountRun): boolean {
  const asText = ({ matched, distinct, opened, payloads }: Outcome) =>
    JSON.stringify([matched, distinct, opened, payloads.map((payload) => payload !== null)]);
  return asText(outcome) === asText(ideal);
}
