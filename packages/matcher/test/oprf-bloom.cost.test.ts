import type { Group } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import {
  answerRequest,
  concludeRequest,
  createDevice,
  createMemoryChargeStore,
  createRequest,
  type HashedImage,
  type OracleHost,
  openOracle,
} from "@glasshouse/matcher";
import { describe, expect, test } from "vitest";
import { prepareCreated, publishImages, smallParams } from "./published-filter.js";
import { transparentGroup } from "./transparent-group.js";
import { createImage } from "./worlds.js";

const random = createSeededRandom("cost of oprf-bloom");
const account = random.bytes(32);
const device = createDevice(random.bytes);

describe("an image costs a device the same against any list", () => {
  test("in group operations, filter questions and bytes", async () => {
    const costs: unknown[] = [];
    for (const count of [10, 300, 3000]) {
      const images = Array.from({ length: count }, () => createImage(random));
      const created = publishImages(transparentGroup, images, { mode: "voprf" });
      const work: Record<string, number> = {};
      const tally = (name: string, by: number) => {
        work[name] = (work[name] ?? 0) + by;
      };
      const counting: Group = {
        ...transparentGroup,
        multiply: (points, scalars) => {
          tally("multiply", points.length / 32);
          return transparentGroup.multiply(points, scalars);
        },
        hashToGroup: (inputs, domain) => {
          tally("hashToGroup", inputs.length);
          return transparentGroup.hashToGroup(inputs, domain);
        },
      };
      const prepared = prepareCreated(counting, created);
      const filter = {
        ...prepared.filter,
        has: (key: Uint8Array) => {
          tally("has", 1);
          return prepared.filter.has(key);
        },
      };
      const oracle = openOracle(transparentGroup, created);
      const pending = createRequest(counting, prepared, account, device, [images[0] as HashedImage], random.bytes);
      const host: OracleHost = {
        devicePublicKey: async () => device.signingKeys.publicKey,
        oracle: () => oracle,
        charges: createMemoryChargeStore(smallParams.windowSeconds),
        now: () => 0,
      };
      const answer = await answerRequest(transparentGroup, pending.bytes, host);
      expect(concludeRequest(counting, { ...prepared, filter }, pending, answer)).toEqual([true]);
      costs.push({ ...work, request: pending.bytes.length, answer: answer.length });
    }
    expect(costs[1]).toEqual(costs[0]);
    expect(costs[2]).toEqual(costs[0]);
    // Blinding and unblinding a probe, and twice more to verify the proof.
    expect(costs[0]).toMatchObject({ hashToGroup: 16, has: 16, multiply: 16 + 16 + 32 });
  });
});
