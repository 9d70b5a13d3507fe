/** Assumed: pictures of an event that spread at once, are listed over days, and reach devices with the next update. */

import type { SeededRandom } from "@glasshouse/fixtures";
import { createListSources, type ListSource, listedOn } from "@glasshouse/fixtures";
import { type Check, fromParameters, renderProbability, type Table } from "../../findings/index.js";
import { logBinomialTail } from "../../statistics/index.js";
import type { Values } from "./parameters.js";

const eventDay = 5;
const shownDays = 21;
/** Days until a device has what is listed: at once, the next day, weekly, monthly. */
const lags = [0, 1, 3, 7, 30];
/** Days in which the uploads of a picture fall to a half. */
const halfLives = [1, 3, 7, 30];

/** A list that grows at once after an event. */
export function growList(values: Values, random: SeededRandom): readonly ListSource[] {
  return createListSources({
    seed: random.uint32(),
    authorities: [{ id: "industry", coverage: 1 }],
    initial: values.initialEntries,
    growth: {
      days: eventDay + shownDays,
      perDay: values.entriesPerDay,
      surges: [{ day: eventDay, days: values.surgeDays, count: values.surgeEntries }],
    },
  });
}

/** Entries by day, and those that a device has. */
export function growthTable(sources: readonly ListSource[]): Table {
  const days = [0, eventDay - 1, eventDay, eventDay + 1, eventDay + 2, eventDay + 3, eventDay + 7, eventDay + 14];
  return {
    id: "list-growth",
    title: "Entries of a list after an event, and entries that devices have",
    origin: fromParameters,
    columns: [
      { key: "day", title: "days since the event", format: "number" },
      ...lags.map(
        (lag) =>
          ({
            key: `lag${lag}`,
            title: lag === 0 ? "listed" : `on devices ${lag} ${lag === 1 ? "day" : "days"} behind`,
            format: "count",
          }) as const,
      ),
    ],
    rows: days.map((day) => ({
      day: day - eventDay,
      ...Object.fromEntries(lags.map((lag) => [`lag${lag}`, listedOn(sources, Math.max(0, day - lag)).length])),
    })),
    note: "Every update is a new table for every device, or a supplement beside the old one; O18 has their size.",
  };
}

/**
 * Share of the uploads of the event's pictures that are made when a device can match them: uploads begin with the event
 * and fall by half every `halfLife` days; a picture that is listed on a day matches `lag` days later.
 */
export function shareInTime(listingDays: readonly number[], lag: number, halfLife: number): number {
  return listingDays.reduce((sum, day) => sum + 2 ** (-(day + lag) / halfLife), 0) / listingDays.length;
}

/** Days from the event to the listing of each of its pictures. */
export function listingDays(sources: readonly ListSource[], { surgeDays }: Values): readonly number[] {
  return sources.map((source) => source.listedOn - eventDay).filter((day) => day >= 0 && day < surgeDays);
}

/** What can match by lag and half-life, and whether an uploader of many is found. */
export function lagTable(days: readonly number[], { recall, threshold, uploads }: Values): Table {
  return {
    id: "update-lag",
    title: "Uploads of the event's pictures that can match, by lag of the update",
    origin: fromParameters,
    columns: [
      { key: "lag", title: "days from listing to device", format: "days" },
      { key: "halfLife", title: "half of the uploads within", format: "days" },
      { key: "inTime", title: "uploads after their listing has arrived", format: "probability" },
      { key: "matched", title: "uploads that match", format: "probability" },
      { key: "found", title: `an account with ${uploads} of the pictures is found`, format: "log10-probability" },
    ],
    rows: lags.flatMap((lag) =>
      halfLives.map((halfLife) => {
        const inTime = shareInTime(days, lag, halfLife);
        return {
          lag,
          halfLife,
          inTime,
          matched: inTime * recall,
          found: logBinomialTail(uploads, inTime * recall, threshold) / Math.LN10,
        };
      }),
    ),
    note: `Threshold ${threshold}, recall ${recall}, pictures uploaded independently. A picture is matched when it is uploaded: what was uploaded before its listing arrived is not looked at again, unless the device makes new vouchers of everything.`,
  };
}

/** Nothing is lost when pictures are listed at once and devices follow at once, and everything when they never do. */
export function lagControls(): Check {
  const [atOnce, never] = [shareInTime([0], 0, 1), shareInTime([0], 10_000, 1)];
  return {
    name: "all uploads can match if listing and update take no time, none if they take for ever",
    expected: "1, 0",
    got: `${renderProbability(atOnce)}, ${renderProbability(never)}`,
    holds: atOnce === 1 && never < 1e-12,
  };
}
