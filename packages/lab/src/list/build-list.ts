import { createHash } from "node:crypto";
import type { HashAlgorithm } from "@glasshouse/hasher";
import type { DecodePins } from "@glasshouse/hasher/node";
import { defaultTokenScheme, parseTokenScheme, type TokenScheme } from "@glasshouse/matcher";
import { ListError } from "./errors.js";
import type { HashLine } from "./hash-line.js";
import type { HashList } from "./list-file.js";
import { combinePins, renderPins } from "./pins.js";

/** A list and what was left out of it. */
export interface BuiltList {
  readonly list: HashList;
  /** Hashes whose quality is below their algorithm's floor: they would match what they do not resemble. */
  readonly belowQuality: readonly HashLine[];
}

/** The default scheme where the hash is long enough, else the whole key. */
function defaultTokensOf(algorithm: HashAlgorithm): TokenScheme {
  return algorithm.bits >= defaultTokenScheme.blocks * defaultTokenScheme.blockBits
    ? defaultTokenScheme
    : parseTokenScheme("whole-key");
}

/**
 * Makes a list: equal hashes are one entry with several sources, entries stand by ascending id.
 * @throws ListError `mixed-algorithms`, `mixed-pins`, `wrong-hash-length`, `no-entries`
 */
export function buildList(
  hashes: readonly HashLine[],
  {
    algorithm,
    tokens = defaultTokensOf(algorithm),
  }: { readonly algorithm: HashAlgorithm; readonly tokens?: TokenScheme },
): BuiltList {
  const [first] = hashes;
  if (!first) throw new ListError("no-entries", "got no hash, expected at least one");
  let pins: DecodePins = first.pins;
  const belowQuality: HashLine[] = [];
  const byHash = new Map<string, string[]>();
  for (const line of hashes) {
    if (line.algorithm !== algorithm.id) {
      throw new ListError(
        "mixed-algorithms",
        `${line.path}: got a hash by ${line.algorithm}, expected ${algorithm.id}: a list has one algorithm`,
      );
    }
    const combined = combinePins(pins, line.pins);
    if (!combined) {
      throw new ListError(
        "mixed-pins",
        `got images decoded in two ways, expected one way in a list, or hashes cannot be compared\n` +
          `  ${first.path}: ${renderPins(pins)}\n  ${line.path}: ${renderPins(line.pins)}`,
      );
    }
    pins = combined;
    if (4 * line.hash.length !== algorithm.bits) {
      throw new ListError(
        "wrong-hash-length",
        `${line.path}: got ${4 * line.hash.length} bits, expected the ${algorithm.bits} of ${algorithm.id}`,
      );
    }
    if (line.quality < algorithm.qualityFloor) belowQuality.push(line);
    else {
      const sources = byHash.get(line.hash);
      if (sources) sources.push(line.path);
      else byHash.set(line.hash, [line.path]);
    }
  }
  if (byHash.size === 0) {
    throw new ListError(
      "no-entries",
      `got ${hashes.length} hashes below quality ${algorithm.qualityFloor}, expected a usable one`,
    );
  }
  const entries = Array.from(byHash, ([hash, sources]) => ({ id: deriveEntryId(algorithm.id, hash), hash, sources }));
  entries.sort((a, b) => (a.id < b.id ? -1 : 1));
  const list: HashList = {
    schema: "glasshouse.list/1",
    algorithm: algorithm.id,
    pins,
    tokenScheme: tokens.id,
    entries,
  };
  return { list, belowQuality };
}

/** 16 hexadecimal digits that follow from algorithm and hash. */
function deriveEntryId(algorithm: string, hash: string): string {
  return createHash("sha256").update(`glasshouse entry ${algorithm} ${hash}`).digest("hex").slice(0, 16);
}
