/** The server: holds alpha and vouchers, opens what matches. Every function here maps bytes to bytes; the host stores. */
import {
  CryptoError,
  commitmentBytes,
  deriveFillers,
  fieldBytes,
  fieldOrder,
  freeCells,
  type Group,
  isCanonicalScalar,
  isEqualBytes,
  isSignature,
  openCommitted,
  padCapacity,
  planTable,
  pointBytes,
  type RandomBytes,
  sha256,
  systemRandom,
  tableEncodings,
} from "@glasshouse/crypto";
import { ProtocolError } from "../../errors.js";
import type { PreparedList } from "../../list.js";
import type { Token } from "../../tokens.js";
import { commitToFillerSeed, tokenDomain } from "./keys.js";
import { deriveTableId, encodeManifest, type Manifest, slotCount, verifySupplement } from "./manifest.js";
import {
  batchTranscript,
  decodeBatch,
  decodeSealedPart,
  decodeVoucher,
  type SealedPart,
  sealedPartBytes,
  sealOverheadBytes,
  slotBytes,
  voucherContext,
} from "./messages.js";
import { openSlots, slotPoints } from "./open-slots.js";
import type { Params } from "./params.js";
import type { OpenedVoucher } from "./threshold.js";

export { type AccountOutcome, type OpenedVoucher, openAccount, type ReadablePayload } from "./threshold.js";

/** The secrets of one published table. Whoever has them can test any hash for membership. */
export interface TableSecrets {
  readonly alpha: Uint8Array;
  readonly fillerSeed: Uint8Array;
}

/** A table ready to be published. */
export interface CreatedTable {
  readonly tableId: Uint8Array;
  readonly manifest: Manifest;
  readonly manifestBytes: Uint8Array;
  /** `cells` group elements of 32 bytes. */
  readonly cells: Uint8Array;
  readonly secrets: TableSecrets;
  /** Tokens that found no place; never any in a fuse table. Their images still match on their other tokens. */
  readonly dropped: readonly Token[];
}

/** Choices of {@link createTable} beside its parameters. */
export interface CreateTableOptions {
  /** Digest of the hash algorithm's definition, 32 bytes. */
  readonly algorithmDigest: Uint8Array;
  /** Counts published tables, from 1. */
  readonly epoch: number;
  /** The table that this one supplements: its list holds only what was added since. */
  readonly base?: Pick<CreatedTable, "tableId" | "manifest">;
  readonly random?: RandomBytes;
}

/**
 * Blinds a prepared list under a key of its own: two tables under one alpha would let any device test candidates.
 * @throws ProtocolError `invalid-parameters`, `wrong-algorithm` when list and parameters disagree, `table-build-failed`
 */
export function createTable(
  group: Group,
  list: PreparedList,
  params: Params,
  { algorithmDigest, epoch, base, random = systemRandom }: CreateTableOptions,
): CreatedTable {
  if (list.algorithm !== params.algorithm || list.tokenScheme.id !== params.tokenScheme.id)
    throw new ProtocolError(
      "wrong-algorithm",
      `list: got ${list.algorithm} under ${list.tokenScheme.id}, expected ${params.algorithm} under ${params.tokenScheme.id}`,
    );
  const alpha = group.createScalars(1, random);
  const fillerSeed = random(32);
  const serverNonce = random(32);
  const capacity = padCapacity(list.tokens.length);
  const { layout, plan, counter } = place(list, params, serverNonce, capacity);
  const fillers = deriveFillers(group, fillerSeed, freeCells(plan));
  const values = group.blindTokens(list.tokens, tokenDomain, alpha);
  const cells = tableEncodings[params.table].solve(group, layout, plan, values, fillers);
  const manifest: Manifest = {
    ...params,
    epoch,
    base: base?.tableId ?? new Uint8Array(0),
    algorithmDigest,
    listCommitment: list.commitment,
    fillerCommitment: commitToFillerSeed(fillerSeed),
    serverNonce,
    layoutCounter: counter,
    capacity,
    tableDigest: sha256(cells),
    blindedGenerator: group.multiplyBase(alpha),
  };
  if (base) verifySupplement(manifest, base.manifest);
  const manifestBytes = encodeManifest(manifest);
  return {
    tableId: deriveTableId(manifestBytes),
    manifest,
    manifestBytes,
    cells,
    secrets: { alpha, fillerSeed },
    dropped: Array.from(plan.dropped, (i) => list.tokens[i] as Token),
  };
}

function place(list: PreparedList, params: Params, serverNonce: Uint8Array, capacity: number) {
  try {
    return planTable({
      encoding: params.table,
      tokens: list.tokens,
      listCommitment: list.commitment,
      serverNonce,
      capacity,
      mostDropped: params.droppedTokens,
    });
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
    throw new ProtocolError(
      "table-build-failed",
      `${params.table} table of ${list.tokens.length} tokens: ${error.message}`,
    );
  }
}

/** What the host has stored, as far as a batch is checked against it. */
export interface Directory {
  /** The key of a registered device of this account; `null` if there is none. */
  devicePublicKey(account: Uint8Array, device: Uint8Array): Promise<Uint8Array | null>;
  /** A published table whose vouchers are still taken; `null` if there is none. */
  manifest(tableId: Uint8Array): Manifest | null;
}

/** A voucher fit to be stored. */
export interface AcceptedVoucher {
  readonly voucherId: Uint8Array;
  readonly tableId: Uint8Array;
  readonly window: number;
  readonly bytes: Uint8Array;
}

/** A batch all of whose vouchers are fit to be stored. */
export interface AcceptedBatch {
  readonly account: Uint8Array;
  readonly device: Uint8Array;
  readonly vouchers: readonly AcceptedVoucher[];
}

/**
 * Checks a batch whole, so that it is stored whole or not at all. Nothing here depends on whether a voucher matches.
 * @throws ProtocolError `malformed-message`, `unsupported-version`, `message-too-large`, `unknown-device`,
 *   `invalid-signature`, `wrong-account`, `wrong-device`, `unknown-table`, `wrong-token-scheme`, `invalid-point`,
 *   `identity-point`, `duplicate-voucher`
 */
export async function acceptBatch(group: Group, bytes: Uint8Array, directory: Directory): Promise<AcceptedBatch> {
  const { account, device, vouchers, signature } = decodeBatch(bytes);
  const publicKey = await directory.devicePublicKey(account, device);
  if (!publicKey) throw new ProtocolError("unknown-device", "batch: this device never registered for this account");
  if (!isSignature(signature, batchTranscript(account, device, vouchers), publicKey))
    throw new ProtocolError("invalid-signature", "batch: not signed by the device's key");
  const seen = new Set<string>();
  const accepted = vouchers.map((voucherBytes, i): AcceptedVoucher => {
    const voucher = decodeVoucher(voucherBytes);
    const at = `voucher ${i}`;
    if (!isEqualBytes(voucher.account, account))
      throw new ProtocolError("wrong-account", `${at}: names another account`);
    if (!isEqualBytes(voucher.device, device)) throw new ProtocolError("wrong-device", `${at}: names another device`);
    const manifest = directory.manifest(voucher.tableId);
    if (!manifest) throw new ProtocolError("unknown-table", `${at}: its table was never published or is retired`);
    if (voucher.tokenScheme !== manifest.tokenScheme.id)
      throw new ProtocolError(
        "wrong-token-scheme",
        `${at}: got "${voucher.tokenScheme}", expected "${manifest.tokenScheme.id}"`,
      );
    verifyLength(at, "slots", voucher.slots, slotCount(manifest) * slotBytes);
    verifyLength(at, "sealed", voucher.sealed, sealedPartBytes(manifest) + sealOverheadBytes);
    const points = slotPoints(voucher.slots);
    const invalid = group.findInvalid(points, { rejectIdentity: true });
    if (invalid !== -1) {
      const q = points.subarray(invalid * pointBytes, (invalid + 1) * pointBytes);
      const code = q.every((byte) => byte === 0) ? "identity-point" : "invalid-point";
      throw new ProtocolError(code, `${at}: slot ${invalid} does not hold a group element other than the identity`);
    }
    const id = String(voucher.voucherId);
    if (seen.has(id)) throw new ProtocolError("duplicate-voucher", `${at}: its id stands in this batch already`);
    seen.add(id);
    return { voucherId: voucher.voucherId, tableId: voucher.tableId, window: voucher.window, bytes: voucherBytes };
  });
  return { account, device, vouchers: accepted };
}

/**
 * What the server sees of a voucher. `invalid-openings`: slots opened that contradict one another or hold no share,
 * which only a hostile device makes; it counts for nothing.
 */
export type VoucherOpening =
  | { readonly status: "closed" }
  | { readonly status: "invalid-openings" }
  | {
      readonly status: "opened";
      readonly voucher: OpenedVoucher;
      /** Slots that gave outerKey. */
      readonly openedSlots: number;
    };

/**
 * Tries every slot of an accepted voucher, whether or not one before it opened.
 * @param base the secrets of the table that this one supplements, if its manifest names one
 * @throws ProtocolError `wrong-table` for a supplement without its base, whose matches would stay unseen, or the reverse
 */
export function openVoucher(
  group: Group,
  manifest: Manifest,
  secrets: Pick<TableSecrets, "alpha">,
  voucherBytes: Uint8Array,
  base: Pick<TableSecrets, "alpha"> | null = null,
): VoucherOpening {
  if (manifest.base.length > 0 !== (base !== null))
    throw new ProtocolError("wrong-table", `voucher: got ${base ? "a" : "no"} base key, its manifest says otherwise`);
  const { slots, sealed, ...header } = decodeVoucher(voucherBytes);
  const context = voucherContext(header);
  const commitment = sealed.subarray(0, commitmentBytes);
  const alphas = base ? [base.alpha, secrets.alpha] : [secrets.alpha];
  const opened = openSlots(group, manifest.tokenScheme, alphas, slots, commitment, context);
  if (!opened) return { status: "closed" };
  const sealedPart = opened === "contradiction" ? null : openCommitted(opened.outerKey, sealed, context);
  if (opened === "contradiction" || !sealedPart) return { status: "invalid-openings" };
  const part = decodeSealedPart(manifest, sealedPart);
  if (!isShare(part) || !isColumn(part.detectionColumn)) return { status: "invalid-openings" };
  return {
    status: "opened",
    voucher: { voucherId: header.voucherId, context, ...part },
    openedSlots: opened.count,
  };
}

/** Elements of the detectable hash function's field, each below its order. */
function isColumn(column: Uint8Array): boolean {
  const view = new DataView(column.buffer, column.byteOffset, column.length);
  for (let at = 0; at < column.length; at += fieldBytes) if (view.getBigUint64(at, true) >= fieldOrder) return false;
  return true;
}

/** An honest device's share: two scalars, x not 0. */
function isShare({ x, y }: SealedPart): boolean {
  return isCanonicalScalar(x) && isCanonicalScalar(y) && x.some((byte) => byte !== 0);
}

function verifyLength(at: string, name: string, bytes: Uint8Array, expected: number): void {
  if (bytes.length !== expected)
    throw new ProtocolError("malformed-message", `${at}.${name}: got ${bytes.length} bytes, expected ${expected}`);
}
