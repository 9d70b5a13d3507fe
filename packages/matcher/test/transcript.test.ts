import { createSeededRandom } from "@glasshouse/fixtures";
import {
  createTable,
  createTranscript,
  deriveTableId,
  type Params,
  parseTokenScheme,
  prepareList,
  prepareTable,
  type Role,
  roles,
  simulateAccount,
  simulatePlaintext,
} from "@glasshouse/matcher";
import { expect, test } from "vitest";
import { transparentGroup } from "./transparent-group.js";
import { createImage, createWorld, hamming } from "./worlds.js";

const random = createSeededRandom("transcript");
const params: Params = {
  ...createWorld(random).params,
  tokenScheme: parseTokenScheme("blocks-2x32-f0"),
  threshold: 2,
  counting: "hash",
  syntheticPerMillion: 0,
};
const listed = [createImage(random), createImage(random)];
const images = [...listed, createImage(random)].map((image, i) => ({
  image,
  payload: Uint8Array.of(i),
  capturedAt: null,
}));

async function simulate(threshold: number, vouchersPerBatch = 256) {
  const list = prepareList(
    listed.map((image, i) => ({ id: `entry ${i}`, image })),
    { ...params, random: random.bytes },
  );
  const published = createTable(
    transparentGroup,
    list,
    { ...params, threshold },
    { algorithmDigest: new Uint8Array(32), epoch: 1, random: random.bytes },
  );
  const table = prepareTable(transparentGroup, published.manifestBytes, published.cells, published.tableId);
  const transcript = createTranscript();
  const options = { distance: hamming, random: random.bytes, transcript, vouchersPerBatch };
  await simulateAccount(transparentGroup, table, published, images, options);
  return { transcript, published };
}

const kinds = (transcript: Awaited<ReturnType<typeof simulate>>["transcript"], role: Role) =>
  transcript.view(role).map(({ direction, kind }) => `${direction} ${kind}`);

test("threshold-psi: every role sees what it holds and what crosses to or from it, and nothing else", async () => {
  const { transcript, published } = await simulate(2, 2);
  expect(kinds(transcript, "server")).toEqual([
    "holds secrets",
    "sends manifest",
    "sends table",
    "receives registration",
    "receives batch",
    "receives batch",
    "sends payload",
    "sends payload",
  ]);
  expect(kinds(transcript, "device").filter((kind) => !kind.startsWith("holds"))).toEqual([
    "receives manifest",
    "receives table",
    "sends registration",
    "sends batch",
    "sends batch",
  ]);
  expect(kinds(transcript, "reviewer")).toEqual(["receives payload", "receives payload"]);
  const manifest = transcript.view("device").find(({ kind }) => kind === "manifest");
  expect(manifest && deriveTableId(manifest.bytes)).toEqual(published.tableId);
});

test("threshold-psi: below the threshold nothing goes to reviewers", async () => {
  expect(kinds((await simulate(3)).transcript, "reviewer")).toEqual([]);
});

test("plaintext: the server receives every picture, matched or not", () => {
  const transcript = createTranscript();
  const clusterBounds = { withinSeconds: 0, matchRadius: 0 };
  simulatePlaintext(listed, images, { ...params, clusterBounds, distance: hamming, matchRadius: 0, transcript });
  expect(kinds(transcript, "server")).toEqual([
    "receives list",
    "receives list",
    "receives upload",
    "sends payload",
    "sends payload",
  ]);
});

test("both ends of a crossing see the same bytes at the same place", async () => {
  const { transcript } = await simulate(2);
  const received = transcript.sightings.filter(({ direction }) => direction === "receives");
  expect(received.length).toBeGreaterThan(5);
  for (const sighting of received)
    expect(transcript.sightings).toContainEqual({
      ...sighting,
      role: expect.toSatisfy((role: Role) => roles.includes(role) && role !== sighting.role),
      direction: "sends",
    });
});
