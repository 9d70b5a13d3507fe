import fs from "node:fs";
import { type Group, loadSodiumGroup, sha256 } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import type { Role } from "@glasshouse/matcher";
import {
  type DecidedDesign,
  type Design,
  decideDesigns,
  designs,
  facts,
  renderLeakMatrix,
} from "@glasshouse/matcher/leak-matrix";
import { beforeAll, describe, expect, test } from "vitest";

const document = new URL("../../../docs/leak-matrix.md", import.meta.url);
const pairs = 3;
let decided: readonly DecidedDesign[];
let group: Group;

const decide = (designs: readonly Design[], rows = facts, under = group) =>
  decideDesigns(under, designs, pairs, (label) => createSeededRandom(`leak ${label}`).bytes, rows);

beforeAll(async () => {
  group = await loadSodiumGroup();
  decided = await decide(designs);
}, 240_000);

const verdicts = (id: string, role: Role) =>
  Object.fromEntries(
    decided
      .filter(({ design }) => design.id === id)
      .flatMap(({ cells }) => cells.filter((cell) => cell.role === role).map(({ fact, verdict }) => [fact, verdict])),
  );

describe.each(designs.map(({ id }) => id))("%s", (id) => {
  test("every cell is decided", () => {
    const cells = decided.find(({ design }) => design.id === id)?.cells ?? [];
    expect(cells.filter(({ verdict }) => verdict === "undecided")).toEqual([]);
    expect(cells.length % facts.length).toBe(0);
    expect(cells.length).toBeGreaterThanOrEqual(3 * facts.length);
  });
});

// The document is generated; what the protocols promise is asserted here, so that a leak fails with its name.
describe("promises", () => {
  test("threshold-psi, below the threshold: the server learns what matches and never what does not", () => {
    expect(verdicts("threshold-psi-below", "server")).toEqual({
      "list-entries": "yes",
      "non-matching-hashes": "no",
      "non-matching-payloads": "no",
      "matching-payloads": "no",
      images: "yes",
      "matching-images": "yes",
      "opened-slots": "yes",
      "equal-shares": "yes",
      "matched-entry": "no",
      sizes: "no",
      times: "yes",
    });
  });

  test("threshold-psi with synthetic vouchers: what matches can be estimated and not read off", () => {
    const below = verdicts("threshold-psi-below", "server");
    expect(verdicts("threshold-psi-synthetic", "server")).toEqual({
      ...below,
      "matching-images": "estimate",
      "opened-slots": "estimate",
    });
  });

  test("threshold-psi, from the threshold on: payloads of matching images are added, and nothing of the others", () => {
    const below = verdicts("threshold-psi-below", "server");
    expect(verdicts("threshold-psi-from", "server")).toEqual({
      ...below,
      "matching-payloads": "yes",
      "matched-entry": "yes",
    });
  });

  test.each(["threshold-psi-below", "threshold-psi-from"])("%s: the device learns nothing about the list", (id) => {
    expect(verdicts(id, "device")).toMatchObject({
      "matching-images": "no",
      "opened-slots": "no",
      "matched-entry": "no",
    });
  });

  test("oprf-bloom: the device learns which of its images match, the server does not", () => {
    expect(verdicts("oprf-bloom", "device")).toMatchObject({ "matching-images": "yes", "matched-entry": "yes" });
    expect(verdicts("oprf-bloom", "server")).toMatchObject({
      "matching-images": "no",
      "opened-slots": "no",
      "equal-shares": "no",
      "matched-entry": "no",
      "matching-payloads": "no",
      "non-matching-hashes": "no",
    });
  });

  test("plaintext: the server learns everything", () => {
    expect(new Set(Object.values(verdicts("plaintext", "server")))).toEqual(new Set(["yes"]));
  });
});

describe("the method", () => {
  const factsOf = (id: string) => facts.filter((fact) => fact.id === id);

  const cellOf = async (fact: string, change: (noise: Uint8Array, payload: Uint8Array) => Uint8Array) => {
    const design: Design = {
      id: "leaky",
      label: "leaky",
      note: "",
      roles: ["server"],
      begin:
        () =>
        async ({ images }, random, transcript) => {
          for (const { payload } of images)
            transcript.cross("device", "server", "message", change(random(64), payload));
        },
    };
    const [{ cells }] = (await decide([design], factsOf(fact))) as [DecidedDesign];
    return cells[0];
  };

  test("sees a device that does not blind: its requests for equal images are equal", async () => {
    const one = (count: number) => Uint8Array.from({ length: 32 * count }, (_, i) => Number(i % 32 === 0));
    const oprf = designs.filter(({ id }) => id === "oprf-bloom");
    const [{ cells }] = (await decide(oprf, factsOf("equal-shares"), { ...group, createScalars: one })) as [
      DecidedDesign,
    ];
    expect(cells.find(({ role }) => role === "server")).toMatchObject({ verdict: "yes" });
  });

  test("finds nothing in random bytes", async () => {
    expect(await cellOf("non-matching-payloads", (noise) => noise)).toMatchObject({ verdict: "no" });
  });

  test("finds bytes that stand in a message", async () => {
    const cell = await cellOf("non-matching-payloads", (noise, payload) => Uint8Array.from([...noise, ...payload]));
    expect(cell).toMatchObject({ verdict: "yes", by: "stands in the view" });
  });

  test("finds lengths that follow from what is sent", async () => {
    const cell = await cellOf("sizes", (noise, payload) => noise.slice(0, payload.length));
    expect(cell).toMatchObject({ verdict: "yes", by: "number and lengths of messages" });
  });

  test("finds equal messages of equal images", async () => {
    const cell = await cellOf("equal-shares", (_, payload) => sha256(payload));
    expect(cell).toMatchObject({ verdict: "yes", by: "equal pieces within the view" });
  });

  test("finds bytes that are not alike", async () => {
    const cell = await cellOf("non-matching-hashes", (noise, payload) =>
      noise.map((byte) => byte & (payload[0] as number)),
    );
    expect(cell).toMatchObject({ verdict: "undecided" });
  });

  test("calls undecided what differs at times", async () => {
    const cell = await cellOf("non-matching-payloads", (noise) => noise.slice(0, 32 + ((noise[0] as number) & 1)));
    expect(cell).toMatchObject({ verdict: "undecided" });
  });
});

// `GLASSHOUSE_WRITE=1` writes the document anew.
test("docs/leak-matrix.md is what the views gave", () => {
  const rendered = renderLeakMatrix(decided);
  if (process.env["GLASSHOUSE_WRITE"]) fs.writeFileSync(document, rendered);
  expect(fs.readFileSync(document, "utf8")).toBe(rendered);
});
