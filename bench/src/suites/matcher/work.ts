import { decodeTable, type Group } from "@glasshouse/crypto";
import {
  acceptBatch,
  acceptRegistration,
  createBatch,
  createTable,
  type OpenedVoucher,
  openAccount,
  openVoucher,
  prepareTable,
  probeTokens,
} from "@glasshouse/matcher";
import type { Contestant } from "../../harness/contestant.js";
import { BenchError } from "../../harness/errors.js";
import { algorithmDigest, type ImageKind, type Matching } from "../../inputs/matching.js";

/** What the roles do under one token scheme and table encoding, each named by what one operation of it is. */
export interface Work {
  /** Scheme and encoding. */
  readonly name: string;
  readonly matching: Matching;
  readonly device: Readonly<Record<"voucher" | "decodeProbe", Contestant>>;
  readonly server: Readonly<Record<"acceptVoucher" | "tryUnlisted" | "tryListed" | "openAccount", Contestant>>;
  readonly table: Readonly<Record<"createToken" | "prepareCell", Contestant>>;
}

/** Vouchers per batch on their way to the server. */
const batchVouchers = 32;

export function createWork(group: Group, name: string, matching: Matching): Work {
  return {
    name,
    matching,
    device: {
      voucher: {
        name: `device: voucher, ${name}`,
        run: () => matching.maker.createVoucher(matching.next.unlisted()),
      },
      decodeProbe: decodeProbe(group, `device: decode one probe, ${name}`, matching),
    },
    server: {
      acceptVoucher: acceptVoucher(group, `server: accept a voucher, ${name}`, matching),
      tryUnlisted: tryVoucher(group, `server: try an unlisted voucher, ${name}`, matching, "unlisted"),
      tryListed: tryVoucher(group, `server: try a listed voucher, ${name}`, matching, "listed"),
      openAccount: tryAccount(group, `server: open an account of 30, ${name}`, matching),
    },
    table: {
      createToken: {
        name: `server: table per token, ${name}`,
        operationsPerCall: matching.list.tokens.length,
        run: () => createTable(group, matching.list, matching.params, { algorithmDigest, epoch: 1 }),
      },
      prepareCell: {
        name: `device: check per cell, ${name}`,
        operationsPerCall: matching.prepared.layout.cells,
        run: () => prepareTable(group, matching.table.manifestBytes, matching.table.cells, matching.table.tableId),
      },
    },
  };
}

/** What a voucher stands for. `synthetic`: it opens whatever the image. */
export type VoucherKind = ImageKind | "synthetic";

/**
 * Vouchers whose making must not tell them apart.
 * @param synthetic like `usual` but that it makes nothing but synthetic vouchers
 */
export function vouchersOfKinds(usual: Matching, synthetic: Matching): Readonly<Record<VoucherKind, Contestant>> {
  const voucher = (kind: VoucherKind, { maker }: Matching, next: Matching["next"][ImageKind]): Contestant => ({
    name: `device: voucher of one kind, ${kind}`,
    run: () => maker.createVoucher(next()),
  });
  return {
    unlisted: voucher("unlisted", usual, usual.next.unlisted),
    listed: voucher("listed", usual, usual.next.listed),
    unhashable: voucher("unhashable", usual, usual.next.unhashable),
    synthetic: voucher("synthetic", synthetic, synthetic.next.unlisted),
  };
}

function decodeProbe(group: Group, name: string, { params, prepared, next }: Matching): Contestant {
  const { image } = next.unlisted();
  const tokens = image === null ? [] : probeTokens(params.tokenScheme, image);
  const run = () => decodeTable(group, prepared.layout, prepared.cells, tokens);
  return { name, operationsPerCall: tokens.length, run };
}

/** Signature, shape and points, as a host checks them before it stores. */
function acceptVoucher(group: Group, name: string, matching: Matching): Contestant {
  const { account, device, table, maker, next } = matching;
  const { devicePublicKey } = acceptRegistration(matching.registration);
  const vouchers = Array.from({ length: batchVouchers }, () => maker.createVoucher(next.unlisted()));
  const batch = createBatch(account, device, vouchers);
  const directory = { devicePublicKey: async () => devicePublicKey, manifest: () => table.manifest };
  return { name, operationsPerCall: batchVouchers, run: () => acceptBatch(group, batch, directory), isAsync: true };
}

function tryVoucher(group: Group, name: string, { table, maker, next }: Matching, kind: ImageKind): Contestant {
  const { bytes } = maker.createVoucher(next[kind]());
  return { name, run: () => openVoucher(group, table.manifest, table.secrets, bytes) };
}

function tryAccount(group: Group, name: string, matching: Matching): Contestant {
  const { params, account } = matching;
  const opened = openedVouchers(group, matching);
  return { name, run: () => openAccount(params, account.account, opened) };
}

/** Of as many listed images as the threshold asks for. */
function openedVouchers(group: Group, { params, table, maker, next }: Matching): OpenedVoucher[] {
  const opened: OpenedVoucher[] = [];
  // A cuckoo table may have dropped all tokens of an image.
  for (let tried = 0; opened.length < params.threshold && tried < 2 * params.threshold; tried++) {
    const opening = openVoucher(group, table.manifest, table.secrets, maker.createVoucher(next.listed()).bytes);
    if (opening.status === "opened") opened.push(opening.voucher);
  }
  return opened;
}

/**
 * The truth about what is timed: listed images open, others do not, all vouchers are of one length, the threshold opens.
 * @throws BenchError `oracle-mismatch`
 */
export function verifyMatching(group: Group, matching: Matching): void {
  const { params, account, table, maker, next } = matching;
  const lengths = new Set<number>();
  for (const kind of ["unlisted", "unhashable"] as const) {
    const { bytes } = maker.createVoucher(next[kind]());
    lengths.add(bytes.length);
    const { status } = openVoucher(group, table.manifest, table.secrets, bytes);
    requireEqual(`${kind} image`, status, "closed");
  }
  lengths.add(maker.createVoucher(next.listed()).bytes.length);
  requireEqual("lengths of vouchers", String(lengths.size), "1");
  const opened = openedVouchers(group, matching);
  requireEqual("listed images that open", String(opened.length), String(params.threshold));
  requireEqual("one below", openAccount(params, account.account, opened.slice(1)).status, "below-threshold");
  requireEqual("at the threshold", openAccount(params, account.account, opened).status, "opened");
}

function requireEqual(what: string, got: string, expected: string): void {
  if (got !== expected) throw new BenchError("oracle-mismatch", `${what}: got ${got}, expected ${expected}`);
}
