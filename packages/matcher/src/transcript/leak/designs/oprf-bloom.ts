import { concatBytes, type Group, type RandomBytes } from "@glasshouse/crypto";
import { prepareList } from "../../../list.js";
import {
  createBlindedFilter,
  defaultFilterParams,
  openOracle,
  prepareFilter,
  simulateFilterAccount,
} from "../../../protocols/oprf-bloom/index.js";
import { createTranscript, type Transcript } from "../../transcript.js";
import type { Design } from "../design.js";
import { type LeakWorld, leakAlgorithm, leakScheme, toEntries } from "../world.js";

const params = { ...defaultFilterParams, algorithm: leakAlgorithm, tokenScheme: leakScheme };

/** Publishes a filter and asks its oracle about every image. */
export async function askOracle(
  group: Group,
  { listed, images, imagesPerUpload }: LeakWorld,
  random: RandomBytes,
): Promise<Transcript> {
  const transcript = createTranscript();
  const list = prepareList(toEntries(listed), { ...params, random });
  const published = createBlindedFilter(group, list, params, {
    algorithmDigest: new Uint8Array(32),
    epoch: 1,
    random,
  });
  transcript.cross("list-authority", "server", "list", concatBytes(...list.tokens));
  transcript.hold("server", "secrets", published.secrets.oracleSeed);
  const prepared = prepareFilter(group, published.manifestBytes, published.encodedFilter);
  await simulateFilterAccount(group, prepared, openOracle(group, published), images, {
    policy: {
      threshold: 2,
      counting: "hash",
      clusterBounds: { withinSeconds: 0, matchRadius: 0 },
      distance: (a, b) => a.filter((byte, i) => byte !== b[i]).length,
    },
    imagesAtOnce: imagesPerUpload,
    random,
    transcript,
  });
  return transcript;
}

/** The device learns. */
export const oprfBloom: Design = {
  id: "oprf-bloom",
  label: "oprf-bloom: the device learns",
  note: "What the device does with what it learns is its own policy; here it tells nobody. A device that stops sending what matched shows it by that.",
  roles: ["list-authority", "server", "device"],
  run: (group, world, random) => askOracle(group, world, random),
};
