/** The device: holds pictures, learns nothing about the list. Every image becomes a voucher of one length and shape. */
import {
  createPolynomial,
  createSigningKeys,
  type DetectionKey,
  deriveColumn,
  deriveDetectionKey,
  deriveSyntheticColumn,
  evaluatePolynomial,
  type Group,
  isEqualBytes,
  type Polynomial,
  type RandomBytes,
  type SigningKeys,
  sealCommitted,
  sha256,
  sign,
  systemRandom,
} from "@glasshouse/crypto";
import { createCounter, type Distance } from "../../counting.js";
import { ProtocolError } from "../../errors.js";
import type { AccountImage } from "../../matching.js";
import { type DeviceSecrets, deriveAccountId } from "../../registration.js";
import { createUnmatchableTokens, probeTokens } from "../../tokens.js";
import { createSlots, type SlotTable } from "./create-slots.js";
import { deriveAccountKey, deriveOpeningDraw, deriveShare, deriveVoucherKey } from "./keys.js";
import {
  decodeManifest,
  deriveLayout,
  deriveTableId,
  type Manifest,
  tableBytes,
  verifySupplement,
} from "./manifest.js";
import {
  batchTranscript,
  createVoucherId,
  encodeBatch,
  encodeSealedPart,
  encodeVoucher,
  padPayload,
  voucherContext,
} from "./messages.js";
import { detectionParameters, type WindowParams, windowParams } from "./params.js";

/** A published table, checked whole, ready for any number of images. */
export interface PreparedTable extends SlotTable {
  readonly tableId: Uint8Array;
  readonly manifest: Manifest;
  /** The table that this one supplements: every voucher then tries both. `null` for a table of its own. */
  readonly base: PreparedTable | null;
}

/**
 * Checks a table before its first use: no check on a single image may fail visibly afterwards.
 * @param pinnedTableId the id that the device expects; leave it out to accept the manifest as it is
 * @param base the table that this one supplements, if its manifest names one
 * @throws ProtocolError `wrong-table`, `table-digest-mismatch`, `invalid-point`, `identity-point`, `invalid-parameters`
 *   (a supplement under other parameters than its base), and what {@link decodeManifest} throws
 */
export function prepareTable(
  group: Group,
  manifestBytes: Uint8Array,
  cells: Uint8Array,
  pinnedTableId?: Uint8Array,
  base: PreparedTable | null = null,
): PreparedTable {
  const manifest = decodeManifest(manifestBytes);
  const tableId = deriveTableId(manifestBytes);
  if (pinnedTableId && !isEqualBytes(pinnedTableId, tableId))
    throw new ProtocolError("wrong-table", "manifest: its id is not the pinned one");
  if (!isEqualBytes(manifest.base, base?.tableId ?? new Uint8Array(0)))
    throw new ProtocolError("wrong-table", "manifest: does not supplement the given base table");
  if (base) verifySupplement(manifest, base.manifest);
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
  return { tableId, manifest, layout, cells, blindedGenerator: group.prepareBase(manifest.blindedGenerator), base };
}

/** What all devices of one account share within one window. Secret from everyone else. */
export interface AccountSecrets {
  readonly account: Uint8Array;
  readonly signingKeys: SigningKeys;
  /** Counts windows, from 0: the other secrets are fresh in each. */
  readonly window: number;
  /** What every table of this window must share. */
  readonly params: WindowParams;
  /** Independent of accountKey, so that opening the account does not predict its shares. */
  readonly shareSeed: Uint8Array;
  /** Degree threshold - 1; its value at 0 gives accountKey. */
  readonly polynomial: Polynomial;
  readonly accountKey: Uint8Array;
  /** Makes the columns by which a server tells real vouchers from synthetic ones, from the threshold on. */
  readonly detectionKey: DetectionKey;
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
  const { threshold, detectionColumns, syntheticPerMillion, counting } = manifest;
  return {
    account,
    signingKeys,
    window,
    params: { threshold, detectionColumns, syntheticPerMillion, counting },
    shareSeed: random(32),
    polynomial: createPolynomial(secret, manifest.threshold, random),
    accountKey: deriveAccountKey(secret, account),
    detectionKey: deriveDetectionKey(random(32), detectionParameters(manifest)),
  };
}

/** A voucher ready to be sent, and sent again: the same bytes every time. */
export interface CreatedVoucher {
  readonly voucherId: Uint8Array;
  readonly bytes: Uint8Array;
  /** Known to the device alone: whether the voucher stands for no image and opens all the same. */
  readonly synthetic: boolean;
}

/** Makes vouchers, image by image, for one account and table. */
export interface VoucherMaker {
  /**
   * @throws ProtocolError `payload-too-large`, `wrong-algorithm` (another hash than the manifest names), `window-full`
   *   (begin another window): conditions that do not depend on whether the image matches.
   */
  createVoucher(image: AccountImage): CreatedVoucher;
}

/** Choices of {@link createVoucherMaker}. */
export interface VoucherMakerOptions {
  readonly distance: Distance;
  readonly random?: RandomBytes;
}

/**
 * Starts a run of vouchers. It keeps what the counting rule and the window's budget need of the images before.
 * @throws ProtocolError `invalid-parameters` when the window was begun under other {@link windowParams}: begin another
 */
export function createVoucherMaker(
  group: Group,
  table: PreparedTable,
  account: AccountSecrets,
  device: DeviceSecrets,
  { distance, random = systemRandom }: VoucherMakerOptions,
): VoucherMaker {
  const { manifest } = table;
  const { tokenScheme } = manifest;
  const differing = windowParams.find((name) => account.params[name] !== manifest[name]);
  if (differing)
    throw new ProtocolError(
      "invalid-parameters",
      `window ${account.window}: begun under ${differing} ${account.params[differing]}, the table says ${manifest[differing]}`,
    );
  const tables = table.base ? [table.base, table] : [table];
  const counter = createCounter(manifest.counting, tokenScheme, distance, {
    withinSeconds: manifest.clusterSeconds,
    matchRadius: manifest.clusterRadius,
  });
  const counted = new Set<string>();
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
      const countingKey = String(countingId);
      // What counts already counts no further: copies are taken up in a full window too.
      if (!counted.has(countingKey) && counted.size >= manifest.imagesPerWindow)
        throw new ProtocolError(
          "window-full",
          `window ${account.window}: holds ${manifest.imagesPerWindow} counted images`,
        );
      counted.add(countingKey);

      // Both kinds of every part are made for every voucher; the index only picks one.
      const draw = deriveShare(account.shareSeed, countingId, manifest.detectionColumns);
      const synthetic = draw.coin < manifest.syntheticPerMillion;
      const kind = Number(synthetic);
      const real = evaluatePolynomial(account.polynomial, draw.x);
      const sealedPayload = sealCommitted(
        pick(kind, deriveVoucherKey(account.accountKey, voucherId), random(32)),
        padded,
        context,
      );
      const outerKey = random(32);
      const sealed = sealCommitted(
        outerKey,
        encodeSealedPart({
          detectionColumn: pick(
            kind,
            deriveColumn(account.detectionKey, draw.detectionArgument),
            deriveSyntheticColumn(account.detectionKey.parameters, draw.syntheticColumn),
          ),
          x: real.x,
          y: pick(kind, real.y, draw.syntheticY),
          sealedPayload,
        }),
        context,
      );
      const unmatchable = createUnmatchableTokens(tokenScheme, random);
      const slots = createSlots(
        group,
        {
          tokenScheme,
          tokens: pick(kind, image ? probeTokens(tokenScheme, image) : unmatchable, unmatchable),
          tables,
          outerKey,
          context,
          synthetic,
          openings: manifest.openings,
          openingDraw: deriveOpeningDraw(account.shareSeed, image?.bits ?? voucherId),
        },
        random,
      );
      return { voucherId, bytes: encodeVoucher({ ...header, slots, sealed }), synthetic };
    },
  };
}

function pick<T>(kind: number, real: T, synthetic: T): T {
  return [real, synthetic][kind] as T;
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
