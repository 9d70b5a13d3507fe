/** One thing that is measured. */
export interface Contestant {
  /** One name, one operation in a suite. */
  readonly name: string;
  /** Operations that one call makes; figures are per operation. Default 1. */
  readonly operationsPerCall?: number;
  /** Its result is kept, so that no compiler may leave the work out. A promise is awaited where `isAsync` is set. */
  readonly run: () => unknown;
  readonly isAsync?: boolean;
}

/** Contestants measured in turns, block by block, so that the machine's drift is the same for all of them. */
export interface Group {
  readonly contestants: readonly Contestant[];
  /** Multiplies the repeats: above 1 where a bound lies near the value, below where operations are slow. Default 1. */
  readonly patience?: number;
}

/** How long a measurement takes. */
export interface Effort {
  /** Times that every contestant of a group has its turn, at least 1. */
  readonly repeats: number;
  /** Shortest turn in milliseconds; an operation that takes longer runs once per turn. */
  readonly blockMs: number;
}

/**
 * An odd number of repeats makes the median a measured value. 50 ms are 10,000 steps of the CPU clock (5 us seen), and
 * short enough that a group's contestants share the machine's state.
 */
export const fullEffort: Effort = { repeats: 15, blockMs: 50 };
/** To see that a suite runs; its figures are rough. */
export const quickEffort: Effort = { repeats: 3, blockMs: 5 };
