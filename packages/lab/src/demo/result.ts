/** What `glasshouse demo --json` writes. */
export interface DemoResult {
  readonly schema: "glasshouse.demo/1";
  readonly algorithm: string;
  /** Token scheme id. */
  readonly tokens: string;
  readonly table: string;
  readonly threshold: number;
  readonly counting: string;
  readonly seed: string;
  readonly list: {
    /** Listed images. */
    readonly entries: number;
    /** Distinct tokens in the table. */
    readonly tableEntries: number;
    readonly tableBytes: number;
  };
  readonly accounts: readonly AccountResult[];
  readonly errors: {
    /** Against which image is a copy of which entry. */
    readonly truth: ErrorCounts;
    /** Against Hamming distance within the algorithm's matchRadius. */
    readonly radius: ErrorCounts;
    /** Matches of the burst for which the list holds an entry planted to collide: kept apart, since they are no accident. */
    readonly planted: Count;
  };
  /** Accounts for which the server ended up with exactly what the ideal functionality gives. */
  readonly ideal: Count;
  readonly cost: {
    readonly hashMsPerImage: number;
    readonly voucherMsPerImage: number;
    readonly voucherBytesPerImage: number;
    /** Part of `voucherBytesPerImage` that is the sealed payload. */
    readonly payloadBytesPerImage: number;
    readonly serverMsPerVoucher: number;
    readonly tableBytesPerEntry: number;
  };
}

/** One account: what it holds beside what the server learned. */
export interface AccountResult {
  readonly name: string;
  readonly counting: string;
  readonly images: number;
  /** Images that are copies of a listed image. */
  readonly listedImages: number;
  readonly vouchers: number;
  /** Whether the server could read the account's matching payloads. */
  readonly opened: boolean;
  /** Vouchers that the server saw to match, readable or not. */
  readonly matchesVisible: number;
  /** Distinct countings among them: what is held against the threshold. */
  readonly distinctMatches: number;
  readonly payloadsRead: number;
}

/** Errors as counts, never as a rate without its denominator. */
export interface ErrorCounts {
  readonly falsePositives: Count;
  readonly falseNegatives: Count;
}

/** `k` of `n` units. */
export interface Count {
  readonly k: number;
  readonly n: number;
  readonly unit: string;
}
