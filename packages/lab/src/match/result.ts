import type { SimulatedAccount } from "@glasshouse/matcher";
import type { Count } from "../demo/result.js";
import type { FailedFile } from "../images/errors.js";

/** What `glasshouse match --json` writes. */
export interface MatchResult {
  readonly schema: "glasshouse.match/1";
  readonly algorithm: string;
  /** Token scheme id. */
  readonly tokens: string;
  readonly table: string;
  readonly threshold: number;
  readonly counting: string;
  readonly list: {
    /** Listed images. */
    readonly entries: number;
    /** Distinct tokens in the table. */
    readonly tableEntries: number;
    readonly tableBytes: number;
    /** Tokens left out because too many entries share them. */
    readonly commonTokens: number;
    /** Tokens that found no place in the table. */
    readonly droppedTokens: number;
  };
  readonly images: {
    readonly hashed: number;
    /** Hashed, but of too low quality to match: their vouchers never open. */
    readonly belowQuality: number;
    readonly failed: number;
    readonly skipped: number;
  };
  /** What the server learned. */
  readonly server: {
    readonly status: SimulatedAccount["status"];
    readonly opened: boolean;
    readonly vouchers: number;
    /** Vouchers that the server saw to match, readable or not. */
    readonly matchesVisible: number;
    /** Distinct countings among them: what is held against the threshold. */
    readonly distinctMatches: number;
    readonly payloadsRead: number;
  };
  /** Whether the outcome is that of the same rules in the clear; anything else is a defect. */
  readonly equalsIdeal: boolean;
  /** What only the user's machine knows: every file that matched or lies within matchRadius of an entry. */
  readonly truth: readonly MatchedFile[];
  /** Against Hamming distance within the algorithm's matchRadius. */
  readonly errors: {
    readonly radius: { readonly matchRadius: number; readonly falsePositives: Count; readonly falseNegatives: Count };
  };
  /** CPU time of this process, measured. */
  readonly cost: {
    readonly hashMsPerImage: number | null;
    readonly voucherMsPerImage: number | null;
    readonly serverMsPerVoucher: number | null;
    readonly setupMs: number;
    readonly voucherBytesPerImage: number | null;
    /** Part of `voucherBytesPerImage` that is the padded payload. */
    readonly payloadBytesPerImage: number;
    readonly tableBytesPerEntry: number | null;
  };
  readonly failed: readonly FailedFile[];
}

/** One file, as its owner sees it. */
export interface MatchedFile {
  readonly path: string;
  /** Whether the server saw that it matched. */
  readonly matched: boolean;
  /** Whether its hash lies within matchRadius of an entry. */
  readonly withinRadius: boolean;
  /** Smallest Hamming distance to an entry, in bits, and that entry's id and sources. */
  readonly distance: number;
  readonly entry: string;
  readonly sources: readonly string[];
  /** Whether the server could read its payload. */
  readonly payloadRead: boolean;
}
