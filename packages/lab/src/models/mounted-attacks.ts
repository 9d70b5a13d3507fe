/** Attacks of the protocol's kit, mounted, as rows of a table: who noticed, where, and whether the attacker got it. */
import { type Attack, type AttackResult, attacks, createSetting } from "@glasshouse/matcher/attacks";
import type { Cell, Check, Column, Origin, RunContext } from "../findings/index.js";

/** An attack and what happened. */
export interface MountedAttack {
  readonly attack: Attack;
  readonly result: AttackResult;
}

/** Mounts attacks by id, each in a setting of its own. */
export async function mountAttacks(
  ids: readonly string[],
  { group, random }: Pick<RunContext, "group" | "random">,
): Promise<MountedAttack[]> {
  const mounted: MountedAttack[] = [];
  for (const id of ids) {
    const attack = attacks.find((known) => known.id === id);
    if (!attack) throw new Error(`no attack ${id}`);
    const result = await attack.mount(createSetting(group, random.fork(`attack ${id}`).bytes));
    mounted.push({ attack, result });
  }
  return mounted;
}

/** Where the rows' numbers come from. */
export const mountedOrigin: Origin = {
  label: "measured",
  on: "the protocol's own code: 8 listed images, threshold 3, tables of 128 cells",
};

/** Columns of {@link attackRow}. */
export const attackColumns: readonly Column[] = [
  { key: "attack", title: "attack", format: "text" },
  { key: "what", title: "what is done", format: "text" },
  { key: "succeeded", title: "the attacker gets it", format: "yes-no" },
  { key: "noticedBy", title: "who notices", format: "text" },
  { key: "atStep", title: "at which step", format: "text" },
  { key: "effect", title: "what comes of it", format: "text" },
];

/** One mounted attack. */
export function attackRow({ attack, result: { notice, succeeded } }: MountedAttack): Record<string, Cell> {
  const { id, what, effect } = attack;
  return { attack: id, what, succeeded, noticedBy: notice?.by ?? "nobody", atStep: notice?.at ?? null, effect };
}

/** Whether mounted attacks went as the kit says of them. */
export function checkAttacks(mounted: readonly MountedAttack[]): Check {
  const differing = mounted.filter(
    ({ attack, result }) =>
      result.succeeded !== attack.succeeds || (result.notice?.by ?? "nobody") !== attack.noticedBy,
  );
  return {
    name: "attacks go as the kit says of them",
    expected: `${mounted.length} of ${mounted.length}`,
    got: `${mounted.length - differing.length} of ${mounted.length}`,
    holds: differing.length === 0,
  };
}
