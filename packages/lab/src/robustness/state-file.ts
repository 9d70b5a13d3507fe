import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { decodeHex, encodeHex, type PerceptualHash } from "@glasshouse/hasher";
import { z } from "zod";
import { makeFolder } from "../terminal/make-folder.js";
import { CommandError } from "../terminal/terminal.js";
import type { SourceResult } from "./measure-source.js";

const recordSchema = z.strictObject({
  run: z.string(),
  source: z.string(),
  originals: z.array(
    z.strictObject({
      algorithm: z.string(),
      bits: z.string(),
      quality: z.number(),
      margins: z.base64(),
    }),
  ),
  copies: z.array(
    z.array(z.strictObject({ distance: z.number().int(), quality: z.number(), opened: z.array(z.number().int()) })),
  ),
});

type StateRecord = z.infer<typeof recordSchema>;

/**
 * Results of sources as they come, one JSON line each, so that a killed run goes on where it was. Lines of runs with other
 * settings, programs or decoders stay in the file and are not used. A last line that was torn by a kill is cut off.
 */
export interface StateFile {
  /** The result of a source that this run has measured before. */
  find(source: string): SourceResult | undefined;
  append(source: string, result: SourceResult): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param run names everything that results depend on but the source
 * @throws CommandError `unusable-input` if the file cannot be written or a line other than the last is malformed
 */
export async function openStateFile(file: string, run: string): Promise<StateFile> {
  try {
    await makeFolder(path.dirname(file));
    const handle = await open(file, "a+");
    try {
      await cutTornLine(handle);
      return new Lines(handle, run, await readLines(file, run));
    } catch (error) {
      await handle.close();
      throw error;
    }
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new CommandError("unusable-input", `${file}: ${error.message}`);
  }
}

class Lines implements StateFile {
  readonly #handle: FileHandle;
  readonly #run: string;
  /** By source. Lines, because they take less memory than what they say. */
  readonly #lines: ReadonlyMap<string, string>;

  constructor(handle: FileHandle, run: string, lines: ReadonlyMap<string, string>) {
    this.#handle = handle;
    this.#run = run;
    this.#lines = lines;
  }

  find(source: string): SourceResult | undefined {
    const line = this.#lines.get(source);
    return line === undefined ? undefined : decodeRecord(recordSchema.parse(JSON.parse(line)));
  }

  async append(source: string, result: SourceResult): Promise<void> {
    await this.#handle.appendFile(`${JSON.stringify(encodeRecord(this.#run, source, result))}\n`);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

async function cutTornLine(handle: FileHandle): Promise<void> {
  const { size } = await handle.stat();
  const chunk = Buffer.alloc(65_536);
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - chunk.length);
    const { bytesRead } = await handle.read(chunk, 0, end - start, start);
    const newline = chunk.subarray(0, bytesRead).lastIndexOf(0x0a);
    if (newline >= 0) {
      if (start + newline + 1 < size) await handle.truncate(start + newline + 1);
      return;
    }
    end = start;
  }
  if (size > 0) await handle.truncate(0);
}

async function readLines(file: string, run: string): Promise<Map<string, string>> {
  const lines = new Map<string, string>();
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    const record = parseLine(line);
    if (!record.success)
      throw new CommandError(
        "unusable-input",
        `${file}: line ${number} is malformed, expected a result of this command`,
      );
    if (record.data.run === run) lines.set(record.data.source, line);
  }
  return lines;
}

function parseLine(line: string): z.ZodSafeParseResult<StateRecord> {
  try {
    return recordSchema.safeParse(JSON.parse(line));
  } catch {
    return recordSchema.safeParse(undefined);
  }
}

function encodeRecord(run: string, source: string, { originals, copies }: SourceResult): object {
  return {
    run,
    source,
    originals: originals.map(({ algorithm, bits, quality, margins }) => ({
      algorithm,
      bits: encodeHex(bits),
      quality,
      margins: Buffer.from(margins.buffer, margins.byteOffset, margins.byteLength).toString("base64"),
    })),
    copies,
  };
}

function decodeRecord({ originals, copies }: StateRecord): SourceResult {
  return {
    originals: originals.map(
      ({ algorithm, bits, quality, margins }): PerceptualHash => ({
        algorithm,
        bits: decodeHex(bits),
        quality,
        margins: new Float32Array(Uint8Array.from(Buffer.from(margins, "base64")).buffer),
      }),
    ),
    copies,
  };
}
