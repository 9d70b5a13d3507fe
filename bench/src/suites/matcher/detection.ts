import {
  type DetectionParameters,
  deriveColumn,
  deriveDetectionKey,
  deriveSyntheticColumn,
  detect,
  detectionArgumentBytes,
  detectionSeedBytes,
  syntheticColumnBytes,
} from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import type { Contestant } from "../../harness/contestant.js";
import type { RatioDefinition } from "../../harness/ratio.js";

const real = 100;
const synthetic = 100;
/** As many as the account holds of either kind: the case that detection is dimensioned for. */
const parameters: DetectionParameters = { threshold: real, syntheticLimit: synthetic };

/** Finding the real vouchers of an account at the bounds of its parameters. Checked before it is timed. */
export function detection(): Contestant {
  const random = createSeededRandom("bench detection");
  const key = deriveDetectionKey(random.bytes(detectionSeedBytes), parameters);
  const columns = [
    ...Array.from({ length: real }, () => deriveColumn(key, random.bytes(detectionArgumentBytes))),
    ...Array.from({ length: synthetic }, () =>
      deriveSyntheticColumn(parameters, random.bytes(syntheticColumnBytes(parameters))),
    ),
  ];
  const order = random.shuffle(columns.map((_, i) => i));
  const shuffled = order.map((i) => columns[i] as Uint8Array);
  const found = detect(shuffled, parameters);
  if (
    found.kind !== "opened" ||
    !found.indices.every((i) => (order[i] as number) < real) ||
    found.indices.length !== real
  )
    throw new Error(`detection: got ${found.kind}, expected the ${real} real columns`);
  return { name: `detection, ${real} real and ${synthetic} synthetic`, run: () => detect(shuffled, parameters) };
}

/** Detection happens once per account that crosses; this keeps it below half a second. */
export function compareDetection(contestant: Contestant, yardstick: Contestant): RatioDefinition {
  return {
    name: `${contestant.name} / one X25519 of node:crypto`,
    of: { [contestant.name]: 1 },
    to: { [yardstick.name]: 1 },
    bound: "atMost",
    target: 25_000,
  };
}
