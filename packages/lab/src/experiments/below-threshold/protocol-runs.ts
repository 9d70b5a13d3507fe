/** Small accounts run through the protocol below their threshold, and what their server sees of each. */
import type { Group } from "@glasshouse/crypto";
import type { SeededRandom } from "@glasshouse/fixtures";
import {
  createAccount,
  createDevice,
  createVoucherMaker,
  type HashedImage,
  openVoucher,
  type Params,
  parseTokenScheme,
  simulateAccount,
} from "@glasshouse/matcher";
import { createCountingGroup } from "@glasshouse/matcher/attacks";
import type { RunContext } from "../../findings/index.js";
import {
  drawHashes,
  noDistance,
  type PublishedHashes,
  publishHashes,
  toAccountImages,
} from "../../samples/random-hashes.js";

/** Distinct photographs of an account; the first is kept twice. */
export const smallAccount = { photos: 8, threshold: 10, listed: 4 } as const;

/** What a server sees of an account, one number per channel. */
export interface ServerSight {
  /** Opened vouchers that count apart. */
  readonly opened: number;
  /** Opened vouchers all of whose blocks opened. */
  readonly wholly: number;
  /** Opened vouchers that carry a share seen before. */
  readonly equal: number;
  readonly bytes: number;
  /** Group operations of device and server. */
  readonly operations: number;
}

/** Published tables and the pictures of their list. */
export interface SmallWorld extends PublishedHashes {
  readonly listed: readonly HashedImage[];
}

/**
 * A list and its table, with synthetic vouchers at a rate. They open both blocks, as exact copies of listed pictures do,
 * unless `changes` say otherwise.
 */
export function publishSmallWorld(
  group: Group,
  random: SeededRandom,
  synthetic: number,
  changes: Partial<Params> = {},
): SmallWorld {
  const listed = drawHashes(random.fork("list"), smallAccount.listed);
  const params = {
    tokenScheme: parseTokenScheme("blocks-2x32-f0"),
    threshold: smallAccount.threshold,
    openings: [0, 1],
    syntheticPerMillion: Math.floor(1e6 * synthetic),
    ...changes,
  };
  return { ...publishHashes(group, listed, random.fork("table"), params), listed };
}

/** Runs accounts with so many exact copies of listed pictures among their photographs. */
export async function observeAccounts(
  { group: inner, onProgress }: Pick<RunContext, "group" | "onProgress">,
  { table, published, listed }: SmallWorld,
  random: SeededRandom,
  { accounts, matches }: { readonly accounts: number; readonly matches: number },
): Promise<ServerSight[]> {
  const { group, takeCost } = createCountingGroup(inner);
  const sights: ServerSight[] = [];
  for (let i = 0; i < accounts; i++) {
    const own = random.fork(`account ${i}`);
    const images = [...own.shuffle(listed).slice(0, matches), ...drawHashes(own, smallAccount.photos - matches)];
    takeCost(0);
    const { openedSlots, outcome, voucherBytes } = await simulateAccount(
      group,
      table,
      published,
      toAccountImages([...images, images[0] as HashedImage]),
      { distance: noDistance, random: own.bytes },
    );
    const { multiplications, hashesToGroup, pointChecks } = takeCost(0);
    const opened = openedSlots.filter((slots) => slots > 0).length;
    sights.push({
      opened: outcome.distinct,
      wholly: openedSlots.slice(0, smallAccount.photos).filter((slots) => slots === 2).length,
      equal: opened - outcome.distinct,
      bytes: voucherBytes,
      operations: multiplications + hashesToGroup + pointChecks,
    });
    await onProgress(i + 1, accounts);
  }
  return sights;
}

/** Work and bytes of one voucher. */
export interface VoucherWork {
  readonly kind: string;
  readonly deviceOperations: number;
  readonly bytes: number;
  readonly serverOperations: number;
  /** Blocks that opened. */
  readonly opened: number;
}

/** Counts what one voucher of each kind costs, and of a device under another scheme as the control. */
export function countVoucherWork(inner: Group, random: SeededRandom): VoucherWork[] {
  const { group, takeCost } = createCountingGroup(inner);
  const measure = (kind: string, world: SmallWorld, image: HashedImage | null): VoucherWork => {
    const { table, published } = world;
    const own = random.fork(kind);
    const account = createAccount(group, table.manifest, own.bytes);
    const options = { distance: noDistance, random: own.bytes };
    const maker = createVoucherMaker(group, table, account, createDevice(own.bytes), options);
    takeCost(0);
    const voucher = maker.createVoucher({ image, payload: new Uint8Array(1), capturedAt: null });
    const device = takeCost(voucher.bytes.length);
    const opening = openVoucher(group, table.manifest, published.secrets, voucher.bytes);
    const server = takeCost(0);
    return {
      kind,
      deviceOperations: device.multiplications + device.hashesToGroup,
      bytes: device.bytes,
      serverOperations: server.multiplications,
      opened: opening.status === "opened" ? opening.openedSlots : 0,
    };
  };
  const plain = publishSmallWorld(group, random.fork("plain"), 0);
  const synthetic = publishSmallWorld(group, random.fork("synthetic"), 0.999_999);
  const wider = publishSmallWorld(group, random.fork("wider"), 0, { tokenScheme: parseTokenScheme("blocks-2x32-f1") });
  const [image] = drawHashes(random.fork("image"), 1) as [HashedImage];
  return [
    measure("a picture that matches", plain, plain.listed[0] as HashedImage),
    measure("a picture that does not", plain, image),
    measure("a picture of too low quality to hash", plain, null),
    measure("a synthetic voucher", synthetic, image),
    measure("control: a device that tries two tokens per block", wider, image),
  ];
}
