/** What the process reports to its caller. Part of the interface: scripts rely on these numbers. */
export const exitCodes = {
  /** Everything was done. */
  ok: 0,
  /** Done, but some files could not be read or a run found something wrong. */
  incomplete: 1,
  /** Nothing was done: wrong usage or unusable input. */
  usage: 2,
  /** A defect of this program. EX_SOFTWARE of sysexits.h. */
  internal: 70,
  /** Ended by SIGINT or SIGTERM: 128 plus the number of the signal. */
  SIGINT: 130,
  SIGTERM: 143,
} as const;

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
