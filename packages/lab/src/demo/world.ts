/** Who takes part in the demo: the synthetic list and the accounts, with the ground truth of every picture. */
import { readFile } from "node:fs/promises";
import { createSeededRandom, type Edit, renderScene, type SceneKind, type SeededRandom } from "@glasshouse/fixtures";
import { applyEdit, decodePicture, encodedPicture, encodeJpeg, samplePictures } from "@glasshouse/fixtures/node";
import { type CountingRule, countingRules } from "@glasshouse/matcher";

/** An image file. Read when it is needed: a folder of photographs does not fit in memory. Equal sources are one picture. */
export interface PictureSource {
  read(): Promise<Uint8Array>;
}

/** A picture as a file on somebody's device, and what is known about where it came from. */
export interface WorldPicture {
  readonly title: string;
  readonly source: PictureSource;
  /** What was done to the original, for people. */
  readonly change: string;
  /** Id of the listed picture that this is a copy of; `null` for none. */
  readonly copyOf: string | null;
  /** Seconds. */
  readonly capturedAt: number;
}

/** An entry of the list before hashing. */
export interface WorldEntry {
  readonly id: string;
  readonly title: string;
  readonly source: PictureSource;
  /** Put there to collide with pictures that are no copies of anything listed. */
  readonly planted: boolean;
}

/** One account of the demo. */
export interface WorldAccount {
  readonly name: string;
  readonly story: string;
  readonly counting: CountingRule;
  /** Matches of this account come from a planted collision: they are shown apart from errors. */
  readonly planted: boolean;
  readonly pictures: readonly WorldPicture[];
}

/** Everything that the demo runs on. */
export interface World {
  readonly entries: readonly WorldEntry[];
  readonly accounts: readonly WorldAccount[];
}

/** Choices of {@link createWorld}. */
export interface WorldOptions {
  readonly seed: string;
  readonly threshold: number;
  readonly counting: CountingRule;
}

/** Ordinary copies, from none to strong. */
const copies: readonly Edit[] = [
  { id: "as it is", steps: [] },
  { id: "JPEG quality 75", steps: [{ transform: "jpeg", strength: 75 }] },
  { id: "resized to 50 %", steps: [{ transform: "resize", strength: 50 }] },
  { id: "JPEG quality 50", steps: [{ transform: "jpeg", strength: 50 }] },
  {
    id: "resized to 50 %, JPEG quality 75",
    steps: [
      { transform: "resize", strength: 50 },
      { transform: "jpeg", strength: 75 },
    ],
  },
  { id: "WebP quality 75", steps: [{ transform: "webp", strength: 75 }] },
  { id: "resized to 75 %", steps: [{ transform: "resize", strength: 75 }] },
  { id: "JPEG quality 60", steps: [{ transform: "jpeg", strength: 60 }] },
];

const listedSamples = 6;
const unlistedScenes = 14;
/** More copies of one picture than the threshold, so that counting every copy opens the account. */
const burstSurplus = 2;
/** Shots of the planted burst per threshold: camera shake keeps some of them from matching. */
const plantedBurstFactor = 3;
const sceneSize = { width: 480, height: 360 } as const;

/** Draws the demo's list and accounts. The same options give the same world. */
export async function createWorld(options: WorldOptions): Promise<World> {
  const random = createSeededRandom(options.seed);
  const samples = random.fork("samples").shuffle(await readSamples());
  const listedScenes = Math.max(20, options.threshold);
  const listed = [...samples.slice(0, listedSamples), ...(await renderScenes(`${options.seed} listed`, listedScenes))];
  const unlisted = [...samples.slice(listedSamples), ...(await renderUnlistedScenes(options.seed))];
  const entries: WorldEntry[] = listed.map(({ title, source }, i) => ({
    id: `entry-${i}`,
    title,
    source,
    planted: false,
  }));

  const { threshold, counting } = options;
  const day = 86_400;
  const unlistedPictures = (start: number, count: number): WorldPicture[] =>
    unlisted.slice(start, start + count).map((picture, i) => ({
      ...picture,
      change: "as it is",
      copyOf: null,
      capturedAt: (start + i) * day,
    }));
  const listedCopies = async (count: number): Promise<WorldPicture[]> =>
    Promise.all(
      entries.slice(0, count).map((entry, i) => copyEntry(entry, copies[i % copies.length] as Edit, i * day, random)),
    );
  const burstEntry = entries[listedSamples] as WorldEntry;
  const burst = await Promise.all(
    Array.from({ length: threshold + burstSurplus }, (_, i) => copyEntry(burstEntry, burstEdit(i), i, random)),
  );
  const shots = await renderBurst(options.seed, plantedBurstFactor * threshold + 1);
  const [plantedShot, ...otherShots] = shots as [Original, ...Original[]];
  entries.push({ id: "entry-planted", title: "planted to collide", source: plantedShot.source, planted: true });

  const accounts: WorldAccount[] = [
    {
      name: "nothing-listed",
      story: "Holds no copy of any listed picture.",
      counting,
      planted: false,
      pictures: unlistedPictures(0, unlisted.length),
    },
    {
      name: "below-threshold",
      story: `Holds recompressed and resized copies of ${threshold - 1} listed pictures, one fewer than the threshold.`,
      counting,
      planted: false,
      pictures: random.fork("below").shuffle([...(await listedCopies(threshold - 1)), ...unlistedPictures(2, 8)]),
    },
    {
      name: "at-threshold",
      story: `Holds recompressed and resized copies of ${threshold} listed pictures: exactly the threshold.`,
      counting,
      planted: false,
      pictures: random.fork("at").shuffle([...(await listedCopies(threshold)), ...unlistedPictures(10, 8)]),
    },
    {
      name: "planted-burst",
      story:
        "Holds a burst of near-identical pictures of one scene that is not listed; one entry of the list was planted to collide with it.",
      counting,
      planted: true,
      pictures: otherShots.map((shot, i) => ({
        ...shot,
        change: `shot ${i + 1} of a burst`,
        copyOf: null,
        capturedAt: i,
      })),
    },
    ...countingRules.map(
      (rule): WorldAccount => ({
        name: `burst-counted-by-${rule}`,
        story: `Holds ${burst.length} copies of one listed picture, counted by the rule "${rule}".`,
        counting: rule,
        planted: false,
        pictures: burst,
      }),
    ),
  ];
  return { entries, accounts };
}

/** A picture before anything was done to it. */
export interface Original {
  readonly title: string;
  readonly source: PictureSource;
}

/** Scenes that no list holds. */
export function renderUnlistedScenes(seed: string): Promise<Original[]> {
  return renderScenes(`${seed} unlisted`, unlistedScenes);
}

async function readSamples(): Promise<Original[]> {
  return Promise.all(
    samplePictures().map(async ({ path, kind, shows }) => ({
      title: `${kind}: ${shows}`,
      source: { read: () => readFile(path) },
    })),
  );
}

/** Kinds with enough structure to be told apart; flat and text pictures have their own experiments. */
const drawnKinds: readonly SceneKind[] = ["landscape", "interior", "objects", "night", "poster", "meme"];

async function renderScenes(seed: string, count: number): Promise<Original[]> {
  const scenes: Original[] = [];
  for (let i = 0; i < count; i++) {
    const kind = drawnKinds[i % drawnKinds.length] as SceneKind;
    const pixels = renderScene({ kind, seed: `${seed} ${i}`, ...sceneSize });
    scenes.push({ title: `generated ${kind} ${i + 1}`, source: inMemory(await encodeJpeg(pixels, 92)) });
  }
  return scenes;
}

async function renderBurst(seed: string, count: number): Promise<Original[]> {
  const shots: Original[] = [];
  for (let shot = 0; shot < count; shot++) {
    const pixels = renderScene({ kind: "objects", seed: `${seed} burst`, ...sceneSize, shot });
    shots.push({ title: "generated objects", source: inMemory(await encodeJpeg(pixels, 92)) });
  }
  return shots;
}

async function copyEntry(
  entry: WorldEntry,
  edit: Edit,
  capturedAt: number,
  random: SeededRandom,
): Promise<WorldPicture> {
  // A file that nothing was done to stays the same bytes; edits start from the file, as an app that shares it would.
  const original = await entry.source.read();
  const source =
    edit.steps.length === 0
      ? entry.source
      : inMemory(
          (await encodedPicture(await applyEdit(await decodePicture(original), edit, random.fork(entry.id)))).bytes,
        );
  return { title: entry.title, source, change: edit.id, copyOf: entry.id, capturedAt };
}

/** Copy number i of a burst of recompressed copies: JPEG qualities from 95 downwards. */
function burstEdit(i: number): Edit {
  const quality = Math.max(30, 95 - 5 * i);
  return { id: `JPEG quality ${quality}`, steps: [{ transform: "jpeg", strength: quality }] };
}

function inMemory(bytes: Uint8Array): PictureSource {
  return { read: async () => bytes };
}
