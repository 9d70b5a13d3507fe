import type { SceneKind } from "@glasshouse/fixtures";
import { defaultAlgorithm } from "@glasshouse/hasher";
import { type HashedImage, listTokens, type Token } from "@glasshouse/matcher";
import { testWithKey } from "@glasshouse/matcher/attacks";
import { fromParameters, measureRate, onScenes, renderNumber, type Table } from "../findings/index.js";
import { attackColumns, attackRow, checkAttacks, mountAttacks, mountedOrigin } from "../models/mounted-attacks.js";
import { defineScenario, type Scenario } from "./scenario.js";
import { check, idealControl, nothingInTheClear, serverTable } from "./stage/evidence.js";
import { drawBurst, listable, type Photo, takeAlbum, takePhoto } from "./stage/photos.js";
import { createSteps, type PublishedList, publishList, runAccount } from "./stage/run-account.js";
import { rate, share, whole, wholeLog } from "./stage/sliders.js";
import { describeRun } from "./stage/views.js";

const secondsPerYear = 31_557_600;
const kinds: readonly SceneKind[] = ["poster", "objects", "meme"];

/** The server's blinding key becomes known. */
export const leakedKey: Scenario = defineScenario({
  id: "leaked-key",
  title: "The blinding key leaks",
  setup:
    "Somebody gets the key under which the table was blinded; the table itself every device has. The holder tests a corpus of pictures: some are the listed ones, some other photographs of what they show, some unrelated. Then the server rotates to a new key. An account that uploaded before shows what the key means for the vouchers that a server holds.",
  claims: ["A11"],
  objections: ["O12"],
  parameters: {
    listed: whole("entries of the list", 12, [4, 40]),
    known: share("share of the listed pictures that the holder has", 0.5),
    unrelated: whole("unrelated pictures in the corpus", 16, [1, 100]),
    microseconds: rate("CPU time of one test, microseconds", 56, [1, 10_000]),
    bits: whole("bits of a block that really vary, for trying all of them", 46, [20, 64]),
    entries: wholeLog("entries of a real list", 1e6, [100, 1e8]),
    devices: wholeLog("devices that fetch the new table", 1e9, [1, 1e10]),
  },
  doesNotShow:
    "How keys leak, or how many bits of a hash really vary: that is a slider, and people's pictures vary in fewer than all. Finding a hash is not finding a picture, but whoever has the picture can confirm that it is listed.",
  async run({ listed: wanted, known, unrelated, microseconds, bits, entries, devices }, context) {
    const { group, random } = context;
    const have = Math.round(known * wanted);
    const steps = createSteps(context, wanted + unrelated + 6);
    const pairs: { listed: Photo; alike: Photo }[] = [];
    for (let i = 0; pairs.length < wanted; i++) {
      const kind = kinds[i % kinds.length] as SceneKind;
      const [first, other] = Array.from(drawBurst(random.fork(`scene ${i}`), kind, 2), (pixels) =>
        takePhoto(pixels),
      ) as [Photo, Photo];
      if (first.image && other.image) pairs.push({ listed: first, alike: other });
      await steps.step();
    }
    const listed = pairs.map((pair) => pair.listed);
    const others = await takeAlbum(random.fork("unrelated"), unrelated, steps);
    const published = publishList(context, listable(listed), { random: random.fork("table") });
    const rotated = publishList(context, listable(listed), { random: random.fork("next table"), epoch: 2 });
    const { alpha } = published.secrets;
    const another = group.createScalars(1, random.fork("another key").bytes);
    const corpora = [
      { corpus: "listed pictures that the holder has", images: listable(listed.slice(0, have)) },
      { corpus: "other photographs of what listed pictures show", images: listable(pairs.map((pair) => pair.alike)) },
      { corpus: "unrelated pictures", images: listable(others) },
    ].filter(({ images }) => images.length > 0);
    const found = (of: PublishedList, key: Uint8Array, images: readonly HashedImage[]) =>
      countFound(context, of, key, images);
    const account = await runAccount(context, published, [...listed.slice(0, 3), ...others.slice(0, 3)], {
      random: random.fork("account"),
      steps,
    });
    const named = { account: "an account of before the leak", run: account };
    const ideal = idealControl([named]);
    const mounted = await mountAttacks(["kept-alpha"], context);
    const recovered = found(published, alpha, listable(listed.slice(0, have)));
    const strangers = found(published, alpha, listable(others));
    const withAnother = found(published, another, listable(listed));
    const fromNext = found(rotated, alpha, listable(listed));
    const server = account.server;
    const years = (2 ** bits * microseconds * 1e-6) / secondsPerYear;
    return {
      outcome: `With the key ${recovered} of the ${have} listed pictures that the holder has are recognised, and ${strangers} of ${unrelated} unrelated ones. With another key ${withAnother}, and in the next table ${fromNext}. Trying all of 2^${bits} blocks would take ${renderNumber(years)} years of one processor.`,
      views: [
        ...describeRun(account),
        {
          party: "holder of the key",
          reads: [`whether any picture that it has is listed: ${recovered} of ${have}`],
          cannotRead: [
            "who has a listed picture: that takes vouchers as well",
            "pictures in vouchers: those need an account's own key",
            ...(fromNext === 0 ? ["the next table"] : []),
          ],
          bytes: null,
        },
      ],
      controls: [
        {
          id: "other-keys",
          title: "All listed pictures, tested with this key and otherwise",
          origin: onScenes(wanted),
          columns: [
            { key: "test", title: "tested with", format: "text" },
            { key: "found", title: "recognised", format: "rate" },
          ],
          rows: [
            { test: "the key", found: rateOf(found(published, alpha, listable(listed)), wanted, wanted) },
            { test: "another key", found: rateOf(withAnother, wanted, wanted) },
            { test: "the key, on the next table", found: rateOf(fromNext, wanted, wanted) },
          ],
        },
        ideal.table,
      ],
      tables: [
        {
          id: "corpora",
          title: "What the holder of the key recognises",
          origin: onScenes(2 * wanted + unrelated),
          columns: [
            { key: "corpus", title: "pictures tested", format: "text" },
            { key: "found", title: "said to be listed", format: "rate" },
          ],
          rows: corpora.map(({ corpus, images }) => ({
            corpus,
            found: rateOf(found(published, alpha, images), images.length, wanted),
          })),
          note: "One multiplication and one hash to the group per token; no voucher and no server takes part, so nobody sees it.",
        },
        serverTable([named]),
        costTable({ microseconds, bits, entries, devices }),
        {
          id: "attacks",
          title: "A key kept after rotation, mounted",
          origin: mountedOrigin,
          columns: attackColumns,
          rows: mounted.map(attackRow),
        },
      ],
      plots: [],
      checks: [
        ideal.check,
        checkAttacks(mounted),
        check("listed pictures that the holder has, recognised", have, recovered),
        check("listed pictures recognised under another key", 0, withAnother),
        check("listed pictures recognised in the next table", 0, fromNext),
        check("unrelated pictures taken for listed ones", 0, strangers),
        nothingInTheClear(server),
      ],
      published: [
        {
          figure: "2^46 effective bits are about 125 years of one processor",
          by: "Glasshouse, from the stated inputs",
          source: "computed",
          ours: `2^${bits} at ${microseconds} microseconds: ${renderNumber(years)} years`,
        },
      ],
      verdicts: [
        {
          claim: "A11",
          verdict: recovered > 0 ? "fails" : "holds",
          under: `one party's key is known to somebody else, who has ${have} of the ${wanted} listed pictures`,
          because: `${recovered} of ${have} listed pictures were recognised without any other party; entries of the old table stay open to tests of whatever turns up later, also after rotation`,
        },
      ],
    };
  },
});

function countFound(
  { group }: Parameters<typeof publishList>[0],
  { table, manifest }: PublishedList,
  alpha: Uint8Array,
  images: readonly HashedImage[],
): number {
  const tokens: Token[] = images.flatMap((image) => listTokens(manifest.tokenScheme, image));
  if (tokens.length === 0) return 0;
  const hits = testWithKey(group, table, alpha, tokens);
  const { blocks } = manifest.tokenScheme;
  return images.filter((_, i) => hits.slice(i * blocks, (i + 1) * blocks).some(Boolean)).length;
}

function rateOf(events: number, trials: number, listEntries: number) {
  return measureRate({ events, trials }, { kind: "share", unit: "scene", listEntries });
}

/** What it costs to try everything, and to begin anew. */
function costTable({
  microseconds,
  bits,
  entries,
  devices,
}: Readonly<Record<"microseconds" | "bits" | "entries" | "devices", number>>): Table {
  const tokens = 4 * entries;
  const tableBytes = Math.round(1.13 * 32 * tokens);
  return {
    id: "cost",
    title: "What it costs to try everything, and to rotate",
    origin: fromParameters,
    columns: [
      { key: "what", title: "what", format: "text" },
      { key: "amount", title: "amount", format: "number" },
      { key: "unit", title: "unit", format: "text" },
    ],
    rows: [
      {
        what: `test every block of ${bits} bits`,
        amount: (2 ** bits * microseconds * 1e-6) / secondsPerYear,
        unit: "years of one processor",
      },
      {
        what: "test a corpus of a million pictures",
        amount: (4e6 * microseconds * 1e-6) / 3600,
        unit: "hours of one processor",
      },
      { what: "blind the list anew", amount: (tokens * microseconds * 1e-6) / 3600, unit: "hours of one processor" },
      { what: "one device fetches the new table", amount: tableBytes / 1e6, unit: "MB" },
      { what: "all devices fetch it", amount: (tableBytes * devices) / 1e15, unit: "PB" },
    ],
    note: `Four tokens an entry, 1.13 cells of 32 bytes a token. ${defaultAlgorithm.id} has 64 bits a block.`,
  };
}
