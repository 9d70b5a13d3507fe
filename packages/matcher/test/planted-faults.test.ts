// Faults planted on purpose: what is said to catch them does, or it would catch nothing.
import type { Group } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import type { AccountImage, ListEntry, Params } from "@glasshouse/matcher";
import { defaultParams, parseTokenScheme } from "@glasshouse/matcher";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createImage, type World } from "./worlds.js";

const threshold = 3;
const params: Params = {
  ...defaultParams,
  algorithm: "test-64",
  tokenScheme: parseTokenScheme("blocks-2x32-f0"),
  threshold,
  payloadBytes: 16,
  detectionColumns: 1,
  openings: [1],
};

const roles = "../src/protocols/threshold-psi";
afterEach(() => {
  for (const path of [`${roles}/threshold.js`, `${roles}/keys.js`, `${roles}/server.js`, "@glasshouse/crypto"])
    vi.doUnmock(path);
  vi.resetModules();
});

/** The packages anew, with what `vi.doMock` put in their place. */
async function loadPlanted() {
  vi.resetModules();
  const { compare } = await import("./compare.js");
  const { transparentGroup } = await import("./transparent-group.js");
  return { compare: (world: World) => compare(transparentGroup, world, createSeededRandom("planted run")) };
}

function createEntries(seed: string, count: number): ListEntry[] {
  const random = createSeededRandom(seed);
  return Array.from({ length: count }, (_, i) => ({ id: `entry ${i}`, image: createImage(random) }));
}

const copiesOf = (entries: readonly ListEntry[]): AccountImage[] =>
  entries.map(({ image }, i) => ({ image, payload: Uint8Array.of(i), capturedAt: null }));

/** An account with copies of `count` entries, each sent `times` times. */
function worldOf(count: number, times = 1): World {
  const entries = createEntries("planted", 6);
  const images = Array.from({ length: times }, () => copiesOf(entries.slice(0, count))).flat();
  return { params, entries, added: null, images };
}

describe("the comparison with ideal", () => {
  test("is passed by every world of this file as long as nothing is planted", async () => {
    const { compare } = await loadPlanted();
    for (const world of [worldOf(threshold - 1), worldOf(threshold), worldOf(threshold - 1, 2)]) {
      const { protocol, ideal } = await compare(world);
      expect(protocol).toEqual(ideal);
    }
  });

  test("catches a server that opens one above the threshold only", async () => {
    vi.doMock(`${roles}/threshold.js`, async (importActual) => {
      const actual = await importActual<typeof import("../src/protocols/threshold-psi/threshold.js")>();
      const openAccount: typeof actual.openAccount = (chosen, ...rest) =>
        actual.openAccount({ ...chosen, threshold: chosen.threshold + 1 }, ...rest);
      return { ...actual, openAccount };
    });
    const { compare } = await loadPlanted();
    const { protocol, ideal } = await compare(worldOf(threshold));
    expect(ideal.opened).toBe(true);
    expect(protocol).not.toEqual(ideal);
  });

  test("catches shares and a server that open one below the threshold", async () => {
    vi.doMock("@glasshouse/crypto", async (importActual) => {
      const actual = await importActual<typeof import("@glasshouse/crypto")>();
      const createPolynomial: typeof actual.createPolynomial = (secret, count, random) =>
        actual.createPolynomial(secret, count - 1, random);
      return { ...actual, createPolynomial };
    });
    vi.doMock(`${roles}/threshold.js`, async (importActual) => {
      const actual = await importActual<typeof import("../src/protocols/threshold-psi/threshold.js")>();
      const openAccount: typeof actual.openAccount = (chosen, ...rest) =>
        actual.openAccount({ ...chosen, threshold: chosen.threshold - 1 }, ...rest);
      return { ...actual, openAccount };
    });
    const { compare } = await loadPlanted();
    const { protocol, ideal } = await compare(worldOf(threshold - 1));
    expect(ideal.opened).toBe(false);
    expect(protocol.payloads.filter((payload) => payload !== null)).toHaveLength(threshold - 1);
    expect(protocol).not.toEqual(ideal);
  });

  test("catches duplicates that count", async () => {
    vi.doMock(`${roles}/keys.js`, async (importActual) => {
      const actual = await importActual<typeof import("../src/protocols/threshold-psi/keys.js")>();
      let vouchers = 0;
      const deriveShare: typeof actual.deriveShare = (seed, countingId, columns) =>
        actual.deriveShare(seed, Uint8Array.of(...countingId, vouchers++), columns);
      return { ...actual, deriveShare };
    });
    const { compare } = await loadPlanted();
    const { protocol, ideal } = await compare(worldOf(threshold - 1, 2));
    expect([ideal.opened, protocol.opened]).toEqual([false, true]);
    expect(protocol).not.toEqual(ideal);
  });

  /** An account that holds exactly what the table dropped. */
  async function createDroppedWorld(): Promise<World> {
    const { createTable, prepareList } = await import("@glasshouse/matcher");
    const { transparentGroup } = await import("./transparent-group.js");
    const cuckoo: Params = { ...params, tokenScheme: parseTokenScheme("whole-key"), table: "cuckoo", threshold: 1 };
    for (let seed = 0; ; seed++) {
      const entries = createEntries(`dropped ${seed}`, 64);
      const { bytes } = createSeededRandom("planted run");
      const list = prepareList(entries, { ...cuckoo, random: bytes });
      const options = { algorithmDigest: new Uint8Array(32), epoch: 1, random: bytes };
      const dropped = new Set(createTable(transparentGroup, list, cuckoo, options).dropped.map(String));
      const missing = entries.filter(({ image }) =>
        [...dropped].some((token) => token.endsWith(`,${String(image.bits)}`)),
      );
      if (missing.length > 0) return { params: cuckoo, entries, added: null, images: copiesOf(missing) };
    }
  }

  test("is passed with a dropped cuckoo entry that is reported, and catches one that is not", async () => {
    const honest = await loadPlanted();
    const world = await createDroppedWorld();
    const reported = await honest.compare(world);
    expect(reported.protocol).toEqual(reported.ideal);
    expect(reported.ideal.matched).toEqual(world.images.map(() => false));

    vi.doMock(`${roles}/server.js`, async (importActual) => {
      const actual = await importActual<typeof import("../src/protocols/threshold-psi/server.js")>();
      const createTable: typeof actual.createTable = (...given) => ({ ...actual.createTable(...given), dropped: [] });
      return { ...actual, createTable };
    });
    const { compare } = await loadPlanted();
    const { protocol, ideal } = await compare(world);
    expect(ideal.matched).toEqual(world.images.map(() => true));
    expect(protocol).not.toEqual(ideal);
  });

  test("a plan that hides what it dropped does not even make a table", async () => {
    vi.doMock("@glasshouse/crypto", async (importActual) => {
      const actual = await importActual<typeof import("@glasshouse/crypto")>();
      const planTable: typeof actual.planTable = (request) => {
        const planned = actual.planTable(request);
        return { ...planned, plan: { ...planned.plan, dropped: new Int32Array(0) } };
      };
      return { ...actual, planTable };
    });
    vi.resetModules();
    await expect(createDroppedWorld()).rejects.toMatchObject({ code: "unequal-counts" });
  });
});

describe("the typed refusal", () => {
  /** Whether the points of a table and of a voucher are refused, by a group that checks them or one that does not. */
  async function tryPoints(spoil: (group: Group) => Group) {
    const matcher = await import("@glasshouse/matcher");
    const { loadSodiumGroup, sha256, sign } = await import("@glasshouse/crypto");
    const sodium = await loadSodiumGroup();
    const group = spoil(sodium);
    const random = createSeededRandom("points");
    const list = matcher.prepareList(createEntries("points", 2), { ...params, random: random.bytes });
    const options = { algorithmDigest: new Uint8Array(32), epoch: 1, random: random.bytes };
    const created = matcher.createTable(sodium, list, params, options);
    const table = matcher.prepareTable(sodium, created.manifestBytes, created.cells);
    const account = matcher.createAccount(sodium, table.manifest, random.bytes);
    const device = matcher.createDevice(random.bytes);
    const distance = () => 0;
    const maker = matcher.createVoucherMaker(sodium, table, account, device, { distance, random: random.bytes });
    const { bytes } = maker.createVoucher({ image: null, payload: new Uint8Array(0), capturedAt: null });

    const codeOf = async (attempt: () => unknown): Promise<string> => {
      try {
        await attempt();
        return "accepted";
      } catch (error) {
        return error instanceof matcher.ProtocolError ? error.code : "untyped";
      }
    };
    const withPoint = (point: Uint8Array) => {
      const voucher = matcher.decodeVoucher(bytes);
      const slots = voucher.slots.slice();
      slots.set(point);
      const vouchers = [matcher.encodeVoucher({ ...voucher, slots })];
      const sender = { account: account.account, device: device.device };
      const transcript = matcher.batchTranscript(sender.account, sender.device, vouchers);
      return matcher.encodeBatch({ ...sender, vouchers, signature: sign(transcript, device.signingKeys) });
    };
    const directory = { devicePublicKey: async () => device.signingKeys.publicKey, manifest: () => table.manifest };
    const prepareWith = (change: { cell?: Uint8Array; blindedGenerator?: Uint8Array }) => {
      const cells = created.cells.slice();
      if (change.cell) cells.set(change.cell);
      const { blindedGenerator = created.manifest.blindedGenerator } = change;
      const manifest = { ...created.manifest, blindedGenerator, tableDigest: sha256(cells) };
      return matcher.prepareTable(group, matcher.encodeManifest(manifest), cells);
    };
    const [identity, noPoint] = [new Uint8Array(32), new Uint8Array(32).fill(255)];
    return {
      "identity in a voucher": await codeOf(() => matcher.acceptBatch(group, withPoint(identity), directory)),
      "no point in a voucher": await codeOf(() => matcher.acceptBatch(group, withPoint(noPoint), directory)),
      "no point in a cell": await codeOf(() => prepareWith({ cell: noPoint })),
      "identity as L": await codeOf(() => prepareWith({ blindedGenerator: identity })),
    };
  }

  test("names each bad point, and a skipped check is seen by it", async () => {
    const refused = {
      "identity in a voucher": "identity-point",
      "no point in a voucher": "invalid-point",
      "no point in a cell": "invalid-point",
      "identity as L": "identity-point",
    };
    expect(await tryPoints((group) => group)).toEqual(refused);
    const skipped = await tryPoints((group) => ({ ...group, findInvalid: () => -1 }));
    for (const [where, code] of Object.entries(refused)) expect(skipped, where).not.toMatchObject({ [where]: code });
    expect(Object.values(skipped)).toContain("accepted");
  });
});
