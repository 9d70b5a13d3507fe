/**
 * The claims of 2021 and 2022 about matching on the device, with whose they are, what checks them, and whether a stranger
 * could check them from what is public. Verdicts come from experiments and scenarios, never from here.
 */

/** Whether a stranger could check a claim from public artefacts alone. */
export interface Checkable {
  /** From what the protocols publish today: manifests and tables. */
  readonly today: boolean;
  /** Once lists are certified and tables logged where everybody sees them. */
  readonly withPublicVerification: boolean;
  readonly because: string;
}

/** "A1" to "A17" of the proposals, "B1" to "B3" of those who asked for them. */
export type ClaimId = `A${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17}` | `B${1 | 2 | 3}`;

/** One claim. */
export interface Claim {
  readonly id: ClaimId;
  readonly text: string;
  readonly by: string;
  /** What is done here to check it. */
  readonly check: string;
  readonly checkable: Checkable;
}

const modelOnly =
  "it is the output of a model; its assumptions can be published, and its inputs measured by anybody with pictures";
const promise = "it is a promise about the future; nothing that is published today can show it";

/** Every claim, in the order of the register. */
export const claims: readonly Claim[] = [
  {
    id: "A1",
    text: "Fewer than 1 in 10^12 accounts are flagged falsely in a year.",
    by: "Apple, 2021",
    check: "account model, photographs independent and in bursts",
    checkable: { today: false, withPublicVerification: false, because: modelOnly },
  },
  {
    id: "A2",
    text: "The threshold is 30 matches.",
    by: "Apple, 2021",
    check: "sweep of the threshold: what it costs in accounts found",
    checkable: {
      today: true,
      withPublicVerification: true,
      because: "the manifest states it and the shares enforce it",
    },
  },
  {
    id: "A3",
    text: "The threshold will never be set lower than the target of 1 in 10^12 needs.",
    by: "Apple, 2021",
    check: "who notices a lower one, and when",
    checkable: {
      today: false,
      withPublicVerification: true,
      because: "a manifest states a threshold, but only a log shows every manifest there ever was",
    },
  },
  {
    id: "A4",
    text: "The false-positive rate of an image is assumed to be at most 1 in 10^6, larger than observed.",
    by: "Apple, 2021",
    check: "measured, with interval",
    checkable: {
      today: false,
      withPublicVerification: false,
      because: "it takes the list's hashes, which are blinded, and pictures like those people have",
    },
  },
  {
    id: "A5",
    text: "3 of 100 million images matched falsely.",
    by: "Apple, 2021",
    check: "the interval that this figure supports",
    checkable: { today: false, withPublicVerification: false, because: "neither the images nor the list are public" },
  },
  {
    id: "A6",
    text: "None of 500,000 adult images matched.",
    by: "Apple, 2021",
    check: "the rate that this figure can support",
    checkable: { today: false, withPublicVerification: false, because: "neither the images nor the list are public" },
  },
  {
    id: "A7",
    text: "Every library is taken to be as large as the largest.",
    by: "Apple, 2021",
    check: "account model by size of the library",
    checkable: { today: false, withPublicVerification: false, because: modelOnly },
  },
  {
    id: "A8",
    text: "The list holds only what at least two organisations in separate jurisdictions submitted.",
    by: "Apple, 2021",
    check: "entries injected through one and more authorities",
    checkable: {
      today: false,
      withPublicVerification: true,
      because: "a table hides its entries; a certificate of the intersection would tie it to what they signed",
    },
  },
  {
    id: "A9",
    text: "The same table is on every device.",
    by: "Apple, 2021",
    check: "a table for one user, against devices that compare",
    checkable: {
      today: false,
      withPublicVerification: true,
      because: "one device sees one table; a log with witnesses shows whether others see another",
    },
  },
  {
    id: "A10",
    text: "A third party can confirm that the list is nothing but that intersection.",
    by: "Apple, 2021",
    check: "what an auditor can recompute, and whom it still has to trust",
    checkable: {
      today: false,
      withPublicVerification: true,
      because: "it takes a certificate that the table follows from the authorities' commitments",
    },
  },
  {
    id: "A11",
    text: "No single party needs to be trusted.",
    by: "Apple, 2021",
    check: "which parties, colluding, get what",
    checkable: { today: false, withPublicVerification: false, because: "who colludes is not in any artefact" },
  },
  {
    id: "A12",
    text: "Synthetic vouchers keep the server from counting an account's matches below the threshold.",
    by: "Apple, 2021",
    check: "how well a server estimates what it cannot count",
    checkable: {
      today: true,
      withPublicVerification: true,
      because: "the manifest states the rate of synthetic vouchers; the rest is computed",
    },
  },
  {
    id: "A13",
    text: "A second, independent hash stops made-up collisions before review.",
    by: "Apple, 2021",
    check: "collisions of two hashes at once",
    checkable: {
      today: false,
      withPublicVerification: false,
      because: "the second hash is kept secret, on the server",
    },
  },
  {
    id: "A14",
    text: "Human review comes before any report.",
    by: "Apple, 2021",
    check: "a model of reviewers with error rates of their own",
    checkable: { today: false, withPublicVerification: false, because: "review happens where nobody else looks" },
  },
  {
    id: "A15",
    text: "Only photographs on their way to the cloud are matched.",
    by: "Apple, 2021",
    check: "one message through designs that match in the cloud, in the messenger and on the server",
    checkable: {
      today: false,
      withPublicVerification: false,
      because: "nothing in a voucher says why it was made: it is a matter of the device's software",
    },
  },
  {
    id: "A16",
    text: "Requests of governments to widen the list will be refused.",
    by: "Apple, 2021",
    check: "none: it is a promise",
    checkable: { today: false, withPublicVerification: false, because: promise },
  },
  {
    id: "A17",
    text: "The list's root is published, so that every user can compare it.",
    by: "Apple, 2021",
    check: "how many devices have to compare for a split to be noticed",
    checkable: {
      today: false,
      withPublicVerification: true,
      because: "a root can be compared once it is published where the operator cannot show two of them",
    },
  },
  {
    id: "B1",
    text: "Encryption stops the police from finding terrorists; matching of known content would find them.",
    by: "the Commissioner of the Metropolitan Police, 2021",
    check: "what a match of known content can find, by the list's growth and by context",
    checkable: { today: false, withPublicVerification: false, because: "it is about people, not artefacts" },
  },
  {
    id: "B2",
    text: "Agreement of several child-protection organisations on every entry stops abuse of the list.",
    by: "Levy and Robinson, 2022",
    check: "entries injected through 1 to k authorities",
    checkable: {
      today: false,
      withPublicVerification: false,
      because: "signatures would show who agreed on an entry, not what it is",
    },
  },
  {
    id: "B3",
    text: "The funded tools detect abuse material without breaking encryption.",
    by: "the UK Safety Tech Challenge Fund, 2021",
    check: "matching of known content only; most funded tools were classifiers, which are out of scope",
    checkable: {
      today: false,
      withPublicVerification: false,
      because: "most of the funded tools publish nothing to check",
    },
  },
];
