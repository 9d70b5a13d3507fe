/** Why there is nothing to show. */
export type LoadErrorCode =
  | "missing" // no demo.json at this address
  | "unreachable" // the server does not answer, or with an error
  | "not-json" // bytes that are no JSON
  | "wrong-schema"; // JSON of another kind or version

/** A run that cannot be shown. The text says what was got and what was expected. */
export class LoadError extends Error {
  readonly code: LoadErrorCode;

  constructor(code: LoadErrorCode, message: string) {
    super(message);
    this.name = "LoadError";
    this.code = code;
  }
}
