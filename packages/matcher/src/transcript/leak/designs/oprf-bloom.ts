import { concatBytes } from "@glasshouse/crypto";
import { prepareList } from "../../../list.js";
import {
  createBlindedFilter,
  defaultFilterParams,
  openOracle,
  prepareFilter,
  simulateFilterAccount,
} from "../../../protocols/oprf-bloom/index.js";
import { type Design, publishOnce } from "../design.js";
import { differingBytes, leakAlgorithm, leakScheme, toEntries } from "../world.js";

const params = { ...defaultFilterParams, algorithm: leakAlgorithm, tokenScheme: leakScheme };

/** The device learns. */
export const oprfBloom: Design = {
  id: "oprf-bloom",
  label: "oprf-bloom: the device learns",
  note: "What the device does with what it learns is its own policy; here it tells nobody. A device that stops sending what matched shows it by that.",
  roles: ["list-authority", "server", "device"],
  begin(group) {
    const publish = publishOnce((listed, random) => {
      const list = prepareList(toEntries(listed), { ...params, random });
      const options = { algorithmDigest: new Uint8Array(32), epoch: 1, random };
      const published = createBlindedFilter(group, list, params, options);
      const prepared = prepareFilter(group, published.manifestBytes, published.encodedFilter);
      return { list, published, prepared };
    });
    return async ({ listed, images, imagesPerUpload }, random, transcript) => {
      const { list, published, prepared } = publish(listed, random);
      transcript.cross("list-authority", "server", "list", concatBytes(...list.tokens));
      transcript.hold("server", "secrets", published.secrets.oracleSeed);
      await simulateFilterAccount(group, prepared, openOracle(group, published), images, {
        policy: {
          threshold: 2,
          counting: "hash",
          clusterBounds: { withinSeconds: 0, matchRadius: 0 },
          distance: differingBytes,
        },
        imagesAtOnce: imagesPerUpload,
        random,
        transcript,
      });
    };
  },
};
