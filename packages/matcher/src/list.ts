/** Entries become a prepared list of tokens: the list authority's part, the same for every protocol on tokens. */
import { encodeTupleOf, type RandomBytes, sha256, systemRandom } from "@glasshouse/crypto";
import { ProtocolError } from "./errors.js";
import { type HashedImage, listTokens, type Token, type TokenScheme } from "./tokens.js";

/** A token left out of a list, and why: what many images share matches many images. */
export interface RemovedToken {
  readonly token: Token;
  /** Entries with different hashes that share it. */
  readonly sharedBy: number;
}

/** A list ready to be blinded. Secret: whoever holds it knows what is listed. */
export interface PreparedList {
  readonly algorithm: string;
  readonly tokenScheme: TokenScheme;
  /** Number of listed images. */
  readonly entries: number;
  /** Distinct tokens in byte order, so that their order tells nothing. */
  readonly tokens: readonly Token[];
  readonly removed: readonly RemovedToken[];
  /** Hiding commitment to `tokens`; opened with `commitmentSalt`. */
  readonly commitment: Uint8Array;
  readonly commitmentSalt: Uint8Array;
}

/** One listed image. */
export interface ListEntry {
  readonly id: string;
  readonly image: HashedImage;
}

/** Choices of {@link prepareList}. */
export interface PrepareListOptions {
  readonly algorithm: string;
  readonly tokenScheme: TokenScheme;
  /** Largest number of entries with different hashes that may share a token, inclusive. Default 16. */
  readonly commonTokenLimit?: number;
  readonly random?: RandomBytes;
}

/**
 * Cuts entries into tokens, each once: equal tokens would never find a place in a table. Tokens that more than
 * `commonTokenLimit` differing hashes share (flat, dark and text pictures) are removed and reported.
 * @throws ProtocolError `wrong-algorithm` for an entry hashed by another algorithm.
 */
export function prepareList(
  entries: readonly ListEntry[],
  { algorithm, tokenScheme, commonTokenLimit = 16, random = systemRandom }: PrepareListOptions,
): PreparedList {
  const holders = new Map<string, { token: Token; hashes: Set<string> }>();
  for (const { id, image } of entries) {
    if (image.algorithm !== algorithm)
      throw new ProtocolError("wrong-algorithm", `entry ${id}: got ${image.algorithm}, expected ${algorithm}`);
    const hash = bytesKey(image.bits);
    for (const token of listTokens(tokenScheme, image)) {
      const key = bytesKey(token);
      const holder = holders.get(key);
      if (holder) holder.hashes.add(hash);
      else holders.set(key, { token, hashes: new Set([hash]) });
    }
  }
  const tokens: Token[] = [];
  const removed: RemovedToken[] = [];
  // Keys hold one character per byte, so their order is the order of the bytes.
  for (const key of [...holders.keys()].sort()) {
    const { token, hashes } = holders.get(key) as { token: Token; hashes: Set<string> };
    if (hashes.size > commonTokenLimit) removed.push({ token, sharedBy: hashes.size });
    else tokens.push(token);
  }
  const commitmentSalt = random(32);
  return {
    algorithm,
    tokenScheme,
    entries: entries.length,
    tokens,
    removed,
    commitment: commitToTokens(tokens, commitmentSalt),
    commitmentSalt,
  };
}

/** The commitment that a manifest carries. Salted, so that it cannot be used to test a guess of the whole list. */
function commitToTokens(tokens: readonly Token[], salt: Uint8Array): Uint8Array {
  return sha256(encodeTupleOf(["glasshouse-v1 list", salt, ...tokens]));
}

function bytesKey(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
