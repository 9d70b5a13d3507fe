/** How many matches a service sees in a day, and what they are. */
import { fromParameters, type Table } from "../../findings/index.js";
import { scaleToListSize } from "../../statistics/index.js";

/** Matches a day on a service, by what they are. */
export function outcomesPerDay(values: {
  posts: number;
  listedShare: number;
  lawful: number;
  recall: number;
  imageFpr: number;
  listEntries: number;
  added: number;
}): Table {
  const { posts, listedShare, lawful, recall, imageFpr, listEntries, added } = values;
  const row = (list: string, entries: number) => {
    const wrong = posts * (1 - listedShare) * scaleToListSize(imageFpr, listEntries, entries);
    const right = posts * listedShare * recall;
    return {
      list,
      entries,
      wrong,
      lawful: right * lawful,
      offence: right * (1 - lawful),
      share: (right * (1 - lawful)) / (wrong + right),
    };
  };
  return {
    id: "per-day",
    title: "Matches a day on a service that looks at every picture",
    origin: fromParameters,
    columns: [
      { key: "list", title: "list", format: "text" },
      { key: "entries", title: "entries", format: "count" },
      { key: "wrong", title: "wrong matches", format: "number" },
      { key: "lawful", title: "right, lawful context", format: "number" },
      { key: "offence", title: "right, offence", format: "number" },
      { key: "share", title: "share of matches that are offences", format: "probability" },
    ],
    rows: [row("before the event", listEntries), row("three days later", listEntries + added)],
    note: "Entries are taken to match by accident independently of one another, and the share of posts that are listed not to change.",
  };
}
