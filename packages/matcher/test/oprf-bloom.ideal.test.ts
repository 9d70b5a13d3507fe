import {
  deriveOprfKeys,
  deriveOutputs,
  encodeTuple,
  type FilterKind,
  fuseFilter,
  type Group,
  loadSodiumGroup,
  nobleGroup,
} from "@glasshouse/crypto";
import { bloomFilter } from "@glasshouse/crypto/node";
import { createSeededRandom, type SeededRandom } from "@glasshouse/fixtures";
import {
  type AccountImage,
  type CreatedFilter,
  createBlindedFilter,
  type DevicePolicy,
  defaultFilterParams,
  evaluateIdeal,
  type FilterParams,
  imagesPerRequest,
  type Outcome,
  openOracle,
  oracleModes,
  type PreparedList,
  parseTokenScheme,
  prepareFilter,
  prepareList,
  probeTokens,
  type SimulatedFilterAccount,
  simulateFilterAccount,
  type Token,
} from "@glasshouse/matcher";
import { beforeAll, describe, expect, test } from "vitest";
import { transparentGroup } from "./transparent-group.js";
import { createImage, createWorld, hamming, type World } from "./worlds.js";

const worlds = Number(process.env["GLASSHOUSE_WORLDS"] ?? 250);
const filterKinds: readonly FilterKind[] = [fuseFilter, bloomFilter];

interface Comparison {
  readonly simulated: SimulatedFilterAccount;
  readonly ideal: Outcome;
  readonly params: FilterParams;
  /** Probes that are not listed and that the filter reports all the same. */
  readonly falsePositives: readonly Token[];
}

/** What the filter reports although it is not listed: from the key, without blinding and without the device's code. */
function findFalsePositives(
  group: Group,
  { manifest, secrets, encodedFilter }: CreatedFilter,
  kind: FilterKind,
  list: PreparedList,
  images: readonly AccountImage[],
): Token[] {
  const info = encodeTuple("glasshouse-v1 oprf-bloom oracle", manifest.serverNonce);
  const { secretKey } = deriveOprfKeys(group, manifest.mode, secrets.oracleSeed, info);
  const listed = new Set(list.tokens.map(String));
  const filter = kind.decode(encodedFilter);
  const probes = images.flatMap(({ image }) => (image ? probeTokens(manifest.tokenScheme, image) : []));
  const strangers = probes.filter((probe) => !listed.has(String(probe)));
  const outputs = deriveOutputs(group, manifest.mode, secretKey, strangers);
  return strangers.filter((_, i) => filter.has(outputs[i] as Uint8Array));
}

function drawParams(random: SeededRandom, { tokenScheme }: World["params"]): FilterParams {
  const deviceProbes = tokenScheme.probesPerImage * (1 + random.integer(6));
  return {
    ...defaultFilterParams,
    algorithm: "test-64",
    tokenScheme,
    mode: random.pick(oracleModes),
    filter: random.chance(0.8) ? "fuse" : "bloom",
    // 8 bits and fewer give false positives in a handful of images.
    falsePositiveBits: random.pick([5, 8, 32]),
    windowSeconds: 60,
    deviceProbes,
    accountProbes: deviceProbes + random.integer(20),
  };
}

/** Runs a world through the protocol and through the reference. */
async function compare(group: Group, world: World, random: SeededRandom): Promise<Comparison> {
  const params = drawParams(random, world.params);
  const kind = filterKinds.find(({ name }) => name === params.filter) as FilterKind;
  const entries = [...world.entries, ...(world.added ?? [])];
  const list = prepareList(entries, { ...params, random: random.bytes });
  const created = createBlindedFilter(group, list, params, {
    algorithmDigest: new Uint8Array(32),
    epoch: 1,
    filterKind: kind,
    random: random.bytes,
  });
  const { manifestBytes, encodedFilter, filterId } = created;
  const prepared = prepareFilter(group, manifestBytes, encodedFilter, { pinnedFilterId: filterId, filterKinds });
  const policy: DevicePolicy = {
    threshold: world.params.threshold,
    counting: world.params.counting,
    clusterBounds: { withinSeconds: world.params.clusterSeconds, matchRadius: world.params.clusterRadius },
    distance: hamming,
  };
  const simulated = await simulateFilterAccount(group, prepared, openOracle(group, created), world.images, {
    policy,
    imagesAtOnce: 1 + random.integer(imagesPerRequest(params)),
    random: random.bytes,
  });
  const falsePositives = findFalsePositives(group, created, kind, list, world.images);
  const ideal = evaluateIdeal([...list.tokens, ...falsePositives], world.images, {
    ...policy,
    tokenScheme: params.tokenScheme,
  });
  return { simulated, ideal, params, falsePositives };
}

let sodium: Group;
beforeAll(async () => {
  sodium = await loadSodiumGroup();
});

describe("oprf-bloom equals ideal, but for the filter's false positives", () => {
  test(`on ${worlds} random worlds`, { timeout: 60_000 + 200 * worlds }, async () => {
    const seen = {
      reported: 0,
      unreported: 0,
      matched: 0,
      empty: 0,
      single: 0,
      exactly: 0,
      oneBelow: 0,
      repeated: 0,
      falsePositive: 0,
      severalAtOnce: 0,
      waited: 0,
      bloom: 0,
      verifiable: 0,
    };
    for (let i = 0; i < worlds; i++) {
      const random = createSeededRandom(`world ${i}`);
      const world = createWorld(random);
      const { simulated, ideal, params, falsePositives } = await compare(transparentGroup, world, random.fork("run"));
      expect(simulated.outcome, `world ${i}`).toEqual(ideal);
      expect(simulated.probes).toBe(world.images.length * params.tokenScheme.probesPerImage);
      const matches = ideal.matched.filter(Boolean).length;
      const entries = world.entries.length + (world.added?.length ?? 0);
      seen[ideal.opened ? "reported" : "unreported"]++;
      if (matches > 0) seen.matched++;
      if (entries === 0) seen.empty++;
      if (entries === 1) seen.single++;
      if (ideal.distinct === world.params.threshold) seen.exactly++;
      if (ideal.distinct === world.params.threshold - 1) seen.oneBelow++;
      if (ideal.distinct < matches) seen.repeated++;
      if (falsePositives.length > 0) seen.falsePositive++;
      if (simulated.requests < world.images.length) seen.severalAtOnce++;
      if (simulated.waitedSeconds > 0) seen.waited++;
      if (params.filter === "bloom") seen.bloom++;
      if (params.mode === "voprf") seen.verifiable++;
    }
    // The generator must keep producing what decides: otherwise the comparison above says little.
    for (const [kind, count] of Object.entries(seen)) expect(count, kind).toBeGreaterThan(worlds / 50);
  });

  test.each(["sodium", "noble"] as const)("on real group elements: %s", async (name) => {
    for (let i = 0; i < (name === "sodium" ? 12 : 2); i++) {
      const random = createSeededRandom(`world ${i}`);
      const world = createWorld(random);
      const { simulated, ideal } = await compare(name === "sodium" ? sodium : nobleGroup, world, random.fork("run"));
      expect(simulated.outcome, `world ${i}`).toEqual(ideal);
    }
  });

  test.each([
    ["no match", 0, 1, 0, false],
    ["one below the threshold", 3, 1, 3, false],
    ["at the threshold", 4, 1, 4, true],
    ["one above the threshold", 5, 1, 5, true],
    ["one below, each twice", 3, 2, 3, false],
    ["at the threshold, each twice", 4, 2, 4, true],
  ])("%s", async (_, different, times, distinct, opened) => {
    const random = createSeededRandom("bounds");
    const entries = Array.from({ length: 6 }, (_, i) => ({ id: `entry ${i}`, image: createImage(random) }));
    const copies = entries
      .slice(0, different)
      .map(({ image }, i) => ({ image, payload: Uint8Array.of(i), capturedAt: null }));
    const params = {
      ...createWorld(random).params,
      tokenScheme: parseTokenScheme("blocks-4x16-f1"),
      threshold: 4,
      counting: "hash" as const,
    };
    const world = { params, entries, added: null, images: new Array<AccountImage[]>(times).fill(copies).flat() };
    const { simulated, ideal } = await compare(transparentGroup, world, random);
    expect(simulated.outcome).toEqual(ideal);
    expect(simulated.outcome).toMatchObject({ distinct, opened });
    const readable = simulated.outcome.payloads.filter((payload) => payload !== null);
    expect(readable).toHaveLength(opened ? different * times : 0);
  });
});
