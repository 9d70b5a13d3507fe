/** A demo world out of the user's own pictures: nothing is copied or changed, nothing leaves the machine. */
import { readFile } from "node:fs/promises";
import { createSeededRandom } from "@glasshouse/fixtures";
import { DecodeError, decodeFile } from "@glasshouse/hasher/node";
import type { FailedFile } from "../images/errors.js";
import { type ImageFile, scanImages } from "../images/scan.js";
import { CommandError } from "../terminal/terminal.js";
import { renderUnlistedScenes, type World, type WorldEntry, type WorldOptions, type WorldPicture } from "./world.js";

/** Choices of {@link createFolderWorld}. */
export interface FolderWorldOptions extends WorldOptions {
  readonly folder: string;
  /** Number of the folder's pictures that are listed. */
  readonly plant: number;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** The device library is the folder; `plant` of its pictures, chosen by the seed, stand on the list. */
export async function createFolderWorld({
  folder,
  plant,
  cwd,
  signal,
  seed,
  counting,
}: FolderWorldOptions): Promise<{ world: World; failed: readonly FailedFile[] }> {
  const { files, failed } = await scanImages([folder], { cwd, signal, followLinks: false });
  if (files.length === 0) throw new CommandError("unusable-input", `${folder}: got no picture, expected at least one`);
  const planted = new Set<ImageFile>();
  for (const file of createSeededRandom(seed).fork("plant").shuffle(files)) {
    if (planted.size === plant) break;
    signal.throwIfAborted();
    if (await isDecodable(file)) planted.add(file);
  }
  if (planted.size < plant)
    throw new CommandError(
      "unusable-input",
      `--plant: got ${plant}, expected at most the ${planted.size} pictures of the folder that can be decoded`,
    );
  const pictures: WorldPicture[] = [];
  const entries: WorldEntry[] = [];
  for (const [i, file] of files.entries()) {
    const source = { read: () => readFile(file.absolutePath) };
    const id = planted.has(file) ? `entry-${i}` : null;
    if (id) entries.push({ id, title: file.path, source, planted: false });
    pictures.push({ title: file.path, source, change: "as it is", copyOf: id, capturedAt: i });
  }
  const scenes = await renderUnlistedScenes(seed);
  entries.push(
    ...scenes
      .slice(0, scenes.length / 2)
      .map(({ title, source }, i) => ({ id: `scene-${i}`, title, source, planted: false })),
  );
  const control = scenes
    .slice(scenes.length / 2)
    .map((scene, i) => ({ ...scene, change: "as it is", copyOf: null, capturedAt: i }));
  return {
    failed,
    world: {
      entries,
      accounts: [
        {
          name: "your-folder",
          story: `Holds the ${pictures.length} pictures of your folder; ${plant} of them were put on the list.`,
          counting,
          planted: false,
          pictures,
        },
        {
          name: "nothing-listed",
          story: "Holds generated scenes that are not listed.",
          counting,
          planted: false,
          pictures: control,
        },
      ],
    },
  };
}

/** A picture that nobody can decode would be an entry that nothing can match. */
async function isDecodable({ absolutePath }: ImageFile): Promise<boolean> {
  try {
    await decodeFile(absolutePath, { shrinkTo: 64 });
    return true;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}
