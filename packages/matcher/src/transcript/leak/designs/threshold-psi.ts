import { concatBytes } from "@glasshouse/crypto";
import { prepareList } from "../../../list.js";
import {
  createTable,
  defaultParams,
  type Params,
  prepareTable,
  simulateAccount,
} from "../../../protocols/threshold-psi/index.js";
import { type Design, publishOnce } from "../design.js";
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

/** Publishes tables and runs accounts against them. */
function matchAt(threshold: number, changes: Partial<Params> = {}): Design["begin"] {
  return (group) => {
    const publish = publishOnce((listed, random) => {
      const list = prepareList(toEntries(listed), { ...params, random });
      const options = { algorithmDigest: new Uint8Array(32), epoch: 1, random };
      const published = createTable(group, list, { ...params, ...changes, threshold }, options);
      const table = prepareTable(group, published.manifestBytes, published.cells, published.tableId);
      return { list, published, table };
    });
    return async ({ listed, images, imagesPerUpload }, random, transcript) => {
      const { list, published, table } = publish(listed, random);
      transcript.cross("list-authority", "server", "list", concatBytes(...list.tokens));
      const options = { distance: differingBytes, random, vouchersPerBatch: imagesPerUpload, transcript };
      await simulateAccount(group, table, published, images, options);
    };
  };
}

/** Fewer matches than the threshold. */
export const thresholdPsiBelow: Design = {
  id: "threshold-psi-below",
  label: "threshold-psi, below the threshold",
  note: "Counting rule `hash`, no synthetic vouchers.",
  roles: ["list-authority", "server", "device", "reviewer"],
  begin: matchAt(thresholds.below),
};

/** Fewer matches than the threshold, among vouchers that open without a match. */
export const thresholdPsiSynthetic: Design = {
  id: "threshold-psi-synthetic",
  label: "threshold-psi, below the threshold, with synthetic vouchers",
  note: "Three of ten images are replaced by synthetic vouchers, far more than a deployment could afford: worlds of four images would else hold none.",
  roles: ["list-authority", "server", "device", "reviewer"],
  begin: matchAt(thresholds.below, { syntheticPerMillion: 300_000, detectionColumns: 8 }),
};

/** Enough matches. */
export const thresholdPsiFrom: Design = {
  id: "threshold-psi-from",
  label: "threshold-psi, from the threshold on",
  note: "The same account with a threshold that its matches reach.",
  roles: ["list-authority", "server", "device", "reviewer"],
  begin: matchAt(thresholds.from),
};
