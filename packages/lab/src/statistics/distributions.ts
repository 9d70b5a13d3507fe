/**
 * The special functions that the statistics rest on, from jstat. Checked against tables and closed forms in the tests: the
 * quantiles to seven digits, over shapes from 1 to 10^9.
 */
import jstat from "jstat";

interface SpecialFunctions {
  readonly beta: { inv(probability: number, alpha: number, beta: number): number };
  readonly normal: { inv(probability: number, mean: number, deviation: number): number };
  readonly studentt: { inv(probability: number, freedom: number): number };
  gammaln(x: number): number;
}

// jstat brings no types of its own.
const { jStat } = jstat as { readonly jStat: SpecialFunctions };

/** The value that a beta variable stays below with this probability. */
export function betaQuantile(probability: number, alpha: number, beta: number): number {
  return jStat.beta.inv(probability, alpha, beta);
}

/** The value that a standard normal variable stays below with this probability. */
export function normalQuantile(probability: number): number {
  return jStat.normal.inv(probability, 0, 1);
}

/** The value that Student's t stays below with this probability, for so many degrees of freedom. */
export function studentQuantile(probability: number, freedom: number): number {
  // Beyond a million the two differ in the sixth digit, and jstat's own search ends 5 % off at 10^9.
  return freedom > 1e6 ? normalQuantile(probability) : jStat.studentt.inv(probability, freedom);
}

/** Natural logarithm of the gamma function, for x > 0. */
export function gammaln(x: number): number {
  return jStat.gammaln(x);
}
