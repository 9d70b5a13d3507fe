/** Bytes that devices carry, computed from the parameters alone: every length on the wire follows from the manifest. */
import { filterHeaderBytes, padCapacity, pointBytes, type TableEncodingName, tableEncodings } from "@glasshouse/crypto";
import {
  encodeEvaluation,
  encodeRequest,
  encodeVoucher,
  type FilterParams,
  idBytes,
  type Params,
  sealedPartBytes,
  sealOverheadBytes,
  slotBytes,
  slotCount,
  type TokenScheme,
  voucherIdBytes,
} from "@glasshouse/matcher";

/**
 * Length of every voucher under these parameters, in bytes.
 * @param supplements whether the table supplements another one, which doubles the slots
 */
export function voucherBytes(params: Params, supplements = false): number {
  const id = new Uint8Array(idBytes);
  const slots = slotCount({ ...params, base: new Uint8Array(supplements ? idBytes : 0) });
  return encodeVoucher({
    tableId: id,
    tokenScheme: params.tokenScheme.id,
    account: id,
    device: id,
    window: 0,
    voucherId: new Uint8Array(voucherIdBytes),
    slots: new Uint8Array(slots * slotBytes),
    sealed: new Uint8Array(sealedPartBytes(params) + sealOverheadBytes),
  }).length;
}

/** Length of a blinded table with room for so many tokens, in bytes. */
export function tableBytes(encoding: TableEncodingName, tokens: number): number {
  return tableEncodings[encoding].cellCount(padCapacity(tokens)) * pointBytes;
}

/** Length of a fuse filter over so many members, in bytes: a fingerprint where a table has a group element. */
export function filterBytes(members: number, fingerprintBits: 8 | 16 | 32): number {
  return filterHeaderBytes + (tableEncodings.fuse.cellCount(padCapacity(members)) * fingerprintBits) / 8;
}

/** Length of a request and its answer about so many images, in bytes. */
export function requestBytes(
  { tokenScheme, mode }: Pick<FilterParams, "tokenScheme" | "mode">,
  images: number,
): { readonly request: number; readonly answer: number } {
  const [id, requestId] = [new Uint8Array(idBytes), new Uint8Array(16)];
  const elements = new Uint8Array(images * tokenScheme.probesPerImage * pointBytes);
  const signature = new Uint8Array(64);
  return {
    request: encodeRequest({ filterId: id, account: id, device: id, requestId, blindedElements: elements, signature })
      .length,
    answer: encodeEvaluation({
      filterId: id,
      requestId,
      evaluatedElements: elements,
      proof: new Uint8Array(mode === "voprf" ? 64 : 0),
    }).length,
  };
}

/** Tokens of so many entries, if no two share one. */
export function tokensOf(entries: number, { blocks }: TokenScheme): number {
  return entries * blocks;
}
