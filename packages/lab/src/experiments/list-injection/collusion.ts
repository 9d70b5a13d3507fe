/** Who, alone or together, gets what: the collusion matrix over authorities, operator and reviewer. */
import type { Table } from "../../findings/index.js";
import type { MountedAttack } from "../../models/mounted-attacks.js";

/** Parties that act together. Authorities are counted: it does not matter which they are. */
interface Coalition {
  readonly label: string;
  readonly authorities: number;
  readonly operator: boolean;
  readonly reviewer: boolean;
}

/** Coalitions from nobody to everybody, in the order of size. */
function listCoalitions(required: number): Coalition[] {
  const coalition = (label: string, authorities: number, operator: boolean, reviewer: boolean): Coalition => ({
    label,
    authorities,
    operator,
    reviewer,
  });
  const fewer = required - 1;
  const enough = `${required} ${required === 1 ? "authority" : "authorities"}`;
  return [
    coalition("nobody", 0, false, false),
    ...(fewer > 0 ? [coalition(fewer === 1 ? "1 authority" : `${fewer} authorities`, fewer, false, false)] : []),
    coalition(enough, required, false, false),
    coalition("reviewer", 0, false, true),
    coalition("operator", 0, true, false),
    coalition("operator and reviewer", 0, true, true),
    coalition(`${enough} and reviewer`, required, false, true),
    coalition(`${enough} and operator`, required, true, false),
    coalition(`${enough}, operator and reviewer`, required, true, true),
  ];
}

/** One row: what a coalition gets. */
export interface CollusionRow {
  readonly coalition: string;
  readonly putsToday: boolean;
  readonly putsCertified: boolean;
  readonly testsAny: boolean;
  readonly readsSent: boolean;
  readonly readsLowered: boolean;
  readonly unseenToday: boolean;
  readonly unseenCertified: boolean;
  readonly [key: string]: string | boolean;
}

/** What the mounted attacks say that the operator alone can do. */
export interface OperatorPowers {
  /** Entries beside the authorities'. */
  readonly addsEntries: boolean;
  /** Testing any picture with its key. */
  readonly testsPictures: boolean;
  /** Reading, below the threshold, what was sent. */
  readonly readsSent: boolean;
  /** Reading, below the old threshold, what will be sent. */
  readonly lowersThreshold: boolean;
}

/** The operator's powers as they came out of the kit. */
export function operatorPowers(mounted: readonly MountedAttack[]): OperatorPowers {
  const succeeded = (id: string) => mounted.some(({ attack, result }) => attack.id === id && result.succeeded);
  return {
    addsEntries: succeeded("extra-entries"),
    testsPictures: succeeded("kept-alpha"),
    readsSent: succeeded("lower-threshold-old-vouchers"),
    lowersThreshold: succeeded("lower-threshold-new-window"),
  };
}

/** The collusion matrix for certification by `required` authorities. */
export function createCollusionRows(required: number, powers: OperatorPowers): CollusionRow[] {
  return listCoalitions(required).map(({ label, authorities, operator, reviewer }) => {
    const puts = authorities >= required;
    const putsToday = puts || (operator && powers.addsEntries);
    return {
      coalition: label,
      putsToday,
      putsCertified: puts,
      testsAny: operator && powers.testsPictures,
      readsSent: operator && powers.readsSent,
      readsLowered: operator && powers.lowersThreshold,
      // A reviewer is the first outsider who sees what an entry is, and the operator decides what reviewers are shown.
      unseenToday: putsToday && (operator || reviewer),
      unseenCertified: puts && (operator || reviewer),
    };
  });
}

/** The matrix as a table. */
export function collusionTable(rows: readonly CollusionRow[], required: number): Table {
  const column = (key: string, title: string) => ({ key, title, format: "yes-no" }) as const;
  return {
    id: "collusion",
    title: "What parties get that act together",
    origin: {
      label: "assumed",
      by: `Glasshouse, from the operator's attacks as they were mounted and certification by ${required} as it is defined`,
    },
    columns: [
      { key: "coalition", title: "acting together", format: "text" },
      column("putsToday", "put a picture of their choice on the list, today"),
      column("putsCertified", "... once tables are certified"),
      column("testsAny", "test any picture against the list"),
      column("readsSent", "read below the threshold what was sent"),
      column("readsLowered", "... what will be sent, by a lower threshold in a new manifest"),
      column("unseenToday", "put a picture on the list, have what it matches read, and no outsider sees it, today"),
      column("unseenCertified", "... once tables are certified"),
    ],
    rows,
    note: "From the threshold on the operator reads what matched before any reviewer does, and decides what reviewers are shown. Each authority knows its own entries in any case.",
  };
}
