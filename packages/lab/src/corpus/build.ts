import { createHash } from "node:crypto";
import type { HashAlgorithm } from "@glasshouse/hasher";
import { type DecodePins, hashBytes } from "@glasshouse/hasher/node";
import type { FailedFile } from "../images/errors.js";
import { type HashFilesOptions, mapFiles } from "../images/hash-files.js";
import type { ImageFile, ScannedFiles } from "../images/scan.js";
import { type HashLine, toHashLine } from "../list/hash-line.js";
import { combinePins, renderPins } from "../list/pins.js";
import { readCaptureTime } from "./capture-time.js";
import { openErrorLog } from "./error-log.js";
import { CorpusError } from "./errors.js";
import { openStaging, removeStaging, type Staging, stagingFile } from "./staging.js";

/** Choices of {@link buildCorpus}. */
export interface BuildOptions extends HashFilesOptions {
  readonly algorithm: HashAlgorithm;
  /** Called once before the first picture and after each: how many of all are done, in this run or before. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly onFailure?: (file: FailedFile) => void;
}

/** What a build did. */
export interface BuildResult {
  /** Pictures in the corpus. */
  readonly rows: number;
  /** Hashed in this run. */
  readonly hashed: number;
  /** Hashed by an earlier run that was ended early. */
  readonly reused: number;
  /** Files and folders that gave no hash; named in the log beside the corpus. */
  readonly failed: number;
  /** How the pictures were decoded. */
  readonly pins: DecodePins;
}

/**
 * Hashes files into a corpus, in the order given, each once. Ended early, it leaves `target` as it was and what is
 * hashed beside it: the next build of the same target hashes only files whose path, size or time of change is new.
 *
 * @throws CorpusError `other-build`, `mixed-pins`, `no-rows`, `in-use`, `unwritable`; the reason of an aborted `signal`
 */
export async function buildCorpus(
  target: string,
  found: Pick<ScannedFiles, "files" | "failed">,
  { algorithm, onProgress, onFailure, maxPixels, ...options }: BuildOptions,
): Promise<BuildResult> {
  const files = distinct(found.files);
  const staging = await openStaging(target);
  try {
    const pins = await PinsOfBuild.open(staging, target, algorithm);
    const before = await staging.findHashed(files);
    const log = await openErrorLog(target);
    let hashed = 0;
    let failed = 0;
    const fail = async (file: FailedFile) => {
      failed++;
      onFailure?.(file);
      await log.add(file);
    };
    try {
      for (const file of found.failed) await fail(file);
      onProgress?.(before.size, files.length);
      const rest = files.filter((_, index) => !before.has(index));
      const decode = maxPixels === undefined ? {} : { maxPixels };
      for await (const picture of mapFiles(rest, options, (bytes, file) => read(bytes, file, algorithm, decode))) {
        if ("error" in picture) await fail(picture);
        else {
          await pins.add(picture.line);
          staging.add(picture.line, picture.file);
          hashed++;
        }
        onProgress?.(before.size + hashed + failed - found.failed.length, files.length);
      }
      if (pins.pins === undefined || before.size + hashed === 0) {
        staging.close();
        await removeStaging(target);
        throw new CorpusError("no-rows", "got no picture that can be hashed, expected at least one");
      }
      await log.finish();
      await staging.finishFiles();
      return { rows: before.size + hashed, hashed, reused: before.size, failed, pins: pins.pins };
    } finally {
      await log.close();
    }
  } finally {
    staging.close();
  }
}

/** Every file once, where it is named first. */
function distinct(files: readonly ImageFile[]): readonly ImageFile[] {
  const seen = new Set<string>();
  return files.filter(({ absolutePath }) => seen.size !== seen.add(absolutePath).size);
}

interface ReadPicture {
  readonly file: ImageFile;
  readonly line: HashLine;
}

async function read(
  bytes: Uint8Array,
  file: ImageFile,
  algorithm: HashAlgorithm,
  options: { readonly maxPixels?: number },
): Promise<ReadPicture> {
  const hashed = await hashBytes(bytes, algorithm, options);
  const capturedAt = (await readCaptureTime(bytes)) ?? undefined;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { file, line: { ...toHashLine({ ...file, ...hashed }), capturedAt, sha256 } };
}

/** The pins that all rows of a build share, remembered from run to run: a decoder may have been updated between them. */
class PinsOfBuild {
  pins: DecodePins | undefined;
  readonly #staging: Staging;
  readonly #target: string;

  private constructor(staging: Staging, target: string, pins: DecodePins | undefined) {
    this.#staging = staging;
    this.#target = target;
    this.pins = pins;
  }

  static async open(staging: Staging, target: string, { id }: HashAlgorithm): Promise<PinsOfBuild> {
    const earlier = await staging.setting("algorithm");
    if (earlier !== undefined && earlier !== id) {
      throw new CorpusError(
        "other-build",
        `${stagingFile(target)}: got what a build by ${earlier} left, expected ${id}: finish that build, or remove the file`,
      );
    }
    await staging.remember("algorithm", id);
    const pins = await staging.setting("pins");
    return new PinsOfBuild(staging, target, pins === undefined ? undefined : (JSON.parse(pins) as DecodePins));
  }

  async add(line: HashLine): Promise<void> {
    const combined = this.pins === undefined ? line.pins : combinePins(this.pins, line.pins);
    if (combined === null) {
      throw new CorpusError(
        "mixed-pins",
        `${line.path}: got ${renderPins(line.pins)}, expected ${this.pins && renderPins(this.pins)} ` +
          `as in ${stagingFile(this.#target)}: remove that file to start again`,
      );
    }
    if (this.pins !== undefined && renderPins(combined) === renderPins(this.pins)) return;
    this.pins = combined;
    await this.#staging.remember("pins", JSON.stringify(combined));
  }
}
