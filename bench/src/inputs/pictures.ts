import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { renderScene } from "@glasshouse/fixtures";
import { encodeJpeg } from "@glasshouse/fixtures/node";
import type { Scale } from "../harness/suite.js";

/** A generated photograph as a JPEG file (4:2:0, quality 85), the form in which devices hold pictures. */
export interface PictureFile {
  readonly path: string;
  readonly megapixels: string;
}

/** Generated pictures in a new temporary folder, and how to remove it. */
export interface PictureFiles {
  readonly small: PictureFile;
  readonly large: PictureFile;
  remove(): Promise<void>;
}

const sizes = {
  small: { width: 512, height: 384, megapixels: "0.2 MP" },
  large: { width: 4000, height: 3008, megapixels: "12 MP" },
} as const;

/** Draws the same scene at the size of a web picture and of a phone's photograph. */
export async function createPictureFiles(scale: Scale): Promise<PictureFiles> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "glasshouse-bench-"));
  const create = async (size: keyof typeof sizes): Promise<PictureFile> => {
    const { megapixels } = sizes[size];
    const shrink = scale === "tiny" ? 16 : 1;
    const [width, height] = [sizes[size].width / shrink, sizes[size].height / shrink];
    const file = path.join(folder, `${size}.jpg`);
    await writeFile(file, await encodeJpeg(renderScene({ kind: "landscape", seed: "bench", width, height }), 85));
    return { path: file, megapixels };
  };
  return {
    small: await create("small"),
    large: await create("large"),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
