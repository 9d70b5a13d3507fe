import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import { FixturesError, generatorVersion, renderScene, sceneVersion } from "@glasshouse/fixtures";
import { encodeJpeg } from "@glasshouse/fixtures/node";
import { encodeHex, type HashAlgorithm, type PerceptualHash } from "@glasshouse/hasher";
import { DecodeError, type DecodePins, decodeBytes } from "@glasshouse/hasher/node";
import { measureSource, type SourceResult } from "./measure-source.js";
import type { CorpusFacts, RobustnessResult, Versions } from "./result.js";
import type { RobustnessSettings } from "./settings.js";
import type { Source } from "./source.js";
import type { StateFile } from "./state-file.js";
import { confidence, Tally } from "./tally.js";
import { measureUnrelated } from "./unrelated.js";

/** The programs and the decoder that results depend on. */
export interface Reference {
  readonly versions: Versions;
  readonly pins: DecodePins;
  /** Names everything that the result of a source depends on but the source. */
  readonly run: string;
}

/**
 * Measures a generated picture by all settings. Version numbers say what programs claim to be; this says what they do:
 * whatever changes a hash, a token, an edit or the decoder changes the digest, unless it spares this picture.
 */
export async function takeReference(settings: RobustnessSettings, lab: string): Promise<Reference> {
  const scene = renderScene({ kind: "landscape", seed: "reference", width: 288, height: 192 });
  const bytes = await encodeJpeg(scene, 90);
  const { pins } = await decodeBytes(bytes);
  const { originals, copies } = await measureSource({ format: "jpeg", bytes }, "reference", settings);
  const hashes = originals.map(({ bits, quality, margins }) => [encodeHex(bits), quality, [...margins]]);
  const { algorithms, schemes, edits, seed } = settings;
  const versions = {
    lab,
    generator: generatorVersion,
    scenes: sceneVersion,
    reference: digest([hashes, copies]),
  };
  const run = digest([versions, pins, algorithms.map(({ id }) => id), schemes.map(({ id }) => id), edits, seed]);
  return { versions, pins, run };
}

/** A source that gave no result, and why. */
export interface FailedSource {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

/** Choices of {@link measureSources}. */
export interface MeasureOptions {
  readonly state: StateFile;
  /** Sources in work at the same time, which is what memory is needed for. Default: one per processor. */
  readonly parallel?: number;
  readonly signal: AbortSignal;
  /** Called for every source measured now, not for those of an earlier run. */
  readonly onMeasured?: () => void;
}

/**
 * The result of every source, in order: from the state file, or measured and appended to it. Decoding and encoding run in
 * libvips's threads, beside the hashing of other sources on this one.
 */
export async function* measureSources(
  sources: readonly Source[],
  settings: RobustnessSettings,
  { state, parallel = availableParallelism(), signal, onMeasured }: MeasureOptions,
): AsyncGenerator<SourceResult | FailedSource> {
  const underWay: Promise<SourceResult | FailedSource>[] = [];
  const measure = async (source: Source) => {
    const known = state.find(source.key);
    if (known) return known;
    const result = await attempt(source, settings, signal);
    if ("originals" in result) await state.append(source.key, result);
    onMeasured?.();
    return result;
  };
  let next = 0;
  try {
    while (next < sources.length || underWay.length > 0) {
      signal.throwIfAborted();
      while (next < sources.length && underWay.length < parallel) underWay.push(measure(sources[next++] as Source));
      yield await (underWay.shift() as Promise<SourceResult | FailedSource>);
    }
  } finally {
    await Promise.allSettled(underWay);
  }
}

/** A picture that cannot be decoded, or is too small for an edit, is a result, not an error. */
async function attempt(
  { key, name, open }: Source,
  settings: RobustnessSettings,
  signal: AbortSignal,
): Promise<SourceResult | FailedSource> {
  try {
    return await measureSource(await open(), key, settings, signal);
  } catch (error) {
    if (!(error instanceof DecodeError || error instanceof FixturesError)) throw error;
    return { name, code: error.code, message: error.message };
  }
}

/** Folds results into the figures. */
export class Summary {
  readonly #settings: RobustnessSettings;
  readonly #radius: (algorithm: HashAlgorithm) => number;
  readonly #tally: Tally;
  readonly #originals: readonly PerceptualHash[][];

  /** @param radius of every algorithm; by default each one's own */
  constructor(settings: RobustnessSettings, radius?: number) {
    this.#settings = settings;
    this.#radius = ({ matchRadius }) => radius ?? matchRadius;
    this.#tally = new Tally(settings, this.#radius);
    this.#originals = settings.algorithms.map(() => []);
  }

  add(result: SourceResult): void {
    this.#tally.add(result);
    this.#settings.algorithms.forEach(({ qualityFloor }, a) => {
      const original = result.originals[a];
      if (original && original.quality >= qualityFloor) this.#originals[a]?.push(original);
    });
  }

  async finish(corpus: CorpusFacts, { versions, pins }: Reference): Promise<RobustnessResult> {
    const { algorithms, schemes, edits, seed } = this.#settings;
    const unrelated = [];
    for (const [a, algorithm] of algorithms.entries()) {
      const settings = { schemes, radius: this.#radius(algorithm), seed };
      unrelated.push(await measureUnrelated(algorithm, this.#originals[a] ?? [], settings));
    }
    return {
      schema: "glasshouse.robustness/1",
      label: "measured",
      corpus,
      seed,
      confidence,
      versions,
      pins,
      algorithms: this.#tally.algorithms(),
      tokenSchemes: schemes.map(({ id, blocks, required, probesPerImage }) => ({
        id,
        blocks,
        required,
        probesPerImage,
      })),
      edits: edits.map(({ edit, set }) => ({ id: edit.id, set, steps: edit.steps })),
      cells: this.#tally.cells(),
      sets: this.#tally.sets(),
      openings: this.#tally.openings(),
      unrelated,
    };
  }
}

/** Which sources were measured, in any order. */
export function digestKeys(keys: readonly string[]): string {
  return digest([...keys].sort());
}

function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
