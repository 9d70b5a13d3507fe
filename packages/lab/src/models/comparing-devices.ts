/** How likely it is that a table for a few is noticed: a model of devices that compare what they were given. */
import { logBinomialTail } from "../statistics/index.js";

/** Who is given the other table, and who looks. */
export interface ComparingDevices {
  /** Devices that are given a table of their own, 1 or more. */
  readonly affected: number;
  /** Probability that a device checks at all, 0 to 1; devices decide independently. */
  readonly checking: number;
}

/** Probability that one affected device at least compares with an id that the operator cannot choose for it. */
export function noticeByPublishedId({ affected, checking }: ComparingDevices): number {
  return -Math.expm1(affected * Math.log1p(-checking));
}

/**
 * Probability that a split is noticed where devices that check ask others, drawn at random, for their table's id: an
 * affected one has to meet one that is not, or the reverse.
 * @param devices all of them, more than `affected`
 * @param peers how many each one asks
 */
export function noticeByAskingPeers({ affected, checking }: ComparingDevices, devices: number, peers: number): number {
  const others = devices - 1;
  const meetsAnother = -Math.expm1(peers * Math.log((affected - 1) / others));
  const meetsAffected = -Math.expm1(peers * Math.log1p(-affected / others));
  const unnoticed =
    affected * Math.log1p(-checking * meetsAnother) + (devices - affected) * Math.log1p(-checking * meetsAffected);
  return -Math.expm1(unnoticed);
}

/** Share of devices that must check for a split of this size to be noticed with probability `target`. */
export function checkingNeeded(affected: number, target: number): number {
  return -Math.expm1(Math.log1p(-target) / affected);
}

/** Those who cosign the head of a log. */
export interface Witnesses {
  readonly witnesses: number;
  /** Cosignatures that a device asks for, at most `witnesses`. */
  readonly quorum: number;
  /** Probability that a witness signs two heads for the operator; witnesses decide independently. */
  readonly colluding: number;
}

/**
 * Probability that two views of a log both carry enough cosignatures: two quorums share at least 2 * quorum - witnesses
 * members, and each shared one has to sign twice.
 */
export function splitLogProbability({ witnesses, quorum, colluding }: Witnesses): number {
  return Math.exp(logBinomialTail(witnesses, colluding, Math.max(0, 2 * quorum - witnesses)));
}
