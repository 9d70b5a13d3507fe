import type { Group } from "@glasshouse/crypto";
import { createSeededRandom, type SeededRandom } from "@glasshouse/fixtures";
import { defaultAlgorithm, hammingDistance } from "@glasshouse/hasher";
import {
  type AccountImage,
  type AccountSecrets,
  type CreatedTable,
  createAccount,
  createDevice,
  createRegistration,
  createTable,
  createVoucherMaker,
  type DeviceSecrets,
  defaultParams,
  type HashedImage,
  type ListEntry,
  type Params,
  type PreparedList,
  type PreparedTable,
  prepareList,
  prepareTable,
  type VoucherMaker,
} from "@glasshouse/matcher";
import type { Scale } from "../harness/suite.js";

/** Everything that one device and one server need to exchange vouchers, made from a seed. */
export interface Matching {
  readonly params: Params;
  readonly list: PreparedList;
  readonly table: CreatedTable;
  readonly prepared: PreparedTable;
  readonly account: AccountSecrets;
  readonly device: DeviceSecrets;
  readonly registration: Uint8Array;
  readonly maker: VoucherMaker;
  /** Images of each kind in turn, with payloads of the full length. */
  readonly next: Readonly<Record<ImageKind, () => AccountImage>>;
}

/** `listed`: an exact copy of an entry. `unhashable`: no picture, or one of too little structure. */
export type ImageKind = "listed" | "unlisted" | "unhashable";

/** Entries of the list: enough that fixed costs of a table vanish beside its tokens. */
const entryCounts: Readonly<Record<Scale, number>> = { full: 256, tiny: 32 };
export const algorithmDigest: Uint8Array = new Uint8Array(32);

/** @param changes to the choices of the reference runs */
export function createMatching(group: Group, changes: Partial<Params>, scale: Scale): Matching {
  const random = createSeededRandom("bench matching");
  const params: Params = {
    ...defaultParams,
    imagesPerWindow: 2 ** 24, // a measurement makes more vouchers than one window of an account takes
    ...(scale === "tiny" ? { threshold: 2 } : {}),
    ...changes,
  };
  const entries = Array.from(
    { length: entryCounts[scale] },
    (_, i): ListEntry => ({ id: String(i), image: createHash(random) }),
  );
  const list = prepareList(entries, { ...params, random: random.bytes });
  const table = createTable(group, list, params, { algorithmDigest, epoch: 1, random: random.bytes });
  const prepared = prepareTable(group, table.manifestBytes, table.cells, table.tableId);
  const account = createAccount(group, table.manifest);
  const device = createDevice();
  const payload = random.bytes(params.payloadBytes);
  const inTurn = (images: readonly (HashedImage | null)[]) => {
    let turn = 0;
    return (): AccountImage => ({ image: images[turn++ % images.length] ?? null, payload, capturedAt: null });
  };
  return {
    params,
    list,
    table,
    prepared,
    account,
    device,
    registration: createRegistration(account, device),
    maker: createVoucherMaker(group, prepared, account, device, { distance: hammingDistance }),
    next: {
      listed: inTurn(entries.map(({ image }) => image)),
      unlisted: inTurn(entries.map(() => createHash(random))),
      unhashable: inTurn([null]),
    },
  };
}

/** A hash as random as those of unrelated pictures are. */
export function createHash(random: SeededRandom): HashedImage {
  const { id, bits, bitOrder } = defaultAlgorithm;
  return {
    algorithm: id,
    bits: random.bytes(bits / 8),
    margins: Float32Array.from({ length: bits }, () => random.uniform()),
    bitOrder,
  };
}
