/** A demo world out of the user's own pictures: nothing is copied or changed, nothing leaves the machine. */
import { readFile } from "node:fs/promises";
import { createSeededRandom } from "@glasshouse/fixtures";
import type { FailedFile } from "../images/errors.js";
import { scanImages } from "../images/scan.js";
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
  if (plant > files.length)
    throw new CommandError(
      "unusable-input",
      `--plant: got ${plant}, expected at most the folder's ${files.length} pictures`,
    );
  const random = createSeededRandom(seed);
  const planted = new Set(random.fork("plant").shuffle(files).slice(0, plant));
  const pictures: WorldPicture[] = [];
  const entries: WorldEntry[] = [];
  for (const [i, file] of files.entries()) {
    signal.throwIfAborted();
    const bytes = await readFile(file.absolutePath);
    const id = planted.has(file) ? `entry-${i}` : null;
    if (id) entries.push({ id, title: file.path, bytes, planted: false });
    pictures.push({ title: file.path, bytes, change: "as it is", copyOf: id, capturedAt: i });
  }
  const scenes = await renderUnlistedScenes(seed);
  entries.push(
    ...scenes
      .slice(0, scenes.length / 2)
      .map(({ title, bytes }, i) => ({ id: `scene-${i}`, title, bytes, planted: false })),
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
