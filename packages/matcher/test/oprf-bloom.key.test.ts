import {
  blindInputs,
  concatBytes,
  decodeScalar,
  decodeTable,
  encodeScalar,
  evaluateBlinded,
  finalizeOutputs,
  type Group,
  invertScalars,
  loadSodiumGroup,
  type OprfKeys,
} from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import {
  createDevice,
  createTable,
  defaultParams,
  deriveLayout,
  type FilterSecrets,
  type HashedImage,
  openOracle,
  prepareList,
  probeTokens,
  type TableSecrets,
} from "@glasshouse/matcher";
import { beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import { publishImages, smallParams } from "./published-filter.js";
import { createImage } from "./worlds.js";

const random = createSeededRandom("key of oprf-bloom");
const _account = random.bytes(32);
const _device = createDevice(random.bytes);
const listed = Array.from({ length: 20 }, () => createImage(random));

let sodium: Group;
beforeAll(async () => {
  sodium = await loadSodiumGroup();
});

describe("the key", () => {
  const tableParams = { ...defaultParams, algorithm: "test-64", tokenScheme: smallParams.tokenScheme };
  const entries = listed.map((image, i) => ({ id: `entry ${i}`, image }));

  /** Members of a blinded table that an oracle for `evaluate` gives away to a device. */
  function findMembers(evaluate: (elements: Uint8Array) => Uint8Array): number {
    const list = prepareList(entries, { ...tableParams, random: random.bytes });
    const table = createTable(sodium, list, tableParams, { algorithmDigest: new Uint8Array(32), epoch: 1 });
    tableSecrets = table.secrets;
    const hashed = sodium.hashToGroup(list.tokens, "glasshouse-v1-token");
    const blinds = sodium.createScalars(list.tokens.length);
    const inverses = Array.from({ length: list.tokens.length }, (_, i) =>
      decodeScalar(blinds.subarray(32 * i, 32 * i + 32)),
    );
    const answered = evaluate(sodium.multiply(hashed, blinds));
    const unblinded = sodium.multiply(answered, concatBytes(...invertScalars(inverses).map(encodeScalar)));
    const decoded = decodeTable(sodium, deriveLayout(table.manifest), table.cells, list.tokens);
    return list.tokens.filter(
      (_, i) => String(unblinded.subarray(32 * i, 32 * i + 32)) === String(decoded.subarray(32 * i, 32 * i + 32)),
    ).length;
  }
  let tableSecrets: TableSecrets;

  test("of a blinded table, behind an oracle, would give away every entry", () => {
    expect(findMembers((elements) => evaluateBlinded(sodium, tableSecrets.alpha, elements))).toBe(80);
  });

  test("of an oracle is never that of a table, even if the table's is handed in as its seed", () => {
    const { manifest } = publishImages(sodium, listed, { mode: "oprf" });
    const found = findMembers((elements) => {
      const oracle = openOracle(sodium, { manifest, secrets: { oracleSeed: tableSecrets.alpha } });
      return oracle.key.evaluate(sodium, elements, random.bytes).evaluatedElements;
    });
    expect(found).toBe(0);
  });

  test("of the one protocol does not fit where the other's is asked for, and leaves its oracle by no property", () => {
    expectTypeOf<TableSecrets>().not.toExtend<FilterSecrets>();
    expectTypeOf<FilterSecrets>().not.toExtend<Pick<TableSecrets, "alpha">>();
    expectTypeOf<OprfKeys>().not.toExtend<ReturnType<typeof openOracle>["key"]>();
    const { key } = openOracle(sodium, publishImages(sodium, listed));
    expect(Object.keys(key)).toEqual(["mode"]);
    expect(JSON.stringify(key)).toBe('{"mode":"voprf"}');
    key.publicKey.fill(0);
    expect(key.publicKey.some((byte) => byte !== 0)).toBe(true);
  });

  test("gives what RFC 9497 says: outputs with and without blinding agree", () => {
    for (const mode of ["oprf", "voprf"] as const) {
      const { key } = openOracle(sodium, publishImages(sodium, listed, { mode }));
      const inputs = probeTokens(smallParams.tokenScheme, listed[0] as HashedImage);
      const { blinds, blindedElements } = blindInputs(sodium, mode, inputs, random.bytes);
      const { evaluatedElements } = key.evaluate(sodium, blindedElements, random.bytes);
      expect(finalizeOutputs(sodium, inputs, blinds, evaluatedElements)).toEqual(key.deriveOutputs(sodium, inputs));
    }
  });
});
