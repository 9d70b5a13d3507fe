/** From what happened to what is reported: pure functions, counts with their denominators. */
import { encodeHex, type HashAlgorithm, hammingDistance } from "@glasshouse/hasher";
import { decodeVoucher, evaluateIdeal, type Params } from "@glasshouse/matcher";
import type { AccountResult, DemoResult, ErrorCounts } from "./result.js";
import type { DemoRun, RunAccount, RunEntry, RunPicture } from "./run.js";
import type { DemoView, DevicePicture, ServerVoucher } from "./view.js";

/** What a run was asked for. */
export interface TallyParams {
  readonly algorithm: HashAlgorithm;
  readonly params: Params;
  readonly seed: string;
}

/** The run as `glasshouse.demo/1`. */
export function tallyResult(run: DemoRun, { algorithm, params, seed }: TallyParams): DemoResult {
  const tableEntries = run.list.tokens.length - run.table.dropped.length;
  const vouchers = run.accounts.flatMap(({ pictures }) => pictures.map(({ voucher }) => voucher.bytes.length));
  return {
    schema: "glasshouse.demo/1",
    algorithm: algorithm.id,
    tokens: params.tokenScheme.id,
    table: params.table,
    threshold: params.threshold,
    counting: params.counting,
    seed,
    list: { entries: run.list.entries, tableEntries, tableBytes: run.table.cells.length },
    accounts: run.accounts.map(tallyAccount),
    errors: tallyErrors(run, algorithm),
    ideal: {
      k: count(run.accounts, (account) => equalsIdeal(run, account, params)),
      n: run.accounts.length,
      unit: "accounts that end as under the ideal functionality",
    },
    cost: {
      ...run.cost,
      voucherBytesPerImage: mean(vouchers),
      tableBytesPerEntry: run.table.cells.length / Math.max(1, run.list.entries),
    },
  };
}

function tallyAccount({ name, counting, pictures, opened, distinctMatches }: RunAccount): AccountResult {
  return {
    name,
    counting,
    images: pictures.length,
    listedImages: count(pictures, ({ copyOf }) => copyOf !== null),
    vouchers: pictures.length,
    opened,
    matchesVisible: count(pictures, isMatch),
    distinctMatches,
    payloadsRead: count(pictures, ({ payload }) => payload !== null),
  };
}

/**
 * Errors per distinct picture: a picture that several accounts hold is counted once. The planted burst is counted by
 * itself, since its matches are no accident.
 */
function tallyErrors(run: DemoRun, algorithm: HashAlgorithm): DemoResult["errors"] {
  const honest = distinctPictures(run.accounts.filter(({ planted }) => !planted));
  const planted = distinctPictures(run.accounts.filter((account) => account.planted));
  const withinRadius = (picture: RunPicture) =>
    (nearestDistance(picture, run.entries) ?? Number.POSITIVE_INFINITY) <= algorithm.matchRadius;
  return {
    truth: countErrors(
      honest,
      ({ copyOf }) => copyOf !== null,
      "images that are copies of an entry",
      "images that are copies of no entry",
    ),
    radius: countErrors(
      honest,
      withinRadius,
      `images within ${algorithm.matchRadius} bits of an entry`,
      `images farther than ${algorithm.matchRadius} bits from every entry`,
    ),
    planted: { k: count(planted, isMatch), n: planted.length, unit: "images of the planted burst" },
  };
}

function countErrors(
  pictures: readonly RunPicture[],
  isPositive: (picture: RunPicture) => boolean,
  positives: string,
  negatives: string,
): ErrorCounts {
  const [positive, negative] = [pictures.filter(isPositive), pictures.filter((picture) => !isPositive(picture))];
  return {
    falsePositives: { k: count(negative, isMatch), n: negative.length, unit: negatives },
    falseNegatives: { k: count(positive, (picture) => !isMatch(picture)), n: positive.length, unit: positives },
  };
}

/** The same tokens, counting rule and threshold, computed in the clear. */
function equalsIdeal(
  run: DemoRun,
  { counting, pictures, opened, distinctMatches }: RunAccount,
  params: Params,
): boolean {
  const dropped = new Set(run.table.dropped.map(String));
  const ideal = evaluateIdeal(
    run.list.tokens.filter((token) => !dropped.has(String(token))),
    pictures.map(({ hashed, capturedAt }) => ({ image: hashed.image, payload: hashed.thumbnail, capturedAt })),
    {
      ...params,
      counting,
      clusterBounds: { withinSeconds: params.clusterSeconds, matchRadius: params.clusterRadius },
      distance: hammingDistance,
    },
  );
  const samePayload = (a: Uint8Array | null, b: Uint8Array | null) => (a && encodeHex(a)) === (b && encodeHex(b));
  return (
    ideal.opened === opened &&
    ideal.distinct === distinctMatches &&
    pictures.every(
      (picture, i) => ideal.matched[i] === isMatch(picture) && samePayload(ideal.payloads[i] ?? null, picture.payload),
    )
  );
}

function distinctPictures(accounts: readonly RunAccount[]): RunPicture[] {
  return [
    ...new Map(accounts.flatMap(({ pictures }) => pictures).map((picture) => [picture.source, picture])).values(),
  ];
}

function nearestDistance({ hashed: { image } }: RunPicture, entries: readonly RunEntry[]): number | null {
  if (!image) return null;
  const distances = entries.flatMap((entry) =>
    entry.hashed.image ? [hammingDistance(image.bits, entry.hashed.image.bits)] : [],
  );
  return distances.length > 0 ? Math.min(...distances) : null;
}

function isMatch({ seen }: RunPicture): boolean {
  return seen.status === "opened";
}

function count<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.filter(holds).length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** Bytes of a voucher shown to people. */
const excerptBytes = 64;

/** The run as the page shows it, and the pictures that it refers to by relative URL. */
export function composeView(run: DemoRun, result: DemoResult): { view: DemoView; pictures: Map<string, Uint8Array> } {
  const pictures = new Map<string, Uint8Array>();
  const publish = (url: string, bytes: Uint8Array) => {
    pictures.set(url, bytes);
    return url;
  };
  const view: DemoView = {
    schema: "glasshouse.demo-view/1",
    result,
    list: run.entries.map(({ id, title, planted, hashed }) => ({
      id,
      title,
      planted,
      picture: publish(`pictures/list/${id}.jpg`, hashed.thumbnail),
    })),
    accounts: run.accounts.map((account, a) => ({
      result: result.accounts[a] as AccountResult,
      story: account.story,
      device: account.pictures.map(
        (picture): DevicePicture => ({
          voucherId: picture.seen.voucherId,
          title: picture.title,
          picture: publish(`pictures/device/${picture.seen.voucherId}.jpg`, picture.hashed.thumbnail),
          change: picture.hashed.failure ? `${picture.change}; ${picture.hashed.failure}` : picture.change,
          copyOf: picture.copyOf,
          nearestDistance: nearestDistance(picture, run.entries),
        }),
      ),
      server: account.pictures.map(
        ({ seen, payload, voucher }): ServerVoucher => ({
          voucherId: seen.voucherId,
          bytes: seen.bytes,
          // Past the header, which is the same for all vouchers of a device.
          excerpt: encodeHex(decodeVoucher(voucher.bytes).slots.subarray(0, excerptBytes)),
          status: seen.status === "opened" ? "opened" : seen.status === "invalid-openings" ? "invalid" : "closed",
          openedSlots: seen.openedSlots,
          payload: payload && publish(`pictures/review/${seen.voucherId}.jpg`, payload),
        }),
      ),
    })),
  };
  return { view, pictures };
}
