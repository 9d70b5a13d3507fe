/** Waiting for one of several servers, arrivals at random (Poisson). */
import { requireStatistic } from "./errors.js";

/** A queue with `servers` alike, all serving one line. */
export interface Queue {
  readonly servers: number;
  /** Mean arrivals per unit of time. */
  readonly arrivals: number;
  /** Time that one server takes for one arrival. */
  readonly service: number;
}

/** Share of the servers' time that is asked for; from 1 on the line grows without end. */
export function utilisation({ servers, arrivals, service }: Queue): number {
  requireStatistic(Number.isInteger(servers) && servers > 0, "a whole number of servers", servers);
  requireStatistic(arrivals >= 0 && service > 0, "arrivals and a service time", `${arrivals} and ${service}`);
  return (arrivals * service) / servers;
}

/** Probability that an arrival has to wait if service times are exponential (Erlang 1917, C). 1 from utilisation 1 on. */
export function waitProbability(queue: Queue): number {
  const used = utilisation(queue);
  if (used >= 1) return 1;
  const load = queue.arrivals * queue.service;
  let blocked = 1; // Erlang B, by its recursion: no factorials
  for (let n = 1; n <= queue.servers; n++) blocked = (load * blocked) / (n + load * blocked);
  return blocked / (1 - used * (1 - blocked));
}

/**
 * Mean wait if every service takes equally long (M/D/c): exact for one server; for more after Cosmetatos (1975), within a
 * few per cent. Infinite from utilisation 1 on.
 */
export function meanWait(queue: Queue): number {
  const used = utilisation(queue);
  if (used >= 1) return Number.POSITIVE_INFINITY;
  if (used === 0) return 0;
  const { servers, service } = queue;
  const exponential = (waitProbability(queue) * service) / (servers * (1 - used));
  const correction = ((1 - used) * (servers - 1) * (Math.sqrt(4 + 5 * servers) - 2)) / (16 * used * servers);
  return (exponential / 2) * (1 + correction);
}
