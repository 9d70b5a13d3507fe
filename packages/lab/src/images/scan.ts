import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { DecodeError, detectFormat } from "@glasshouse/hasher/node";
import type { FailedFile } from "./errors.js";

/** A file to be hashed. */
export interface ImageFile {
  /** As the caller would write it: a named path, or a named folder and the way down from it. */
  readonly path: string;
  readonly absolutePath: string;
  readonly bytes: number;
  /** Seconds since 1970. */
  readonly modifiedAt: number;
}

/** What a scan found. */
export interface ScannedFiles {
  /** In the order in which paths were named; inside a folder by name, character code by character code. */
  readonly files: readonly ImageFile[];
  /** Folders and files that could not be read. */
  readonly failed: readonly FailedFile[];
  /** Files inside folders that are no images, neither by content nor by name. */
  readonly skipped: number;
  /** Symbolic links inside folders, unless they are followed. */
  readonly links: number;
}

/** Choices of {@link scanImages}. */
export interface ScanOptions {
  /** Relative paths start here. */
  readonly cwd: string;
  /** Follow symbolic links inside folders. Named ones are always followed. Every folder is entered once. */
  readonly followLinks?: boolean;
  readonly signal?: AbortSignal;
}

/** Larger than any photograph that the pixel limit lets pass, small enough to be held in memory. */
const maxFileBytes = 1 << 30;

/**
 * Names that say "picture", decodable here or not. A file inside a folder is taken for an image if its first bytes are
 * those of a decodable format, whatever its name; or if its name says so, whatever it holds: then what is wrong with it
 * is reported instead of passed over. Everything named by the caller is taken for an image.
 */
const pictureName =
  /\.(?:jpe?g|jpe|jfif|png|apng|gif|webp|avif|avifs|tiff?|heic|heif|hif|bmp|dib|ico|svgz?|psd|jp2|j2k|jxl|qoi)$/i;

/** Finds image files below the named paths. Never throws for what it finds; rejects when `signal` is aborted. */
export async function scanImages(paths: readonly string[], options: ScanOptions): Promise<ScannedFiles> {
  const scan = new Scan(options);
  for (const named of paths) await scan.visitNamed(named);
  return scan;
}

class Scan implements ScannedFiles {
  readonly files: ImageFile[] = [];
  readonly failed: FailedFile[] = [];
  skipped = 0;
  links = 0;
  readonly #options: ScanOptions;
  readonly #entered = new Set<string>();

  constructor(options: ScanOptions) {
    this.#options = options;
  }

  async visitNamed(named: string): Promise<void> {
    // Naming a folder twice lists it twice; a loop of links can only be met inside one visit.
    this.#entered.clear();
    await this.#visit(named, path.resolve(this.#options.cwd, named), true);
  }

  async #visit(shown: string, absolutePath: string, named: boolean): Promise<void> {
    this.#options.signal?.throwIfAborted();
    try {
      const found = await stat(absolutePath);
      if (found.isDirectory()) {
        const identity = `${found.dev}:${found.ino}`;
        if (this.#entered.has(identity)) return;
        this.#entered.add(identity);
        await this.#visitFolder(shown, absolutePath);
      } else if (!found.isFile()) {
        if (named) this.#fail(shown, "not-a-file", "got a device, pipe or socket, expected a file or folder");
        else this.skipped++;
      } else if (!named && !pictureName.test(shown) && !(await startsLikeAnImage(absolutePath))) {
        this.skipped++;
      } else if (found.size > maxFileBytes) {
        this.#fail(shown, "file-too-large", `got ${found.size} bytes, expected at most ${maxFileBytes}`);
      } else {
        this.files.push({ path: shown, absolutePath, bytes: found.size, modifiedAt: found.mtimeMs / 1000 });
      }
    } catch (error) {
      if (!isSystemError(error)) throw error;
      this.#fail(shown, "unreadable", `got ${error.code}, expected a readable file or folder`);
    }
  }

  async #visitFolder(shown: string, absolutePath: string): Promise<void> {
    const entries = await readdir(absolutePath, { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1)); // by character code: the same order on every machine
    for (const entry of entries) {
      const child = shown === "." ? entry.name : path.join(shown, entry.name);
      if (entry.isSymbolicLink() && this.#options.followLinks !== true) this.links++;
      else await this.#visit(child, path.join(absolutePath, entry.name), false);
    }
  }

  #fail(shown: string, code: FailedFile["error"]["code"], message: string): void {
    this.failed.push({ path: shown, error: { code, message } });
  }
}

async function startsLikeAnImage(absolutePath: string): Promise<boolean> {
  let file: FileHandle | undefined;
  try {
    file = await open(absolutePath);
    const { buffer, bytesRead } = await file.read(new Uint8Array(16), 0, 16, 0);
    detectFormat(buffer.subarray(0, bytesRead));
    return true;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  } finally {
    await file?.close();
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}
