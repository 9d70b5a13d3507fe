/** A voucher's slots, on the server: tries every slot under every key and says what outerKey, if any, they agree on. */
import {
  type ByteShare,
  deriveCommitment,
  type Group,
  interpolateBytes,
  isEqualBytes,
  pointBytes,
} from "@glasshouse/crypto";
import type { TokenScheme } from "../../tokens.js";
import { derivePad } from "./keys.js";
import { slotBytes } from "./messages.js";

/** What the slots of a voucher gave. */
export interface OpenedSlots {
  readonly outerKey: Uint8Array;
  /** Slots that agree with outerKey. */
  readonly count: number;
}

/**
 * The outerKey that slots open to; `null` if none does, `"contradiction"` if two do. All slots are tried, whatever came
 * before.
 * @param alphas the keys of the base table and, if there is one, of its supplement
 */
export function openSlots(
  group: Group,
  { required, blocks }: TokenScheme,
  alphas: readonly Uint8Array[],
  slots: Uint8Array,
  commitment: Uint8Array,
  context: Uint8Array,
): OpenedSlots | null | "contradiction" {
  const values = unmaskSlots(group, alphas, slots, context);
  const fits = (outerKey: Uint8Array) => isEqualBytes(deriveCommitment(outerKey, context), commitment);
  if (required === 1) {
    const fitting = values.filter(({ value }) => fits(value));
    const [first] = fitting;
    if (!first) return null;
    if (!fitting.every(({ value }) => isEqualBytes(value, first.value))) return "contradiction";
    return { outerKey: first.value, count: fitting.length };
  }
  // With several required blocks the slots of each lie together, and the place of a block, which the device shuffled, is the
  // index of its share; a slot's value is that share or noise.
  const slotsPerBlock = slots.length / slotBytes / blocks;
  const shares = Array.from({ length: blocks }, (_, block): ByteShare[] =>
    values
      .filter(({ slot }) => Math.floor(slot / slotsPerBlock) === block)
      .map(({ value }) => ({ index: block + 1, bytes: value })),
  );
  let opened: { outerKey: Uint8Array; combination: readonly ByteShare[] } | null = null;
  for (const combination of combine(shares, required)) {
    const outerKey = interpolateBytes(combination);
    if (!fits(outerKey)) continue;
    if (opened && !isEqualBytes(opened.outerKey, outerKey)) return "contradiction";
    opened ??= { outerKey, combination };
  }
  if (!opened) return null;
  const { outerKey, combination } = opened;
  const agreeing = shares
    .flat()
    .filter(({ index, bytes }) => isEqualBytes(interpolateBytes(combination, index), bytes));
  return { outerKey, count: agreeing.length };
}

interface SlotValue {
  readonly slot: number;
  readonly value: Uint8Array;
}

/** What every slot hides if it opens under this key; noise if it does not. */
function unmaskSlots(group: Group, alphas: readonly Uint8Array[], slots: Uint8Array, context: Uint8Array): SlotValue[] {
  const q = slotPoints(slots);
  return alphas.flatMap((alpha) => {
    const s = group.multiplyAll(q, alpha);
    return Array.from({ length: q.length / pointBytes }, (_, slot) => {
      const point = (points: Uint8Array) => points.subarray(slot * pointBytes, (slot + 1) * pointBytes);
      const value = derivePad(point(s), point(q), context);
      const masked = slots.subarray(slot * slotBytes + pointBytes, (slot + 1) * slotBytes);
      for (let i = 0; i < value.length; i++) value[i] = (value[i] as number) ^ (masked[i] as number);
      return { slot, value };
    });
  });
}

/** All choices of `count` blocks and one share of each. */
function* combine(shares: readonly (readonly ByteShare[])[], count: number, from = 0): Generator<ByteShare[]> {
  if (count === 0) {
    yield [];
    return;
  }
  for (let block = from; block <= shares.length - count; block++)
    for (const rest of combine(shares, count - 1, block + 1))
      for (const share of shares[block] as readonly ByteShare[]) yield [share, ...rest];
}

/** The points Q of all slots. */
export function slotPoints(slots: Uint8Array): Uint8Array {
  const points = new Uint8Array((slots.length / slotBytes) * pointBytes);
  for (let from = 0, to = 0; from < slots.length; from += slotBytes, to += pointBytes)
    points.set(slots.subarray(from, from + pointBytes), to);
  return points;
}
