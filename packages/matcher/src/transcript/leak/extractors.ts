/** Attacks of a curious role: from its view alone, with the keys that it holds, what the account's images are. */
import { concatBytes, finalizeOutputs, fuseFilter, type Group, scalarBytes } from "@glasshouse/crypto";
import { decodeAnswer, decodeFilterManifest } from "../../protocols/oprf-bloom/index.js";
import { decodePlaintextUpload } from "../../protocols/plaintext/simulate.js";
import { decodeBatch, decodeManifest, openVoucher } from "../../protocols/threshold-psi/index.js";
import { listTokens } from "../../tokens.js";
import type { MessageKind, Role, View } from "../transcript.js";
import type { TruthForm } from "./facts.js";
import { leakScheme, toImage } from "./world.js";

/** Finds something in the view of one role. */
export interface Extractor {
  readonly id: string;
  /** As the matrix says it. */
  readonly label: string;
  readonly role: Role;
  /** What it finds, in each form that it can give; `null` when the view holds nothing that it works on. */
  extract(group: Group, view: View): Partial<Record<TruthForm, string>> | null;
}

/** The extractors; each role's are tried on its view in every design. */
export const extractors: readonly Extractor[] = [
  {
    id: "scan-uploads",
    label: "compares uploads with the list",
    role: "server",
    extract(_, view) {
      const uploads = all(view, "upload").flatMap(decodePlaintextUpload);
      if (uploads.length === 0) return null;
      const images = uploads.flatMap(({ bits }) => (bits ? [bits] : []));
      const entries = all(view, "list").map(toImage);
      const listed = new Set(entries.flatMap((entry) => listTokens(leakScheme, entry).map(String)));
      const hits = images.map((bits) =>
        listTokens(leakScheme, toImage(bits)).map((token) => listed.has(String(token))),
      );
      return {
        "listed images": hits.map((blocks) => Number(blocks.some(Boolean))).join(),
        "equal images": firstEqual(images.map(String)),
        ...describeBlocks(hits),
      };
    },
  },
  {
    id: "open-vouchers",
    label: "opens vouchers with alpha",
    role: "server",
    extract(group, view) {
      const [[alpha], [manifestBytes]] = [all(view, "secrets"), all(view, "manifest")];
      const vouchers = all(view, "batch").flatMap((batch) => decodeBatch(batch).vouchers);
      if (!alpha || !manifestBytes || vouchers.length === 0) return null;
      const manifest = decodeManifest(manifestBytes);
      const openings = vouchers.map((voucher) => openVoucher(group, manifest, { alpha }, voucher));
      return {
        "listed images": openings.map(({ status }) => Number(status === "opened")).join(),
        "number of listed blocks": openings
          .map((opening) => (opening.status === "opened" ? opening.openedSlots : 0))
          .join(),
        "equal images": firstEqual(
          openings.map((opening) => (opening.status === "opened" ? String(opening.voucher.x) : "")),
        ),
      };
    },
  },
  {
    id: "look-up-outputs",
    label: "looks the oracle's answers up in the filter",
    role: "device",
    extract(group, view) {
      const [[manifestBytes], [encodedFilter]] = [all(view, "manifest"), all(view, "table")];
      const answers = all(view, "response").map(decodeAnswer);
      if (!manifestBytes || !encodedFilter || answers.length === 0) return null;
      decodeFilterManifest(manifestBytes);
      const filter = fuseFilter.decode(encodedFilter);
      const tokens = all(view, "image").flatMap((bits) => listTokens(leakScheme, toImage(bits)));
      // The oracle's blinds are the first secrets that the device drew, one request after the other.
      const elements = concatBytes(...answers.map(({ evaluatedElements }) => evaluatedElements));
      const blinds = concatBytes(...all(view, "secrets").slice(0, answers.length)).subarray(
        0,
        tokens.length * scalarBytes,
      );
      const found = finalizeOutputs(group, tokens, blinds, elements).map((output) => filter.has(output));
      const { blocks } = leakScheme;
      const images = Array.from({ length: tokens.length / blocks }, (_, i) =>
        found.slice(i * blocks, (i + 1) * blocks),
      );
      return { "listed images": images.map((hits) => Number(hits.some(Boolean))).join(), ...describeBlocks(images) };
    },
  },
];

function all(view: View, kind: MessageKind): Uint8Array[] {
  return view.filter((sighting) => sighting.kind === kind).map(({ bytes }) => bytes);
}

function describeBlocks(images: readonly (readonly boolean[])[]): Partial<Record<TruthForm, string>> {
  return {
    "listed blocks": images.map((hits) => hits.map(Number).join("")).join(),
    "number of listed blocks": images.map((hits) => hits.filter(Boolean).length).join(),
  };
}

/** For each value the place of the first equal one. */
function firstEqual(values: readonly string[]): string {
  return values.map((value) => values.indexOf(value)).join();
}
