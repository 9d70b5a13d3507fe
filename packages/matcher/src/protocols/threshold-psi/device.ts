/** The device: holds pictures, learns nothing about the list. Every image becomes a voucher of one length and shape. */
import {
  createPolynomial,
  createSigningKeys,
  decodeTable,
  evaluatePolynomial,
  type FixedBase,
  type Group,
  isEqualBytes,
  type Polynomial,
  pointBytes,
  type RandomBytes,
  type SigningKeys,
  sealCommitted,
  sha256,
  sign,
  systemRandom,
  type TableLayout,
  tableEncodings,
} from "@glasshouse/crypto";
import { createCounter, type Distance } from "../../counting.js";
import { ProtocolError } from "../../errors.js";
import type { AccountImage } from "../../matching.js";
import { createPermutation } from "../../shuffle.js";
import { createUnmatchableTokens, probeTokens } from "../../tokens.js";
import { deriveAccountKey, derivePad, deriveShareX, deriveVoucherKey, tokenDomain } from "./keys.js";
import {
  batchTranscript,
  createVoucherId,
  decodeManifest,
  deriveAccountId,
  deriveDeviceId,
  deriveLayout,
  deriveTableId,
  detectionColumnBytes,
  encodeBatch,
  encodeRegistration,
  encodeSealedPart,
  encodeVoucher,
  type Manifest,
  padPayload,
  registrationTranscript,
  slotBytes,
  tableBytes,
  voucherContext,
} from "./messages.js";

/** A published table, checked whole, ready for any number of images. */
export interface PreparedTable {
  readonly tableId: Uint8Array;
  readonly manifest: Manifest;
  readonly layout: TableLayout;
  readonly cells: Uint8Array;
  /** L with its multiplication table. */
  readonly blindedGenerator: FixedBase;
}

/**
 * Checks a table before its first use: no check on a single image may fail visibly afterwards.
 * @param pinnedTableId the id that the device expects; leave it out to accept the manifest as it is
 * @throws ProtocolError `wrong-table`, `table-digest-mismatch`, `invalid-point`, `identity-point`, and what
 *   {@link decodeManifest} throws
 */
export function prepareTable(
  group: Group,
  manifestBytes: Uint8Array,
  cells: Uint8Array,
  pinnedTableId?: Uint8Array,
): PreparedTable {
  const manifest = decodeManifest(manifestBytes);
  const tableId = deriveTableId(manifestBytes);
  if (pinnedTableId && !isEqualBytes(pinnedTableId, tableId))
    throw new ProtocolError("wrong-table", "manifest: its id is not the pinned one");
  const layout = deriveLayout(manifest);
  if (cells.length !== tableBytes(manifest) || !isEqualBytes(sha256(cells), manifest.tableDigest))
    throw new ProtocolError(
      "table-digest-mismatch",
      `table: got ${cells.length} bytes that are not the ${tableBytes(manifest)} bytes of the manifest's digest`,
    );
  if (group.findInvalid(manifest.blindedGenerator) !== -1)
    throw new ProtocolError("invalid-point", "blinded generator: not a group element");
  if (group.findInvalid(manifest.blindedGenerator, { rejectIdentity: true }) !== -1)
    throw new ProtocolError("identity-point", "blinded generator: the identity would open every voucher");
  const invalid = group.findInvalid(cells);
  if (invalid !== -1) throw new ProtocolError("invalid-point", `cell ${invalid}: not a group element`);
  return { tableId, manifest, layout, cells, blindedGenerator: group.prepareBase(manifest.blindedGenerator) };
}

/** What all devices of one account share within one window. Secret from everyone else. */
export interface AccountSecrets {
  readonly account: Uint8Array;
  readonly signingKeys: SigningKeys;
  /** Counts windows, from 0: the other secrets are fresh in each. */
  readonly window: number;
  /** Independent of accountKey, so that opening the account does not predict its shares. */
  readonly shareSeed: Uint8Array;
  /** Degree threshold - 1; its value at 0 gives accountKey. */
  readonly polynomial: Polynomial;
  readonly accountKey: Uint8Array;
}

/** Draws an account's keys and the secrets of its window 0. */
export function createAccount(group: Group, manifest: Manifest, random: RandomBytes = systemRandom): AccountSecrets {
  return createWindow(group, manifest, createSigningKeys(random), 0, random);
}

/** Draws an account's secrets for another window: after an opening the server holds the old ones. */
export function createWindow(
  group: Group,
  manifest: Manifest,
  signingKeys: SigningKeys,
  window: number,
  random: RandomBytes = systemRandom,
): AccountSecrets {
  const account = deriveAccountId(signingKeys.publicKey);
  const secret = group.createScalars(1, random);
  return {
    account,
    signingKeys,
    window,
    shareSeed: random(32),
    polynomial: createPolynomial(secret, manifest.threshold, random),
    accountKey: deriveAccountKey(secret, account),
  };
}

/** One device's own keys. */
export interface DeviceSecrets {
  readonly device: Uint8Array;
  readonly signingKeys: SigningKeys;
}

/** Draws a device's keys. */
export function createDevice(random: RandomBytes = systemRandom): DeviceSecrets {
  const signingKeys = createSigningKeys(random);
  return { device: deriveDeviceId(signingKeys.publicKey), signingKeys };
}

/** The message by which an account admits a device. */
export function createRegistration(account: AccountSecrets, device: DeviceSecrets): Uint8Array {
  const accountPublicKey = account.signingKeys.publicKey;
  const devicePublicKey = device.signingKeys.publicKey;
  const signature = sign(registrationTranscript(accountPublicKey, devicePublicKey), account.signingKeys);
  return encodeRegistration({ accountPublicKey, devicePublicKey, signature });
}

/** A voucher ready to be sent, and sent again: the same bytes every time. */
export interface CreatedVoucher {
  readonly voucherId: Uint8Array;
  readonly bytes: Uint8Array;
}

/** Makes vouchers, image by image, for one account and table. */
export interface VoucherMaker {
  /**
   * @throws ProtocolError `payload-too-large`, `wrong-algorithm` (another hash than the manifest names): conditions that
   *   do not depend on whether the image matches.
   */
  createVoucher(image: AccountImage): CreatedVoucher;
}

/** Choices of {@link createVoucherMaker}. */
export interface VoucherMakerOptions {
  readonly distance: Distance;
  readonly random?: RandomBytes;
}

/** Starts a run of vouchers. It keeps what the counting rule needs of the image before, nothing else. */
export function createVoucherMaker(
  group: Group,
  table: PreparedTable,
  account: AccountSecrets,
  device: DeviceSecrets,
  { distance, random = systemRandom }: VoucherMakerOptions,
): VoucherMaker {
  const { manifest } = table;
  const { tokenScheme } = manifest;
  const counter = createCounter(manifest.counting, tokenScheme, distance, {
    withinSeconds: manifest.clusterSeconds,
    matchRadius: manifest.clusterRadius,
  });
  return {
    createVoucher({ image, payload, capturedAt }) {
      if (image && image.algorithm !== manifest.algorithm)
        throw new ProtocolError("wrong-algorithm", `image: got ${image.algorithm}, expected ${manifest.algorithm}`);
      const padded = padPayload(manifest, payload);
      const header = {
        tableId: table.tableId,
        tokenScheme: tokenScheme.id,
        account: account.account,
        device: device.device,
        window: account.window,
        voucherId: createVoucherId(random),
      };
      const { voucherId } = header;
      const context = voucherContext(header);
      const countingId = counter.countingId({ voucherId, image, capturedAt });

      const share = evaluatePolynomial(account.polynomial, deriveShareX(account.shareSeed, countingId));
      const rkey = random(32);
      const sealed = sealCommitted(
        rkey,
        encodeSealedPart({
          detectionColumn: random(detectionColumnBytes(manifest)),
          ...share,
          sealedPayload: sealCommitted(deriveVoucherKey(account.accountKey, voucherId), padded, context),
        }),
        context,
      );
      const tokens = image ? probeTokens(tokenScheme, image) : createUnmatchableTokens(tokenScheme, random);
      const slots = createSlots(group, table, tokens, rkey, context, random);
      return { voucherId, bytes: encodeVoucher({ ...header, slots, sealed }) };
    },
  };
}

/** Q = beta*H(y) + gamma*G and rkey under a pad from S = beta*P + gamma*L, for every cell of every token, shuffled. */
function createSlots(
  group: Group,
  table: PreparedTable,
  tokens: readonly Uint8Array[],
  rkey: Uint8Array,
  context: Uint8Array,
  random: RandomBytes,
): Uint8Array {
  const { slotsPerToken } = tableEncodings[table.layout.encoding];
  const count = tokens.length * slotsPerToken;
  const { q, s } = group.blind({
    hashed: repeatEach(group.hashToGroup(tokens, tokenDomain), slotsPerToken),
    decoded: decodeTable(group, table.layout, table.cells, tokens),
    base: table.blindedGenerator,
    betas: group.createScalars(count, random),
    gammas: group.createScalars(count, random),
  });
  const slots = new Uint8Array(count * slotBytes);
  // The order would otherwise tell which block matched.
  createPermutation(count, random).forEach((from, to) => {
    const qj = q.subarray(from * pointBytes, (from + 1) * pointBytes);
    const pad = derivePad(s.subarray(from * pointBytes, (from + 1) * pointBytes), qj, context);
    const at = to * slotBytes;
    slots.set(qj, at);
    for (let i = 0; i < 32; i++) slots[at + pointBytes + i] = (pad[i] as number) ^ (rkey[i] as number);
  });
  return slots;
}

function repeatEach(points: Uint8Array, times: number): Uint8Array {
  if (times === 1) return points;
  const out = new Uint8Array(points.length * times);
  for (let i = 0, to = 0; i < points.length; i += pointBytes)
    for (let t = 0; t < times; t++, to += pointBytes) out.set(points.subarray(i, i + pointBytes), to);
  return out;
}

/** Signs vouchers for their way to the server. */
export function createBatch(
  account: AccountSecrets,
  device: DeviceSecrets,
  vouchers: readonly CreatedVoucher[],
): Uint8Array {
  const bytes = vouchers.map((voucher) => voucher.bytes);
  const signature = sign(batchTranscript(account.account, device.device, bytes), device.signingKeys);
  return encodeBatch({ account: account.account, device: device.device, vouchers: bytes, signature });
}
