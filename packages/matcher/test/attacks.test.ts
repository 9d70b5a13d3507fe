import fs from "node:fs";
import { loadSodiumGroup } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import {
  type Attack,
  type AttackResult,
  attacks,
  countFittingTokens,
  createSetting,
  renderAttacks,
} from "@glasshouse/matcher/attacks";
import { beforeAll, describe, expect, test } from "vitest";

const folder = new URL("../src/attacks/", import.meta.url);
const document = new URL("../../../docs/attacks.md", import.meta.url);
const results: { attack: Attack; result: AttackResult }[] = [];

beforeAll(async () => {
  const group = await loadSodiumGroup();
  for (const attack of attacks) {
    const random = createSeededRandom(`attack ${attack.id}`).bytes;
    results.push({ attack, result: await attack.mount(createSetting(group, random)) });
  }
});

const resultOf = (id: string): AttackResult => {
  const found = results.find(({ attack }) => attack.id === id);
  if (!found) throw new Error(`no attack ${id}`);
  return found.result;
};

describe.each(attacks.map((attack) => [attack.id, attack] as const))("%s", (id, attack) => {
  test("is noticed by whom, where and with what code it says", () => {
    const { noticedBy, atStep, code } = attack;
    const { notice } = resultOf(id);
    expect({ noticedBy: notice?.by ?? "nobody", atStep: notice?.at ?? null, code: notice?.code }).toEqual({
      noticedBy,
      atStep,
      code,
    });
  });

  test("gets what it says, at the cost it says", () => {
    const { succeeded, cost } = resultOf(id);
    const { multiplications, pointChecks } = cost;
    expect({ succeeds: succeeded, cost: { multiplications, pointChecks } }).toEqual({
      succeeds: attack.succeeds,
      cost: attack.cost,
    });
  });
});

describe("figures", () => {
  test("two tables under one alpha give away every listed token and no other", () => {
    const { listedTokens, listedFound, otherTokens, othersFound } = resultOf("reused-alpha").figures;
    expect({ listedFound, othersFound }).toEqual({ listedFound: listedTokens, othersFound: 0 });
    expect(otherTokens).toBeGreaterThanOrEqual(200);
  });

  test("a kept alpha recognises what the corpus holds; another key recognises nothing", () => {
    expect(resultOf("kept-alpha").figures).toMatchObject({
      listed: 8,
      recovered: 6,
      recoveredFromNextTable: 0,
      recoveredUnderAnotherKey: 0,
    });
  });

  test("the room that padding leaves can be filled whole", () => {
    const { suppliedTokens, addedTokens, capacity, cells, tokensThatFitByElimination } =
      resultOf("extra-entries").figures;
    expect(Number(suppliedTokens) + Number(addedTokens)).toBe(capacity);
    expect(tokensThatFitByElimination).toBeGreaterThan(Number(capacity));
    expect(tokensThatFitByElimination).toBeLessThanOrEqual(Number(cells));
  });

  test("tokens that fit are counted as the rank of their equations", () => {
    const layout = { encoding: "fuse", capacity: 64, cells: 128, layoutSeed: new Uint8Array(32) } as const;
    const tokens = Array.from({ length: 20 }, (_, i) => Uint8Array.of(i));
    expect(countFittingTokens(layout, tokens)).toBe(20);
    expect(countFittingTokens(layout, [...tokens, ...tokens])).toBe(20);
  });

  test("a flooding client multiplies nothing, the server every slot", () => {
    expect(resultOf("flood").figures).toMatchObject({ clientMultiplications: 0, serverMultiplicationsPerVoucher: 4 });
  });

  test("honest tables hold no cell twice", () => {
    expect(resultOf("repeated-points").figures).toMatchObject({ repeatedCellsOfHonestTable: 0 });
  });
});

test("a skipped check is seen: with a group that finds nothing invalid, malformed tables and points pass", async () => {
  const blind = { ...(await loadSodiumGroup()), findInvalid: () => -1 };
  for (const id of ["identity-generator", "identity-point"]) {
    const attack = attacks.find((attack) => attack.id === id) as Attack;
    const { notice } = await attack.mount(createSetting(blind, createSeededRandom(`blind ${id}`).bytes));
    expect(notice?.code).not.toBe(attack.code);
  }
});

test("ids are unique, and every file that holds an attack is in the registry", () => {
  const exported = ["client", "server"].flatMap((side) =>
    fs.readdirSync(new URL(`${side}/`, folder)).flatMap((name) => {
      const source = fs.readFileSync(new URL(`${side}/${name}`, folder), "utf8");
      return [...source.matchAll(/^export const \w+: Attack = /gm)];
    }),
  );
  expect(new Set(attacks.map(({ id }) => id)).size).toBe(attacks.length);
  expect(attacks).toHaveLength(exported.length);
});

// `GLASSHOUSE_WRITE=1` writes the document anew.
test("docs/attacks.md is what the attacks gave", () => {
  const rendered = renderAttacks(results);
  if (process.env["GLASSHOUSE_WRITE"]) fs.writeFileSync(document, rendered);
  expect(fs.readFileSync(document, "utf8")).toBe(rendered);
});
