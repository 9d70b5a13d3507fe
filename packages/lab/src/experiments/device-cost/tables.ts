/** Assumed: what a device uploads, downloads and keeps. */
import { defaultFilterParams, defaultParams, parseTokenScheme, type TokenScheme } from "@glasshouse/matcher";
import { fromParameters, type Table } from "../../findings/index.js";
import type { Values } from "./parameters.js";
import { filterBytes, requestBytes, tableBytes, tokensOf, voucherBytes } from "./sizes.js";

const schemes = ["whole-key", "blocks-4x64-f0", "blocks-4x64-f1", "blocks-4x64-f2"].map(parseTokenScheme);
const encodings = ["fuse", "cuckoo"] as const;
const listSizes = [1000, 10_000, 100_000, 370_000, 1_000_000, 10_000_000];
/** Bytes of a 256-bit hash that is sent as it is. */
const plainHashBytes = 32;
const wire = { label: "assumed", by: "the parameters, by the encodings of the protocols" } as const;

/** What one photograph costs the network. */
export function photoTable({ photos, photoBytes, payloadBytes }: Values): Table {
  const row = (protocol: string, scheme: TokenScheme | null, table: string, up: number, down: number) => ({
    protocol,
    scheme: scheme?.id ?? "-",
    table,
    probes: scheme?.probesPerImage ?? null,
    up,
    down,
    library: photos * (up + down),
    share: (up + down) / photoBytes,
  });
  return {
    id: "bytes-per-photo",
    title: "Bytes per photograph",
    origin: wire,
    columns: [
      { key: "protocol", title: "protocol", format: "text" },
      { key: "scheme", title: "token scheme", format: "text" },
      { key: "table", title: "table", format: "text" },
      { key: "probes", title: "probes", format: "count" },
      { key: "up", title: "sent", format: "bytes" },
      { key: "down", title: "received", format: "bytes" },
      { key: "library", title: `${photos.toLocaleString("en-US")} photographs`, format: "bytes" },
      { key: "share", title: "as a share of the photograph", format: "number" },
    ],
    rows: [
      row("no matching (the null)", null, "-", 0, 0),
      row("the hash itself, scanned by the server", null, "-", plainHashBytes, 0),
      ...schemes.flatMap((tokenScheme) =>
        encodings.map((table) => {
          const bytes = voucherBytes({ ...defaultParams, tokenScheme, table, payloadBytes });
          return row("threshold-psi", tokenScheme, table, bytes, 0);
        }),
      ),
      ...schemes.map((tokenScheme) => {
        const { request, answer } = requestBytes({ ...defaultFilterParams, tokenScheme }, 1);
        return row("oprf-bloom", tokenScheme, "filter", request, answer);
      }),
    ],
    note: `A payload of ${payloadBytes.toLocaleString("en-US")} bytes is part of every voucher, matching or not. A photograph of ${photoBytes.toLocaleString("en-US")} bytes is uploaded besides. Requests of oprf-bloom are sent one photograph at a time here; in batches the frame is shared.`,
  };
}

/** What a device downloads and keeps. */
export function tableTable(): Table {
  return {
    id: "table-bytes",
    title: "Bytes that every device downloads and keeps, by size of the list",
    origin: wire,
    columns: [
      { key: "entries", title: "entries", format: "count" },
      { key: "scheme", title: "token scheme", format: "text" },
      { key: "tokens", title: "tokens", format: "count" },
      { key: "fuse", title: "blinded table, fuse", format: "bytes" },
      { key: "cuckoo", title: "blinded table, cuckoo", format: "bytes" },
      { key: "filter", title: "blinded filter, 32 bits", format: "bytes" },
      { key: "perEntry", title: "fuse table per entry", format: "bytes" },
    ],
    rows: [schemes[0] as TokenScheme, defaultParams.tokenScheme].flatMap((scheme) =>
      listSizes.map((entries) => {
        const tokens = tokensOf(entries, scheme);
        const fuse = tableBytes("fuse", tokens);
        return {
          entries,
          scheme: scheme.id,
          tokens,
          fuse,
          cuckoo: tableBytes("cuckoo", tokens),
          filter: filterBytes(tokens, 32),
          perEntry: fuse / entries,
        };
      }),
    ),
    note: "Sizes step up with the padded capacity, so that they do not tell how many entries there are. No two entries are taken to share a token. Flipped bits cost probes, not entries.",
  };
}

/** What keeping a list up to date costs. */
export function updateTable({ listEntries, addedEntries, updateDays, payloadBytes }: Values): Table {
  const { tokenScheme } = defaultParams;
  const params = { ...defaultParams, payloadBytes };
  const updates = Math.max(1, Math.floor(365 / updateDays));
  const sizes = (entriesAfter: (update: number) => number) =>
    Array.from({ length: updates }, (_, i) => tableBytes("fuse", tokensOf(entriesAfter(i + 1), tokenScheme)));
  const row = (how: string, downloads: readonly number[], voucher: number) => ({
    how,
    first: downloads[0] as number,
    last: downloads.at(-1) as number,
    year: downloads.reduce((sum, bytes) => sum + bytes, 0),
    voucher,
  });
  return {
    id: "updates",
    title: `${addedEntries.toLocaleString("en-US")} more entries every ${updateDays} days, on a list of ${listEntries.toLocaleString("en-US")}`,
    origin: fromParameters,
    columns: [
      { key: "how", title: "update", format: "text" },
      { key: "first", title: "first of a year", format: "bytes" },
      { key: "last", title: "last of a year", format: "bytes" },
      { key: "year", title: "together", format: "bytes" },
      { key: "voucher", title: "voucher meanwhile", format: "bytes" },
    ],
    rows: [
      row(
        "a new table",
        sizes((update) => listEntries + update * addedEntries),
        voucherBytes(params),
      ),
      row(
        "a supplement with all that was added, beside the table",
        sizes((update) => update * addedEntries),
        voucherBytes(params, true),
      ),
    ],
    note: "Every table has a key of its own and shares no bytes with the one before: nothing of it can be sent as a difference. A supplement doubles the slots of every voucher, and the group operations with them.",
  };
}
