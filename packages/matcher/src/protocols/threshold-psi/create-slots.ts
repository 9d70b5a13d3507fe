/** A voucher's slots, on the device: where outerKey lies under pads that only a match takes off. */
import {
  type ByteShare,
  createByteShares,
  decodeTable,
  type FixedBase,
  type Group,
  pointBytes,
  type RandomBytes,
  type TableLayout,
  tableEncodings,
} from "@glasshouse/crypto";
import { createPermutation, uniformBelow } from "../../shuffle.js";
import type { Token, TokenScheme } from "../../tokens.js";
import { derivePad, type OpeningDraw, tokenDomain } from "./keys.js";
import { slotBytes } from "./messages.js";

/** What slots need of a table. */
export interface SlotTable {
  readonly layout: TableLayout;
  readonly cells: Uint8Array;
  /** L = alpha * G with its multiplication table. */
  readonly blindedGenerator: FixedBase;
}

/** What goes into the slots of one voucher. */
export interface SlotRequest {
  readonly tokenScheme: TokenScheme;
  /** `probesPerImage` tokens, block by block. */
  readonly tokens: readonly Token[];
  /** The base table and, if there is one, its supplement. */
  readonly tables: readonly SlotTable[];
  readonly outerKey: Uint8Array;
  /** What the voucher binds, 32 bytes. */
  readonly context: Uint8Array;
  /** Whether some slots open whatever the table holds. */
  readonly synthetic: boolean;
  /** Weights of 1, 2, ... opened blocks of a synthetic voucher. */
  readonly openings: readonly number[];
  /** Decides how many blocks a synthetic voucher opens, and in which table. */
  readonly openingDraw: OpeningDraw;
}

/**
 * For every token, table and cell one slot: Q = beta*H(y) + gamma*G, and outerKey under a pad from S = beta*P + gamma*L.
 * In a synthetic voucher some slots take (eta*G, eta*L) in place of (H(y), P). Everything for both kinds is computed for
 * every voucher and then selected, so that the work does not depend on the kind.
 */
export function createSlots(group: Group, request: SlotRequest, random: RandomBytes): Uint8Array {
  const { tokenScheme, tokens, tables, outerKey, context } = request;
  const slotsPerToken = tableEncodings[(tables[0] as SlotTable).layout.encoding].slotsPerToken;
  const perTable = tokens.length * slotsPerToken;
  const hashed = repeatEach(group.hashToGroup(tokens, tokenDomain), slotsPerToken);
  const opens = chooseOpenings(request, perTable, random);
  const count = perTable * tables.length;
  const points = { q: new Uint8Array(count * pointBytes), s: new Uint8Array(count * pointBytes) };
  tables.forEach(({ layout, cells, blindedGenerator }, t) => {
    const eta = group.createScalars(1, random);
    const mask = opens.subarray(t * perTable, (t + 1) * perTable);
    const { q, s } = group.blind({
      hashed: selectPoints(hashed, group.multiplyBase(eta), mask),
      decoded: selectPoints(
        decodeTable(group, layout, cells, tokens),
        group.multiplyFixed(blindedGenerator, eta),
        mask,
      ),
      base: blindedGenerator,
      betas: group.createScalars(perTable, random),
      gammas: group.createScalars(perTable, random),
    });
    points.q.set(q, t * perTable * pointBytes);
    points.s.set(s, t * perTable * pointBytes);
  });

  const shares = shareKey(tokenScheme, outerKey, random);
  const places = createPermutation(tokenScheme.blocks, random);
  const slots = new Uint8Array(count * slotBytes);
  slotOrder(tokenScheme, slotsPerToken, tables.length, places, random).forEach((from, to) => {
    const q = points.q.subarray(from * pointBytes, (from + 1) * pointBytes);
    const pad = derivePad(points.s.subarray(from * pointBytes, (from + 1) * pointBytes), q, context);
    const share = shares[places[blockOf(tokenScheme, slotsPerToken, from)] as number] as Uint8Array;
    const at = to * slotBytes;
    slots.set(q, at);
    for (let i = 0; i < 32; i++) slots[at + pointBytes + i] = (pad[i] as number) ^ (share[i] as number);
  });
  return slots;
}

/** Which block a slot belongs to before the shuffle: tables, then blocks, then probes, then cells. */
function blockOf({ flips, probesPerImage }: TokenScheme, slotsPerToken: number, slot: number): number {
  return (Math.floor(slot / slotsPerToken) % probesPerImage) >> flips;
}

/** What the slots at each place hide: outerKey itself, or a share of it when several blocks must match. */
function shareKey({ blocks, required }: TokenScheme, outerKey: Uint8Array, random: RandomBytes): Uint8Array[] {
  if (required === 1) return new Array<Uint8Array>(blocks).fill(outerKey);
  return createByteShares(outerKey, required, blocks, random).map(({ bytes }: ByteShare) => bytes);
}

/**
 * Where each slot comes from. One uniform permutation, or the order would tell which block matched. When several blocks
 * must match the server has to know which slots hide one share: then those of a block stay together, permuted among
 * themselves, and the blocks stand in a random order (`places`), so that it still does not learn which of them matched.
 */
function slotOrder(
  scheme: TokenScheme,
  slotsPerToken: number,
  tables: number,
  places: Uint32Array,
  random: RandomBytes,
): Uint32Array {
  const count = scheme.probesPerImage * slotsPerToken * tables;
  const order = createPermutation(count, random);
  if (scheme.required === 1) return order;
  const placeOf = (slot: number) => places[blockOf(scheme, slotsPerToken, slot)] as number;
  return order.sort((a, b) => placeOf(a) - placeOf(b));
}

/**
 * 255 at the slots that a synthetic voucher opens, one each in randomly chosen blocks; zeros for every other voucher. All
 * lie in one table, as those of a listed image do, taken in proportion to the tables' capacities (assumed: as many
 * pictures match a table as it holds).
 */
function chooseOpenings(
  { tokenScheme: { blocks }, tables, synthetic, openings, openingDraw }: SlotRequest,
  perTable: number,
  random: RandomBytes,
): Uint8Array {
  const opened = pickWeighted(openings, openingDraw.blocks) + 1;
  const capacities = tables.map(({ layout }) => layout.capacity);
  const first = pickWeighted(capacities, openingDraw.table) * perTable;
  const perBlock = perTable / blocks;
  const selected = -Number(synthetic) & 255;
  const mask = new Uint8Array(perTable * tables.length);
  createPermutation(blocks, random).forEach((block, rank) => {
    mask[first + block * perBlock + uniformBelow(perBlock, random)] = -Number(rank < opened) & selected;
  });
  return mask;
}

/** Index that a uniform 64-bit `draw` picks in proportion to the weights; their sum, below 2^33, biases it by less than 2^-31. */
function pickWeighted(weights: readonly number[], draw: bigint): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const drawn = Number(draw % BigInt(total));
  let below = 0;
  let index = 0;
  for (const weight of weights) {
    below += weight;
    index += Number(drawn >= below);
  }
  return index;
}

/** `points` with `replacement` where the mask is 255. */
function selectPoints(points: Uint8Array, replacement: Uint8Array, mask: Uint8Array): Uint8Array {
  const out = points.slice();
  mask.forEach((selected, slot) => {
    for (let i = 0, at = slot * pointBytes; i < pointBytes; i++, at++)
      out[at] = (out[at] as number) ^ (selected & ((out[at] as number) ^ (replacement[i] as number)));
  });
  return out;
}

function repeatEach(points: Uint8Array, times: number): Uint8Array {
  if (times === 1) return points;
  const out = new Uint8Array(points.length * times);
  for (let i = 0, to = 0; i < points.length; i += pointBytes)
    for (let t = 0; t < times; t++, to += pointBytes) out.set(points.subarray(i, i + pointBytes), to);
  return out;
}
