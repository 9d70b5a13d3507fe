import { tableEncodings } from "@glasshouse/crypto";
import { slotCount } from "@glasshouse/matcher";
import type { Contestant } from "../../harness/contestant.js";
import type { RatioDefinition } from "../../harness/ratio.js";
import type { Matching } from "../../inputs/matching.js";
import type { GroupOperations } from "./operations.js";
import type { VoucherKind, Work } from "./work.js";

/** What the default backend is for. */
export function compareBackends(oracle: Contestant, sodium: GroupOperations): RatioDefinition {
  return {
    name: "voucher step of one slot, noble / sodium",
    of: { [oracle.name]: 1 },
    to: { [sodium.blind.name]: 1 },
    bound: "atLeast",
    target: 5,
  };
}

/**
 * Device and server against the group operations that the protocol cannot do without, on the same backend: what is left
 * over is hashing, sealing, encoding and JavaScript.
 */
export function compareWithLimit(
  { name, matching, device, server, table }: Work,
  sodium: GroupOperations,
): RatioDefinition[] {
  const { params, list, prepared } = matching;
  const slots = slotCount(prepared.manifest);
  const probes = params.tokenScheme.probesPerImage;
  const decodeAdditions = tableEncodings[params.table].cellsPerSlot - 1;
  const tokens = list.tokens.length;
  const freeCells = prepared.layout.cells - tokens;
  return [
    {
      name: `voucher on the device / its group operations, ${name}`,
      of: { [device.voucher.name]: 1 },
      to: {
        [sodium.hashToGroup.name]: probes,
        [sodium.multiply.name]: 3 * slots + 1, // beta * H(y), beta * P, gamma * L; eta * L once
        [sodium.multiplyBase.name]: slots + 1, // gamma * G; eta * G once
        [sodium.add.name]: (2 + decodeAdditions) * slots, // Q, S, P
      },
      bound: "atMost",
      target: 1.25,
    },
    {
      name: `voucher on the server / its group operations, ${name}`,
      of: { [server.acceptVoucher.name]: 1, [server.tryUnlisted.name]: 1 },
      to: {
        [sodium.check.name]: slots, // before it is stored
        [sodium.multiplyAll.name]: slots, // alpha * Q
      },
      bound: "atMost",
      target: 1.3,
    },
    {
      name: `table on the server / its group operations, ${name}`,
      of: { [table.createToken.name]: tokens },
      to: {
        [sodium.hashToGroup.name]: tokens + freeCells, // tokens and fillers
        [sodium.multiplyAll.name]: tokens,
        [sodium.add.name]: decodeAdditions * tokens, // a cell is its token's point less the other cells
      },
      bound: "atMost",
      target: 1.25,
    },
    {
      name: `checking a table / checking its encodings, ${name}`,
      of: { [table.prepareCell.name]: 1 },
      to: { [sodium.check.name]: 1 },
      bound: "atMost",
      target: 1.25,
    },
  ];
}

/** No kind of image may be told by the device's work. */
export function compareKinds(kinds: Readonly<Record<VoucherKind, Contestant>>): RatioDefinition[] {
  const all = Object.keys(kinds) as VoucherKind[];
  const pairs = all.flatMap((a, i) => all.slice(i + 1).map((b) => [a, b] as const));
  return pairs.map(([a, b]) => ({
    name: `voucher of an image, ${a} and ${b}, either way`,
    of: { [kinds[a].name]: 1 },
    to: { [kinds[b].name]: 1 },
    eitherWay: true,
    bound: "atMost",
    target: 1.05,
  }));
}

/** A voucher against what it has to carry: names, lengths and framing are the rest. */
export function compareFraming(what: string, { params, prepared, maker, next }: Matching): RatioDefinition {
  const ids = 3 * 32 + 16; // table, account, device; voucher
  const slots = slotCount(prepared.manifest) * (32 + 32); // Q; rkey under a pad
  const column = 8 * (params.detectionColumns + 1);
  const share = 2 * 32;
  const seals = 2 * (32 + 16); // commitment and tag, of the payload and of the whole
  return {
    name: `bytes of a voucher / its parts, ${what}`,
    ofBytes: maker.createVoucher(next.unlisted()).bytes.length,
    toBytes: ids + slots + column + share + seals + params.payloadBytes,
    bound: "atMost",
    target: 1.05,
  };
}
