/** Pictures waiting for reviewers after many accounts opened at once: what comes in, what is looked at, what is left over. */

/** Reviewers, and what they have to do without a flood. Every number is an assumption. */
export interface ReviewQueue {
  /** Pictures that all reviewers together look at in a day. */
  readonly capacityPerDay: number;
  /** Pictures a day from other accounts. */
  readonly arrivingPerDay: number;
}

/** Hostile accounts that open on one day. */
export interface Flood {
  readonly accounts: number;
  readonly picturesPerAccount: number;
  /** Share of their pictures that never gets to a reviewer, 0 to 1. */
  readonly stopped: number;
}

/** Pictures of a flood that reviewers have to look at. */
export function floodPictures({ accounts, picturesPerAccount, stopped }: Flood): number {
  return accounts * picturesPerAccount * (1 - stopped);
}

/** Days of work that a flood is. */
export function floodDays(flood: Flood, { capacityPerDay }: Pick<ReviewQueue, "capacityPerDay">): number {
  return floodPictures(flood) / capacityPerDay;
}

/** Days until the queue is empty, other accounts going on; `null` if it never is. */
export function daysToDrain(flood: Flood, { capacityPerDay, arrivingPerDay }: ReviewQueue): number | null {
  const spare = capacityPerDay - arrivingPerDay;
  const pictures = floodPictures(flood);
  if (spare <= 0) return pictures === 0 && spare === 0 ? 0 : null;
  return pictures / spare;
}

/** Pictures waiting at the end of each day, of a queue that was empty when the flood came. */
export function backlogByDay(flood: Flood, { capacityPerDay, arrivingPerDay }: ReviewQueue, days: number): number[] {
  const waiting: number[] = [];
  let left = floodPictures(flood);
  for (let day = 0; day < days; day++) {
    left = Math.max(0, left + arrivingPerDay - capacityPerDay);
    waiting.push(left);
  }
  return waiting;
}

/** Pictures waiting after `days` if as many hostile accounts come every day. */
export function backlogOfStream(daily: Flood, { capacityPerDay, arrivingPerDay }: ReviewQueue, days: number): number {
  return days * Math.max(0, floodPictures(daily) + arrivingPerDay - capacityPerDay);
}
