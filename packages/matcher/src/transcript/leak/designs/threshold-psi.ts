import { concatBytes } from "@glasshouse/crypto";
import { prepareList } from "../../../list.js";
import {
  createTable,
  defaultParams,
  type Params,
  prepareTable,
  simulateAccount,
} from "../../../protocols/threshold-psi/index.js";
import type { Design } from "../design.js";
import { differingBytes, leakAlgorithm, leakScheme, toEntries } from "../world.js";

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
function matchAt(threshold: number): Design["run"] {
  return async (group, { listed, images, imagesPerUpload }, random, transcript) => {
    const list = prepareList(toEntries(listed), { ...params, random });
    transcript.cross("list-authority", "server", "list", concatBytes(...list.tokens));
    const published = createTable(
      group,
      list,
      { ...params, threshold },
      { algorithmDigest: new Uint8Array(32), epoch: 1, random },
    );
    const table = prepareTable(group, published.manifestBytes, published.cells, published.tableId);
    const options = { distance: differingBytes, random, vouchersPerBatch: imagesPerUpload, transcript };
    await simulateAccount(group, table, published, images, options);
  };
}

/** Fewer matches than the threshold. */
export const thresholdPsiBelow: Design = {
  id: "threshold-psi-below",
  label: "threshold-psi, below the threshold",
  note: "Counting rule `hash`, no synthetic vouchers. With them the server sees matching and synthetic vouchers together: it can estimate the rows on matching images, not read them off.",
  roles: ["list-authority", "server", "device", "reviewer"],
  run: matchAt(thresholds.below),
};

/** Enough matches. */
export const thresholdPsiFrom: Design = {
  id: "threshold-psi-from",
  label: "threshold-psi, from the threshold on",
  note: "The same account with a threshold that its matches reach.",
  roles: ["list-authority", "server", "device", "reviewer"],
  run: matchAt(thresholds.from),
};
