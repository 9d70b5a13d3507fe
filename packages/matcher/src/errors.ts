/** Everything that the matching protocols refuse, in one closed list. Tests and callers rely on these, never on texts. */
export const protocolErrorCodes = [
  "malformed-message", // bytes that are not the one canonical encoding of a message
  "unsupported-version", // a message or manifest of another format version
  "invalid-parameters", // parameters outside their documented range, or that contradict one another
  "wrong-algorithm", // a hash of another algorithm, or of another length, than the list was built with
  "wrong-token-scheme", // a voucher made under another token scheme than its table's
  "wrong-table", // a voucher or a table that names another table id
  "unknown-table", // a table id that this server never published
  "unknown-device", // an account or device that never registered
  "wrong-account", // a voucher that names another account than its batch
  "wrong-device", // a voucher that names another device than its batch
  "invalid-signature", // a batch or a registration not signed by the key it names
  "invalid-point", // bytes that do not encode a group element
  "identity-point", // the group's identity where a random element is expected
  "duplicate-voucher", // one batch that holds the same voucher id twice
  "conflict", // a voucher id already stored with other bytes
  "message-too-large", // more bytes or more vouchers than the limit
  "window-full", // an account window with as many counted images as its budget is made for
  "payload-too-large", // a payload that does not fit the manifest's padded length
  "table-digest-mismatch", // a blinded table that is not the one its manifest commits to
  "table-build-failed", // no layout seed within the bound placed all tokens
  "unknown-filter", // a filter id that this server never published, or has retired
  "wrong-filter", // a filter, a key or an answer that belongs to another filter id
  "stale-epoch", // a manifest older than one that the device has seen
  "filter-digest-mismatch", // a blinded filter that is not the one its manifest commits to
  "invalid-filter", // a blinded filter that is malformed, or reports more strangers than its manifest says
  "filter-build-failed", // no filter of the wanted rate holds the tokens
  "wrong-request", // an answer to another request
  "invalid-proof", // evaluated elements not proven to be made with the published key
  "rate-limited", // more evaluations than the window allows; the error says how long to wait
] as const;

/** One of {@link protocolErrorCodes}. */
export type ProtocolErrorCode = (typeof protocolErrorCodes)[number];

/** A refused message, parameter or table. The text says what was got and what was expected, never key material. */
export class ProtocolError extends Error {
  readonly code: ProtocolErrorCode;

  constructor(code: ProtocolErrorCode, message: string) {
    super(message);
    this.name = "ProtocolError";
    this.code = code;
  }
}

/** `rate-limited`: nothing was evaluated or charged. */
export class RateLimitedError extends ProtocolError {
  /** Whole seconds, at least 1, after which the same request fits the window if nothing else is asked meanwhile. */
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number, message: string) {
    super("rate-limited", message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
