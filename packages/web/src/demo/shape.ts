import type { AccountResult, Count, DemoResult, DemoView, ErrorCounts } from "@glasshouse/lab";

/** A closed description of JSON: what a field must be. */
type Shape =
  | "text"
  | "number"
  | "boolean"
  | { readonly one: readonly string[] }
  | { readonly orNull: Shape }
  | { readonly listOf: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> };

/** The shape that a type demands, so that a field added to the view without a check here does not compile. */
type ShapeOf<T> = [T] extends [string]
  ? string extends T
    ? "text"
    : { readonly one: readonly T[] }
  : [T] extends [number]
    ? "number"
    : [T] extends [boolean]
      ? "boolean"
      : null extends T
        ? { readonly orNull: ShapeOf<NonNullable<T>> }
        : T extends readonly (infer Item)[]
          ? { readonly listOf: ShapeOf<Item> }
          : { readonly fields: { readonly [Name in keyof T]: ShapeOf<T[Name]> } };

const count: ShapeOf<Count> = { fields: { k: "number", n: "number", unit: "text" } };
const errorCounts: ShapeOf<ErrorCounts> = { fields: { falsePositives: count, falseNegatives: count } };

const accountResult: ShapeOf<AccountResult> = {
  fields: {
    name: "text",
    counting: "text",
    images: "number",
    listedImages: "number",
    vouchers: "number",
    opened: "boolean",
    matchesVisible: "number",
    distinctMatches: "number",
    payloadsRead: "number",
  },
};

const demoResult: ShapeOf<DemoResult> = {
  fields: {
    schema: { one: ["glasshouse.demo/1"] },
    algorithm: "text",
    tokens: "text",
    table: "text",
    threshold: "number",
    counting: "text",
    seed: "text",
    list: { fields: { entries: "number", tableEntries: "number", tableBytes: "number" } },
    accounts: { listOf: accountResult },
    errors: { fields: { truth: errorCounts, radius: errorCounts, planted: count } },
    ideal: count,
    cost: {
      fields: {
        hashMsPerImage: "number",
        voucherMsPerImage: "number",
        voucherBytesPerImage: "number",
        payloadBytesPerImage: "number",
        serverMsPerVoucher: "number",
        tableBytesPerEntry: "number",
      },
    },
  },
};

const demoView: ShapeOf<DemoView> = {
  fields: {
    schema: { one: ["glasshouse.demo-view/1"] },
    result: demoResult,
    list: { listOf: { fields: { id: "text", title: "text", picture: "text", planted: "boolean" } } },
    accounts: {
      listOf: {
        fields: {
          result: accountResult,
          story: "text",
          device: {
            listOf: {
              fields: {
                voucherId: "text",
                title: "text",
                picture: "text",
                change: "text",
                copyOf: { orNull: "text" },
                nearestDistance: { orNull: "number" },
              },
            },
          },
          server: {
            listOf: {
              fields: {
                voucherId: "text",
                bytes: "number",
                excerpt: "text",
                status: { one: ["closed", "opened", "invalid"] },
                openedSlots: "number",
                payload: { orNull: "text" },
              },
            },
          },
        },
      },
    },
  },
};

/**
 * The first thing wrong with parsed JSON as "path: got ..., expected ...", or `null` for a run that this page can show.
 * Fields that the page does not know are no defect.
 */
export function findDefect(value: unknown): string | null {
  return (
    defectOf(value, demoView, "") ??
    (isRecord(value) && Array.isArray(value["accounts"]) && value["accounts"].length === 0
      ? "accounts: got an empty list, expected at least one account"
      : null)
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function defectOf(value: unknown, shape: Shape, path: string): string | null {
  const wrong = (expected: string) => `${path || "the file"}: got ${show(value)}, expected ${expected}`;
  if (shape === "text") return typeof value === "string" ? null : wrong("text");
  if (shape === "number") return typeof value === "number" && Number.isFinite(value) ? null : wrong("a number");
  if (shape === "boolean") return typeof value === "boolean" ? null : wrong("true or false");
  if ("one" in shape)
    return typeof value === "string" && shape.one.includes(value)
      ? null
      : wrong(shape.one.map((text) => JSON.stringify(text)).join(" or "));
  if ("orNull" in shape) return value === null ? null : defectOf(value, shape.orNull, path);
  if ("listOf" in shape) {
    if (!Array.isArray(value)) return wrong("a list");
    return firstDefect(value.map((item, index) => [item, shape.listOf, `${path}[${index}]`]));
  }
  if (!isRecord(value)) return wrong("an object");
  return firstDefect(
    Object.entries(shape.fields).map(([name, field]) => [value[name], field, path ? `${path}.${name}` : name]),
  );
}

function firstDefect(parts: readonly (readonly [unknown, Shape, string])[]): string | null {
  for (const [value, shape, path] of parts) {
    const defect = defectOf(value, shape, path);
    if (defect !== null) return defect;
  }
  return null;
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  return Array.isArray(value) ? "a list" : isRecord(value) ? "an object" : JSON.stringify(value);
}
