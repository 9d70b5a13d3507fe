import { describe, expect, test } from "vitest";
import { readDemo } from "../src/demo/load.js";
import { LoadError } from "../src/demo/load-error.js";
import { stateFor } from "../src/demo/state.js";
import { accountHref, parseRoute } from "../src/route.js";
import { sampleAccount, sampleView } from "./sample-view.js";

const view = sampleView([
  sampleAccount("a", [{}, { opened: true }]),
  sampleAccount("b", [{ opened: true }, { opened: true }]),
]);

function refusal(text: string): LoadError {
  try {
    readDemo("demo.json", text);
  } catch (error) {
    if (error instanceof LoadError) return error;
    throw error;
  }
  throw new Error("expected a refusal");
}

describe("reading a run", () => {
  test("a run is read as it is, with fields of later versions", () => {
    expect(readDemo("demo.json", JSON.stringify({ ...view, later: 1 }))).toEqual({ ...view, later: 1 });
  });

  test("bytes that are no JSON", () => {
    expect(refusal("<!doctype html>").code).toBe("not-json");
  });

  test.each([
    ["schema", { ...view, schema: "glasshouse.demo-view/2" }],
    ["result.schema", { ...view, result: { ...view.result, schema: "other" } }],
    ["result.threshold", { ...view, result: { ...view.result, threshold: "10" } }],
    ["result.cost", { ...view, result: { ...view.result, cost: null } }],
    ["list", { ...view, list: {} }],
    ["accounts[0]", { ...view, accounts: [1] }],
    ["accounts", { ...view, accounts: [] }],
    ["accounts[0].server", { ...view, accounts: [{ ...view.accounts[0], server: undefined }] }],
    ["the file", [view]],
    ["the file", null],
  ])("a defect in %s is named", (path, defective) => {
    const error = refusal(JSON.stringify(defective));
    expect(error.code).toBe("wrong-schema");
    expect(error.message).toContain(`demo.json: ${path}: got`);
  });

  test("an unknown voucher status is refused, not shown as closed", () => {
    const text = JSON.stringify(view).replace('"status":"closed"', '"status":"maybe"');
    expect(refusal(text).code).toBe("wrong-schema");
  });
});

describe("which account is shown", () => {
  test("an address names an account, whatever its name holds", () => {
    for (const name of ["a", "at the threshold", "50 % / #1?", "ä"])
      expect(parseRoute(accountHref(name))).toEqual({ page: "demo", account: name });
  });

  test("an address that names nothing is the demo", () => {
    for (const hash of ["", "#", "#/demo/", "#/other/a", "#/demo/%E0%A4%A"])
      expect(parseRoute(hash)).toEqual({ page: "demo", account: null });
  });

  test("without a name it is one with several matches that is not open", () => {
    expect(stateFor(view, "a", "server").account.result.name).toBe("a");
    expect(stateFor(view, null, "server").account.result.name).toBe("b");
    expect(stateFor(view, "unknown", "server").account.result.name).toBe("b");
    expect(stateFor(sampleView([sampleAccount("only", [])]), null, "server").account.result.name).toBe("only");
  });
});
