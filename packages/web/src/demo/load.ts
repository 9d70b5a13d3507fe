import type { DemoView } from "@glasshouse/lab";
import { assertDemoView, ShapeError } from "./shape.js";

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

/** Fetches and checks the run beside the page. @throws LoadError */
export async function loadDemo(url = "demo.json"): Promise<DemoView> {
  let response: Response;
  try {
    response = await fetch(url, { cache: "no-store" });
  } catch {
    throw new LoadError("unreachable", `${url}: the server does not answer.`);
  }
  if (response.status === 404) throw new LoadError("missing", `${url}: not found at this address.`);
  if (!response.ok) throw new LoadError("unreachable", `${url}: got status ${response.status}, expected 200.`);
  return readDemo(url, await response.text());
}

/** Reads the text of a run. @throws LoadError `not-json`, `wrong-schema`. */
export function readDemo(url: string, text: string): DemoView {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new LoadError("not-json", `${url}: expected JSON.`);
  }
  try {
    assertDemoView(value);
  } catch (error) {
    if (error instanceof ShapeError) throw new LoadError("wrong-schema", `${url}: ${error.message}.`);
    throw error;
  }
  return value;
}
