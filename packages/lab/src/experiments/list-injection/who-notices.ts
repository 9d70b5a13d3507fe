import type { Table } from "../../findings/index.js";

/**
 * Who can notice first that a picture of another purpose is listed.
 * @param days median days to a first review, by accounts that hold planted pictures
 */
export function noticeTable(required: number, days: (holders: number) => number | null): Table {
  const review = (holders: number) => {
    const median = days(holders);
    return median === null ? "no account opens" : `median ${median} days`;
  };
  const [one, many] = [review(1), review(10_000)];
  return {
    id: "who-notices",
    title: "Who can notice first, and after how long",
    origin: { label: "assumed", by: "Glasshouse, from what each party holds, and the model of days below" },
    columns: [
      { key: "party", title: "party", format: "text" },
      { key: "today", title: "today", format: "text" },
      { key: "certified", title: "once tables are certified", format: "text" },
      { key: "after", title: "after how long", format: "text" },
    ],
    rows: [
      {
        party: "an organisation that does not take part",
        today: "no: it knows its own entries alone",
        certified: `only if it is shown the certified list; it is asked for nothing where ${required} others sign`,
        after: "day 0 if it is shown the list, else never",
      },
      {
        party: "the operator, if it does not take part",
        today: "no: it has hashes, not pictures",
        certified: "no",
        after: "never, before an account opens",
      },
      { party: "a device or its owner", today: "no: the list is blinded", certified: "no", after: "never" },
      {
        party: "an auditor",
        today: "no: the list is blinded",
        certified: "that the operator added nothing; not what organisations submitted",
        after: "day 0, for the operator's entries",
      },
      {
        party: "a reviewer of the first account that opens",
        today: "yes, if the operator shows the account",
        certified: "yes, if the operator shows the account",
        after: `1 holder: ${one}; 10,000 holders: ${many}`,
      },
    ],
    note: "The reviewer is the first outsider who sees what an entry shows, and the only one. Below the threshold nobody does, and the operator learns all the while which vouchers opened.",
  };
}
