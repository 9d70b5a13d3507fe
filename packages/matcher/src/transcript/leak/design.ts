import type { Group, RandomBytes } from "@glasshouse/crypto";
import type { Role, Transcript } from "../transcript.js";
import type { LeakWorld } from "./world.js";

/** Runs all roles and records what they see. */
export type Run = (world: LeakWorld, random: RandomBytes, transcript: Transcript) => Promise<void>;

/** A way in which an account's images meet a list: a group of columns of the matrix. */
export interface Design {
  readonly id: string;
  /** As a heading. */
  readonly label: string;
  /** What is peculiar about this run, in a sentence. */
  readonly note: string;
  /** Whose views are shown. */
  readonly roles: readonly Role[];
  /** The design that this one adds to: its run is recorded first. */
  readonly beneath?: Design;
  /** Begins a pair of runs. Equal lists are published once, so that nothing about the list differs that need not. */
  begin(group: Group): Run;
}

/** Publishes every list once. */
export function publishOnce<T>(
  publish: (listed: LeakWorld["listed"], random: RandomBytes) => T,
): (listed: LeakWorld["listed"], random: RandomBytes) => T {
  const published = new Map<string, T>();
  return (listed, random) => {
    const key = listed.map(({ bits }) => bits.join()).join(" ");
    const known = published.get(key);
    if (known !== undefined) return known;
    const made = publish(listed, random);
    published.set(key, made);
    return made;
  };
}
