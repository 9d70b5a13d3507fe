import type { SeededRandom } from "@glasshouse/fixtures";
import { algorithms, hammingDistance } from "@glasshouse/hasher";
import { acceptBatch, createRegistration, createTranscript, openAccount, openVoucher } from "@glasshouse/matcher";
import { createSetting, forgeVoucher, signBatch } from "@glasshouse/matcher/attacks";
import { fromParameters, measureRate, onScenes, renderInteger } from "../findings/index.js";
import { attackColumns, attackRow, checkAttacks, mountAttacks, mountedOrigin } from "../models/mounted-attacks.js";
import { backlogByDay, daysToDrain, type Flood, floodDays, floodPictures } from "../models/review-queue.js";
import { drawScene } from "../samples/scenes.js";
import { defineScenario, type PartyView, type Scenario } from "./scenario.js";
import { check } from "./stage/evidence.js";
import { nameOf, shrink } from "./stage/photos.js";
import { createSteps } from "./stage/run-account.js";
import { share, whole, wholeLog } from "./stage/sliders.js";
import { count, countBytes } from "./stage/views.js";

const second = algorithms.phash;
const days = 30;

/** Hostile accounts fill the reviewers' queue. */
export const floodedReviewers: Scenario = defineScenario({
  id: "flooded-reviewers",
  title: "Flooded reviewers",
  setup:
    "Whoever runs other software than the published one can make vouchers that open without any listed picture, and put pictures of any kind into them. Many hostile accounts do so on one day. A second hash on the server may stop pictures that are like no listed one; people look at the rest. One hostile account is run through the protocol's own code; the queue is a model.",
  claims: ["A13", "A14"],
  objections: ["O13"],
  parameters: {
    accounts: wholeLog("hostile accounts", 10_000, [1, 1e6]),
    threshold: whole("pictures that each of them makes readable", 30, [1, 200], "Apple, 2021"),
    capacity: wholeLog("pictures that reviewers look at in a day", 20_000, [100, 1e7]),
    arriving: wholeLog("pictures a day from other accounts", 2000, [0, 1e7]),
    stopped: share("share of the flood that a second hash stops", 0.9),
    pictures: whole("arbitrary pictures that the second hash is tried on", 12, [1, 60]),
  },
  doesNotShow:
    "How many people would do it, how many accounts one person can have, or how fast reviewers are. Whoever has a listed picture passes every hash with it. Rates of uploads can be limited outside the protocol; nothing in a voucher tells a forged one.",
  async run({ accounts, threshold, capacity, arriving, stopped, pictures }, context) {
    const { group, random } = context;
    const setting = createSetting(group, random.fork("setting").bytes);
    const steps = createSteps(context, pictures + setting.listed.length + 2);
    const scenes: SecondHashed[] = [];
    for (const scene of drawSecondHashes(random, pictures + setting.listed.length)) {
      scenes.push(scene);
      await steps.step();
    }
    const [arbitrary, listed] = [scenes.slice(0, pictures), scenes.slice(pictures)];
    const passing = (scenes: readonly SecondHashed[]) =>
      scenes.filter(({ hash }) => listed.some((entry) => hammingDistance(entry.hash, hash) <= second.matchRadius));
    const [pass, listedPass] = [passing(arbitrary), passing(listed)];
    const hostile = await runHostileAccount(
      setting,
      arbitrary.map(({ small }) => small),
    );
    await steps.step();
    const mounted = await mountAttacks(["open-at-will", "flood"], context);
    await steps.step();
    const queue = { capacityPerDay: capacity, arrivingPerDay: arriving };
    const flood = (hostileAccounts: number, share: number): Flood => ({
      accounts: hostileAccounts,
      picturesPerAccount: threshold,
      stopped: share,
    });
    const sizes = [...new Set([accounts, 1000, 10_000, 100_000])].sort((a, b) => a - b);
    const without = floodDays(flood(accounts, 0), queue);
    const withSecond = floodDays(flood(accounts, stopped), queue);
    return {
      outcome: `One hostile account made ${hostile.payloads} pictures readable without a listed one. ${count(accounts, "such account")} at threshold ${threshold} are ${without.toPrecision(2)} days of review at ${renderInteger(capacity)} pictures a day, and ${withSecond.toPrecision(2)} days if a second hash stops a share of ${stopped} of them.`,
      views: hostile.views,
      controls: [
        {
          id: "second-hash",
          title: "A second hash on arbitrary pictures and on the listed ones",
          origin: onScenes(scenes.length),
          columns: [
            { key: "pictures", title: "pictures", format: "text" },
            { key: "pass", title: `within ${second.matchRadius} bits of an entry (${second.id})`, format: "rate" },
          ],
          rows: [
            {
              pictures: "arbitrary",
              pass: measureRate(
                { events: pass.length, trials: pictures },
                { kind: "image FPR", listEntries: listed.length, unit: "scene" },
              ),
            },
            {
              pictures: "listed",
              pass: measureRate(
                { events: listedPass.length, trials: listed.length },
                { kind: "recall", unit: "scene" },
              ),
            },
          ],
          note: "A hostile client that has a listed picture passes; what one without any can pass, the first row says at this list size.",
        },
      ],
      tables: [
        {
          id: "backlog",
          title: "Days of review in a flood",
          origin: fromParameters,
          columns: [
            { key: "accounts", title: "hostile accounts", format: "count" },
            { key: "pictures", title: "pictures to look at", format: "count" },
            { key: "days", title: "days of work", format: "days" },
            { key: "stoppedDays", title: "days of work behind a second hash", format: "days" },
            { key: "drain", title: "days until the queue is empty", format: "days" },
          ],
          rows: sizes.map((hostileAccounts) => ({
            accounts: hostileAccounts,
            pictures: floodPictures(flood(hostileAccounts, 0)),
            days: floodDays(flood(hostileAccounts, 0), queue),
            stoppedDays: floodDays(flood(hostileAccounts, stopped), queue),
            drain: daysToDrain(flood(hostileAccounts, stopped), queue),
          })),
          note: "The queue is empty before, and other accounts go on arriving. Where more arrive than can be looked at, it never is empty again.",
        },
        {
          id: "queue",
          title: "Pictures waiting",
          origin: fromParameters,
          columns: [
            { key: "day", title: "days after the flood", format: "count" },
            { key: "without", title: "without a second hash", format: "count" },
            { key: "behind", title: "behind a second hash", format: "count" },
          ],
          rows: backlogByDay(flood(accounts, 0), queue, days).map((waiting, day) => ({
            day: day + 1,
            without: waiting,
            behind: backlogByDay(flood(accounts, stopped), queue, days)[day] as number,
          })),
        },
        {
          id: "attacks",
          title: "Vouchers that open at will, mounted",
          origin: mountedOrigin,
          columns: attackColumns,
          rows: mounted.map(attackRow),
        },
      ],
      plots: [
        {
          table: "queue",
          title: "Pictures waiting after a flood",
          kind: "lines",
          x: { column: "day", scale: "linear" },
          y: { column: "without", scale: "linear" },
        },
      ],
      checks: [
        checkAttacks(mounted),
        check("control: listed pictures that the second hash lets through", listed.length, listedPass.length),
        check("pictures of the hostile account that became readable", setting.params.threshold, hostile.payloads),
        check(
          "1,000 accounts of 30 pictures, at 20,000 a day",
          1.5,
          floodDays({ accounts: 1000, picturesPerAccount: 30, stopped: 0 }, { capacityPerDay: 20_000 }),
        ),
        check(
          "the queue never grows when the flood is stopped whole and few arrive",
          true,
          arriving > capacity || backlogByDay(flood(accounts, 1), queue, days).every((waiting) => waiting === 0),
        ),
      ],
      published: [
        {
          figure: "1,000 hostile accounts about 1.5 days, 10,000 about 15, at 20,000 reviews a day",
          by: "Glasshouse, from the stated inputs",
          source: "computed",
          ours: `${renderInteger(accounts)} accounts: ${without.toPrecision(2)} days at ${renderInteger(capacity)} a day and threshold ${threshold}`,
        },
      ],
      verdicts: [
        {
          claim: "A13",
          verdict: pass.length === 0 ? "holds" : "fails",
          under: `hostile accounts without listed pictures; ${listed.length} entries, generated scenes`,
          because: `${pass.length} of ${pictures} arbitrary pictures lie within ${second.matchRadius} bits of an entry`,
        },
        {
          claim: "A14",
          verdict: "not verifiable",
          under: `${renderInteger(accounts)} hostile accounts on one day`,
          because: `it is ${withSecond.toPrecision(2)} days of work behind a second hash that stops a share of ${stopped}; what reviewers do with a full queue is seen by nobody outside`,
        },
      ],
    };
  },
});

/** A picture by its second hash, and what a reviewer would be shown of it. */
interface SecondHashed {
  readonly hash: Uint8Array;
  readonly small: Uint8Array;
}

function* drawSecondHashes(random: SeededRandom, number: number): Generator<SecondHashed> {
  const seed = nameOf(random.fork("pictures"));
  for (let i = 0; i < number; i++) {
    const pixels = drawScene({ kind: i % 2 ? "interior" : "landscape", seed: `${seed}/${i}`, burst: 0, shot: 0 });
    yield { hash: second.hash(pixels).bits, small: shrink(pixels, 4) };
  }
}

/** One account that opens at will, with the messages that it sends. */
async function runHostileAccount(
  setting: ReturnType<typeof createSetting>,
  pictures: readonly Uint8Array[],
): Promise<{ readonly payloads: number; readonly views: PartyView[] }> {
  const { group, account, device, published, params, random } = setting;
  const transcript = createTranscript();
  transcript.cross("server", "device", "manifest", published.manifestBytes);
  transcript.cross("server", "device", "table", published.cells);
  transcript.cross("device", "server", "registration", createRegistration(account, device));
  const vouchers = Array.from({ length: params.threshold }, (_, i) =>
    forgeVoucher(setting, { payload: pictures[i % pictures.length] as Uint8Array }),
  );
  const batch = signBatch(setting, vouchers);
  transcript.cross("device", "server", "batch", batch);
  const accepted = await acceptBatch(group, batch, {
    devicePublicKey: async () => device.signingKeys.publicKey,
    manifest: () => published.manifest,
  });
  const opened = accepted.vouchers.flatMap(({ bytes }) => {
    const opening = openVoucher(group, published.manifest, published.secrets, bytes);
    return opening.status === "opened" ? [opening.voucher] : [];
  });
  const outcome = openAccount(published.manifest, account.account, opened, random);
  const payloads = outcome.status === "opened" ? outcome.payloads : [];
  for (const { payload } of payloads) transcript.cross("server", "reviewer", "payload", payload);
  return {
    payloads: payloads.length,
    views: [
      {
        party: "hostile device",
        reads: ["the table's public key L, which is all that it needs"],
        cannotRead: ["what is listed"],
        bytes: countBytes(transcript, "device"),
      },
      {
        party: "server",
        reads: [
          `${count(opened.length, "voucher")} that opened, like those of matches`,
          count(payloads.length, "picture"),
        ],
        cannotRead: ["whether a listed picture is behind an open voucher, before it looks"],
        bytes: countBytes(transcript, "server"),
      },
      {
        party: "reviewer",
        reads: [`${count(payloads.length, "picture")}, none of them listed`],
        cannotRead: [],
        bytes: countBytes(transcript, "reviewer"),
      },
    ],
  };
}
