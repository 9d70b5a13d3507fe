import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { encodeHex, hammingDistance, hashAt, type PerceptualHash } from "@glasshouse/hasher";
import { DecodeError, hashBytes } from "@glasshouse/hasher/node";
import { listTokens, probeTokens, type TokenScheme } from "@glasshouse/matcher";
import { readFacts } from "./facts.js";
import { type MatchTable, marks } from "./match-table.js";
import type { Sides } from "./sides.js";

/** What became of the pairs that depend on the bits a device turns over. */
export interface TurnedBits {
  /** Pairs that depended on them. */
  readonly asked: number;
  /** Pairs whose picture is gone, has changed or hashes otherwise now: they count in one of the two bounds. */
  readonly undecided: number;
}

/** Choices of {@link decideTurnedBits}. */
export interface TurnedBitsOptions {
  readonly schemes: readonly TokenScheme[];
  /** Folder that the corpus's paths start from. */
  readonly pictures: string;
  /** Pictures to hash again at most. */
  readonly most?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * A device turns over the least reliable bits of a block, and a corpus does not keep which these are. For the few pairs that
 * depend on them the picture is hashed again, if it is still there and still gives the hash of the corpus.
 */
export async function decideTurnedBits(
  table: MatchTable,
  { images, list, population }: Sides,
  { schemes, pictures, most = 10_000, signal, onProgress }: TurnedBitsOptions,
): Promise<TurnedBits> {
  const open = new Map<number, { readonly at: number; readonly scheme: number }[]>();
  let asked = 0;
  for (const [scheme, { mark }] of table.schemes.entries()) {
    for (const [at, value] of mark.entries()) {
      if (value !== marks.perhaps) continue;
      asked++;
      const image = table.image[at] as number;
      const known = open.get(image) ?? [];
      known.push({ at, scheme });
      open.set(image, known);
    }
  }
  const facts = await readFacts(images.origins, open.keys());
  let undecided = asked;
  let done = 0;
  for (const [image, questions] of [...open].slice(0, most)) {
    signal?.throwIfAborted();
    onProgress?.(done++, Math.min(most, open.size));
    const own = facts.get(image);
    const hash = own && (await hashAgain(path.resolve(pictures, own.path), own.sha256));
    if (!hash || hammingDistance(hash.bits, hashAt(images.hashes, image)) > 0) continue;
    const { id, bitOrder, bits } = population.algorithm;
    const probed = { algorithm: id, bits: hash.bits, margins: hash.margins, bitOrder };
    for (const { at, scheme: s } of questions) {
      const scheme = schemes[s] as TokenScheme;
      const entry = hashAt(list.hashes, table.entry[at] as number);
      const listed = { algorithm: id, bits: entry, margins: new Float32Array(bits), bitOrder };
      const probes = new Set(probeTokens(scheme, probed).map(encodeHex));
      const met = listTokens(scheme, listed).filter((token) => probes.has(encodeHex(token))).length;
      (table.schemes[s] as { mark: Uint8Array }).mark[at] = met >= scheme.required ? marks.yes : marks.no;
      undecided--;
    }
  }
  return { asked, undecided };

  async function hashAgain(file: string, sha256: string | null): Promise<PerceptualHash | undefined> {
    try {
      const bytes = await readFile(file);
      if (sha256 !== null && createHash("sha256").update(bytes).digest("hex") !== sha256) return undefined;
      return (await hashBytes(bytes, population.algorithm)).hash;
    } catch (error) {
      if (error instanceof DecodeError || (error instanceof Error && "syscall" in error)) return undefined;
      throw error;
    }
  }
}
