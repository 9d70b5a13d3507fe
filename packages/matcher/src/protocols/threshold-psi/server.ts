/** The server: holds alpha and vouchers, opens what matches. Every function here maps bytes to bytes; the host stores. */
import {
  CryptoError,
  deriveCommitment,
  deriveFillers,
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
import type { Token } from "../../tokens.js";
import { commitToFillerSeed, derivePad, tokenDomain } from "./keys.js";
import type { PreparedList } from "./list-authority.js";
import {
  batchTranscript,
  decodeBatch,
  decodeRegistration,
  decodeSealedPart,
  decodeVoucher,
  deriveAccountId,
  deriveDeviceId,
  deriveTableId,
  encodeManifest,
  type Manifest,
  type Registration,
  registrationTranscript,
  sealedPartBytes,
  sealOverheadBytes,
  slotBytes,
  slotCount,
  voucherContext,
} from "./messages.js";
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
  { algorithmDigest, epoch, random = systemRandom }: CreateTableOptions,
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
    algorithmDigest,
    listCommitment: list.commitment,
    fillerCommitment: commitToFillerSeed(fillerSeed),
    serverNonce,
    layoutCounter: counter,
    capacity,
    tableDigest: sha256(cells),
    blindedGenerator: group.multiplyBase(alpha),
  };
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

/** A registration whose signature holds. */
export interface AcceptedRegistration extends Registration {
  readonly account: Uint8Array;
  readonly device: Uint8Array;
}

/** Checks a registration. @throws ProtocolError `malformed-message`, `unsupported-version`, `invalid-signature`. */
export function acceptRegistration(bytes: Uint8Array): AcceptedRegistration {
  const registration = decodeRegistration(bytes);
  const { accountPublicKey, devicePublicKey, signature } = registration;
  if (!isSignature(signature, registrationTranscript(accountPublicKey, devicePublicKey), accountPublicKey))
    throw new ProtocolError("invalid-signature", "registration: not signed by the account's key");
  return {
    ...registration,
    account: deriveAccountId(accountPublicKey),
    device: deriveDeviceId(devicePublicKey),
  };
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
      /** Slots that gave rkey. */
      readonly openedSlots: number;
    };

/** Tries every slot of an accepted voucher, whether or not one before it opened. */
export function openVoucher(
  group: Group,
  manifest: Manifest,
  { alpha }: Pick<TableSecrets, "alpha">,
  voucherBytes: Uint8Array,
): VoucherOpening {
  const voucher = decodeVoucher(voucherBytes);
  const context = voucherContext(voucher);
  const commitment = voucher.sealed.subarray(0, 32);
  const q = slotPoints(voucher.slots);
  const s = group.multiplyAll(q, alpha);
  const candidates: Uint8Array[] = [];
  for (let j = 0; j < q.length / pointBytes; j++) {
    const qj = q.subarray(j * pointBytes, (j + 1) * pointBytes);
    const pad = derivePad(s.subarray(j * pointBytes, (j + 1) * pointBytes), qj, context);
    const masked = voucher.slots.subarray(j * slotBytes + pointBytes, (j + 1) * slotBytes);
    const candidate = pad.map((byte, i) => byte ^ (masked[i] as number));
    if (isEqualBytes(deriveCommitment(candidate, context), commitment)) candidates.push(candidate);
  }
  const [rkey] = candidates;
  if (!rkey) return { status: "closed" };
  if (!candidates.every((candidate) => isEqualBytes(candidate, rkey))) return { status: "invalid-openings" };
  const sealedPart = openCommitted(rkey, voucher.sealed, context);
  if (!sealedPart) return { status: "invalid-openings" };
  const { detectionColumn, x, y, sealedPayload } = decodeSealedPart(manifest, sealedPart);
  if (!isCanonicalScalar(x) || !isCanonicalScalar(y) || x.every((byte) => byte === 0))
    return { status: "invalid-openings" };
  return {
    status: "opened",
    voucher: { voucherId: voucher.voucherId, context, x, y, detectionColumn, sealedPayload },
    openedSlots: candidates.length,
  };
}

function slotPoints(slots: Uint8Array): Uint8Array {
  const points = new Uint8Array((slots.length / slotBytes) * pointBytes);
  for (let from = 0, to = 0; from < slots.length; from += slotBytes, to += pointBytes)
    points.set(slots.subarray(from, from + pointBytes), to);
  return points;
}

function verifyLength(at: string, name: string, bytes: Uint8Array, expected: number): void {
  if (bytes.length !== expected)
    throw new ProtocolError("malformed-message", `${at}.${name}: got ${bytes.length} bytes, expected ${expected}`);
}
