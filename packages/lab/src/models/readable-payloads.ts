/** What a server reads of one account under a threshold, and under a lower one that it wants afterwards. */
import {
  type AccountOutcome,
  type AccountSecrets,
  acceptBatch,
  createAccount,
  createBatch,
  createDevice,
  createVoucherMaker,
  evaluateIdeal,
  type HashedImage,
  type OpenedVoucher,
  openAccount,
  openVoucher,
} from "@glasshouse/matcher";
import type { RunContext } from "../findings/index.js";
import {
  drawHashes,
  noDistance,
  type PublishedHashes,
  publishHashes,
  toAccountImages,
} from "../samples/random-hashes.js";

/** One window of an account under one table: its vouchers, accepted and tried by the server. */
async function upload(
  { group, random }: Pick<RunContext, "group" | "random">,
  { published, table }: PublishedHashes,
  images: readonly HashedImage[],
): Promise<{ readonly account: AccountSecrets; readonly opened: readonly OpenedVoucher[] }> {
  const account = createAccount(group, table.manifest, random.bytes);
  const device = createDevice(random.bytes);
  const maker = createVoucherMaker(group, table, account, device, { distance: noDistance, random: random.bytes });
  const batch = createBatch(account, device, toAccountImages(images).map(maker.createVoucher));
  const { vouchers } = await acceptBatch(group, batch, {
    devicePublicKey: async () => device.signingKeys.publicKey,
    manifest: () => table.manifest,
  });
  const opened = vouchers.flatMap(({ bytes }) => {
    const opening = openVoucher(group, table.manifest, published.secrets, bytes);
    return opening.status === "opened" ? [opening.voucher] : [];
  });
  return { account, opened };
}

/** Payloads that became readable. */
function countReadable(outcome: AccountOutcome): number {
  return outcome.status === "opened" ? outcome.payloads.length : 0;
}

/** Payloads that the server reads of an account with so many matching images. */
export interface ReadablePayloads {
  readonly matches: number;
  /** Under the threshold that the account's window began with. */
  readonly before: number;
  /** Under the lower one, where the server counts in the clear. */
  readonly serverHeld: number;
  /** Under the lower one, from the vouchers that it holds. */
  readonly bound: number;
  /** Under the lower one, from vouchers of a window that began with it. */
  readonly newWindow: number;
}

/** Runs one account under both thresholds, looked at after as many matches as lie around them. */
export async function countReadablePayloads(
  { group, random, onProgress }: RunContext,
  { before, after }: { readonly before: number; readonly after: number },
): Promise<ReadablePayloads[]> {
  const listed = drawHashes(random.fork("list"), before);
  const publish = (threshold: number) => publishHashes(group, listed, random.fork(`table ${threshold}`), { threshold });
  const [high, low] = [publish(before), publish(after)];
  const old = await upload({ group, random: random.fork("old window") }, high, listed);
  await onProgress(1, 4);
  const fresh = await upload({ group, random: random.fork("new window") }, low, listed);
  await onProgress(2, 4);
  const { tokenScheme, counting } = high.table.manifest;
  const counted: ReadablePayloads[] = [];
  const around = [after - 1, after, Math.ceil((after + before) / 2), before - 1, before].filter(
    (matches) => matches > 0,
  );
  for (const matches of new Set(around)) {
    const open = ({ account, opened }: typeof old, { table: { manifest } }: PublishedHashes, threshold: number) => {
      const { bytes } = random.fork(`open ${matches}`);
      const outcome = openAccount({ ...manifest, threshold }, account.account, opened.slice(0, matches), bytes);
      return countReadable(outcome);
    };
    const { payloads } = evaluateIdeal(high.list.tokens, toAccountImages(listed.slice(0, matches)), {
      tokenScheme,
      counting,
      threshold: after,
      clusterBounds: { withinSeconds: 0, matchRadius: 0 },
      distance: noDistance,
    });
    counted.push({
      matches,
      before: open(old, high, before),
      serverHeld: payloads.filter((payload) => payload !== null).length,
      bound: open(old, high, after),
      newWindow: open(fresh, low, after),
    });
    await onProgress(3, 4);
  }
  return counted;
}
