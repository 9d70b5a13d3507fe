import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";
import type { HashList, Matches } from "@glasshouse/hasher";
import { makeFolder } from "../terminal/make-folder.js";
import { CommandError } from "../terminal/terminal.js";

/**
 * The finished chunks of a scan in one binary file, so that a killed run goes on where it was and a run with verdicts does
 * not scan again. A head of 40 bytes: "GHFPR001", then the digest of what results depend on. Then records: first image,
 * matches, both u32; per match query, entry, distance, all u32; the first 8 bytes of the record's SHA-256. Numbers are
 * little-endian. A file of other hashes, radius or list is started anew; a torn last record is cut off.
 */
export interface ScanState {
  /** Images that an earlier run has scanned: for people. */
  readonly chunks: number;
  /** The matches of the chunk that starts at this image; `undefined` if it has to be scanned. */
  read(first: number): Promise<Matches | undefined>;
  append(first: number, matches: Matches): Promise<void>;
  close(): Promise<void>;
}

const magic = Buffer.from("GHFPR001");
const headBytes = 40;
const checkBytes = 8;
const wordsPerMatch = 3;

/**
 * @param run the SHA-256 of everything that results depend on, from {@link digestRun}
 * @throws CommandError `unusable-input` if the file cannot be written
 */
export async function openScanState(file: string, run: Uint8Array): Promise<ScanState> {
  try {
    await makeFolder(path.dirname(file));
    const handle = await open(file, "a+");
    try {
      return await Records.open(handle, Buffer.concat([magic, run]));
    } catch (error) {
      await handle.close();
      throw error;
    }
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new CommandError("unusable-input", `${file}: ${error.message}`);
  }
}

/** What the matches of a scan depend on. */
export function digestRun(images: HashList, list: HashList, settings: readonly (string | number)[]): Uint8Array {
  const digest = createHash("sha256").update(JSON.stringify([settings, images.count, list.count]));
  return digest.update(images.data).update(list.data).digest();
}

class Records implements ScanState {
  readonly #handle: FileHandle;
  /** Where the record of a chunk starts, by its first image. */
  readonly #offsets = new Map<number, number>();

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async open(handle: FileHandle, head: Buffer): Promise<Records> {
    const records = new Records(handle);
    const { size } = await handle.stat();
    const found = await readAt(handle, 0, headBytes);
    if (!found?.equals(head)) {
      await handle.truncate(0);
      await handle.appendFile(head);
      return records;
    }
    let end = headBytes;
    while (end < size) {
      const record = await readRecord(handle, end);
      if (record === undefined) {
        await handle.truncate(end);
        break;
      }
      records.#offsets.set(record.first, end);
      end += record.bytes;
    }
    return records;
  }

  get chunks(): number {
    return this.#offsets.size;
  }

  async read(first: number): Promise<Matches | undefined> {
    const offset = this.#offsets.get(first);
    return offset === undefined ? undefined : (await readRecord(this.#handle, offset))?.matches;
  }

  async append(first: number, { query, entry, distance }: Matches): Promise<void> {
    const words = new Uint32Array(2 + wordsPerMatch * query.length);
    words[0] = first;
    words[1] = query.length;
    for (let i = 0; i < query.length; i++) {
      words[2 + wordsPerMatch * i] = query[i] as number;
      words[3 + wordsPerMatch * i] = entry[i] as number;
      words[4 + wordsPerMatch * i] = distance[i] as number;
    }
    const body = Buffer.from(words.buffer);
    await this.#handle.appendFile(Buffer.concat([body, checkOf(body)]));
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

async function readRecord(handle: FileHandle, offset: number) {
  const head = await readAt(handle, offset, 8);
  if (head === undefined) return undefined;
  const first = head.readUInt32LE(0);
  const count = head.readUInt32LE(4);
  const { size } = await handle.stat();
  const length = 8 + 4 * wordsPerMatch * count;
  if (offset + length + checkBytes > size) return undefined;
  const body = await readAt(handle, offset, length);
  const check = await readAt(handle, offset + length, checkBytes);
  if (body === undefined || !check?.equals(checkOf(body))) return undefined;
  const at = (i: number, field: number) => body.readUInt32LE(8 + 4 * (wordsPerMatch * i + field));
  const matches: Matches = {
    query: Uint32Array.from({ length: count }, (_, i) => at(i, 0)),
    entry: Uint32Array.from({ length: count }, (_, i) => at(i, 1)),
    distance: Uint16Array.from({ length: count }, (_, i) => at(i, 2)),
  };
  return { first, matches, bytes: length + checkBytes };
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Buffer | undefined> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
  return bytesRead === length ? buffer : undefined;
}

function checkOf(body: Buffer): Buffer {
  return createHash("sha256").update(body).digest().subarray(0, checkBytes);
}
