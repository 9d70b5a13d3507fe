import type { Group, RandomBytes } from "@glasshouse/crypto";
import type { Role, Transcript } from "../transcript.js";
import type { LeakWorld } from "./world.js";

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
  /** Runs all roles and records what they see. */
  run(group: Group, world: LeakWorld, random: RandomBytes, transcript: Transcript): Promise<void>;
}
