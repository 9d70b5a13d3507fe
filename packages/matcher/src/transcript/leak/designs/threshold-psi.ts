import { concatBytes, type Group, type RandomBytes } from "@glasshouse/crypto";
import { prepareList } from "../../../list.js";
import {
  createTable,
  defaultParams,
  type Params,
  prepareTable,
  simulateAccount,
} from "../../../protocols/threshold-psi/index.js";
import { createTranscript, type Transcript } from "../../transcript.js";
import type { Design } from "../design.js";
import { type LeakWorld, leakAlgorithm, leakScheme, toEntries } from "../world.js";

const params: Params = {
  ...defaultParams,
  algorithm: leakAlgorithm,
  tokenScheme: leakScheme,
  payloadBytes: 64,
  detectionColumns: 1,
  openings: [1, 1],
};

/** Every world of a game has two matching images at least and four at most. */
const thresholds = { below: 5, from: 2 };

/** Publishes a table and runs one account against it. */
export async function matchAtThreshold(
  group: Group,
  { listed, images, imagesPerUpload }: LeakWorld,
  random: RandomBytes,
  side: keyof typeof thresholds,
): Promise<Transcript> {
  const transcript = createTranscript();
  const list = prepareList(toEntries(listed), { ...params, random });
  const published = createTable(
    group,
    list,
    { ...params, threshold: thresholds[side] },
    { algorithmDigest: new Uint8Array(32), epoch: 1, random },
  );
  transcript.cross("list-authority", "server", "list", concatBytes(...list.tokens));
  const table = prepareTable(group, published.manifestBytes, published.cells, published.tableId);
  await simulateAccount(group, table, published, images, {
    distance: (a, b) => a.filter((byte, i) => byte !== b[i]).length,
    random,
    vouchersPerBatch: imagesPerUpload,
    transcript,
  });
  return transcript;
}

/** Fewer matches than the threshold. */
export const thresholdPsiBelow: Design = {
  id: "threshold-psi-below",
  label: "threshold-psi, below the threshold",
  note: "Counting rule `hash`, no synthetic vouchers. With them the server sees matching and synthetic vouchers together: it can estimate the rows on matching images, not read them off.",
  roles: ["list-authority", "server", "device", "reviewer"],
  run: (group, world, random) => matchAtThreshold(group, world, random, "below"),
};

/** Enough matches. */
export const thresholdPsiFrom: Design = {
  id: "threshold-psi-from",
  label: "threshold-psi, from the threshold on",
  note: "The same account with a threshold that its matches reach.",
  roles: ["list-authority", "server", "device", "reviewer"],
  run: (group, world, random) => matchAtThreshold(group, world, random, "from"),
};
