import type { DemoView } from "@glasshouse/lab";
import { LoadError } from "./load-error.js";
import { findDefect } from "./shape.js";

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
  assertDemoView(url, value);
  return value;
}

function assertDemoView(url: string, value: unknown): asserts value is DemoView {
  const defect = findDefect(value);
  if (defect !== null) throw new LoadError("wrong-schema", `${url}: ${defect}.`);
}
