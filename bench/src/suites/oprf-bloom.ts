import { loadSodiumGroup, nobleGroup, type OprfMode, pointBytes } from "@glasshouse/crypto";
import { defaultFilterParams } from "@glasshouse/matcher";
import type { Contestant } from "../harness/contestant.js";
import { BenchError } from "../harness/errors.js";
import type { RatioDefinition } from "../harness/ratio.js";
import type { PreparedSuite, Scale, Suite } from "../harness/suite.js";
import { type Asking, createAsking } from "../inputs/oracle.js";
import { type GroupOperations, groupOperations } from "./matcher/operations.js";

/** The protocol in which the device learns: what one image costs, and that it is the same against short and long lists. */
export const oprfBloom: Suite = {
  description: "one image under oprf-bloom, against a short and a long list",
  prepare,
};

const probes = defaultFilterParams.tokenScheme.probesPerImage;
const tokens: Readonly<Record<Scale, readonly [short: number, long: number]>> = {
  full: [1000, 1_000_000],
  tiny: [100, 200],
};

async function prepare(scale: Scale): Promise<PreparedSuite> {
  const group = await loadSodiumGroup();
  const sodium = groupOperations(group, "sodium");
  const [few, many] = tokens[scale];
  const modes = (["oprf", "voprf"] as const).map((mode) => {
    const [short, long] = [createAsking(group, mode, few), createAsking(group, mode, many)];
    return { mode, short, long, ...contestants(mode, short, long) };
  });
  const slow = createAsking(nobleGroup, "voprf", few);
  const oracle = image("oracle: noble, device: image, voprf", slow);
  return {
    oracle,
    verify: async () => {
      for (const asking of [slow, ...modes.flatMap(({ short, long }) => [short, long])]) verifyOutcomes(asking);
    },
    groups: [
      { contestants: [sodium.hashToGroup, sodium.multiply] },
      ...modes.map(({ device, deviceLong, server, lookUp, lookUpLong }) => ({
        contestants: [
          sodium.hashToGroup,
          sodium.multiply,
          sodium.multiplyAll,
          sodium.add,
          device,
          deviceLong,
          server,
          lookUp,
          lookUpLong,
        ],
      })),
    ],
    ratios: modes.flatMap(({ mode, short, device, deviceLong, server }) => [
      compareLists(mode, device, deviceLong),
      ...compareWithLimit(mode, device, server, sodium),
      compareFraming(mode, short),
    ]),
  };
}

function contestants(mode: OprfMode, short: Asking, long: Asking) {
  const pending = short.request(short.unlisted);
  return {
    device: image(`device: image, ${mode}, short list`, short),
    deviceLong: image(`device: image, ${mode}, long list`, long),
    server: { name: `server: image, ${mode}`, run: () => short.evaluate(pending) },
    lookUp: { name: `device: look-up, ${mode}, short list`, run: short.lookUp },
    lookUpLong: { name: `device: look-up, ${mode}, long list`, run: long.lookUp },
  };
}

/** Both halves of the device's work; the answer in between is made beforehand. */
function image(name: string, { unlisted, request, evaluate, conclude }: Asking): Contestant {
  const pending = request(unlisted);
  const answer = evaluate(pending);
  const run = () => [request(unlisted), conclude(pending, answer)];
  return { name, run };
}

/** @throws BenchError `oracle-mismatch` */
function verifyOutcomes({ listed, unlisted, request, evaluate, conclude }: Asking): void {
  for (const [shown, expected] of [
    [listed, true],
    [unlisted, false],
  ] as const) {
    const pending = request(shown);
    if (conclude(pending, evaluate(pending)) !== expected)
      throw new BenchError("oracle-mismatch", `oprf-bloom: got ${!expected} for an image, expected ${expected}`);
  }
}

/** The list is decoded once: no image pays for its length. */
function compareLists(mode: OprfMode, short: Contestant, long: Contestant): RatioDefinition {
  return {
    name: `image on the device, ${mode}, long list / short list`,
    of: { [long.name]: 1 },
    to: { [short.name]: 1 },
    bound: "atMost",
    target: 1.05,
  };
}

/** Device and server against the group operations that the protocol cannot do without. */
function compareWithLimit(
  mode: OprfMode,
  device: Contestant,
  server: Contestant,
  { hashToGroup, multiply, multiplyAll, add }: GroupOperations,
): RatioDefinition[] {
  const proofs = mode === "voprf" ? 1 : 0;
  const sum = proofs * (probes - 1); // one batch of points under its weights, added up
  return [
    {
      name: `image on the device / its group operations, ${mode}`,
      of: { [device.name]: 1 },
      to: {
        [hashToGroup.name]: probes,
        [multiply.name]: 2 * probes + proofs * (2 * probes + 4), // blinding, unblinding; weights of both batches, equations
        [add.name]: 2 * sum + proofs * 2,
      },
      bound: "atMost",
      target: 1.3,
    },
    {
      name: `image on the server / its group operations, ${mode}`,
      of: { [server.name]: 1 },
      to: {
        [multiplyAll.name]: probes,
        [multiply.name]: proofs * (probes + 3), // weights; the sum under the key, commitments
        [add.name]: sum,
      },
      bound: "atMost",
      target: 1.3,
    },
  ];
}

/** Messages against what they have to carry. */
function compareFraming(mode: OprfMode, { unlisted, request, evaluate }: Asking): RatioDefinition {
  const pending = request(unlisted);
  const [filterId, sender, requestId, signature, proof] = [32, 2 * 32, 16, 64, mode === "voprf" ? 64 : 0];
  return {
    name: `bytes of request and answer / their parts, ${mode}`,
    ofBytes: pending.bytes.length + evaluate(pending).length,
    toBytes: 2 * (probes * pointBytes + filterId + requestId) + sender + signature + proof,
    bound: "atMost",
    target: 1.05,
  };
}
