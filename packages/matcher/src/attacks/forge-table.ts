import { deriveFillers, freeCells, padCapacity, planTable, sha256, tableEncodings } from "@glasshouse/crypto";
import { type CreatedTable, deriveTableId, encodeManifest, type Manifest } from "../protocols/threshold-psi/index.js";
import { tokenDomain } from "../protocols/threshold-psi/keys.js";
import type { Token } from "../tokens.js";
import type { Setting } from "./setting.js";

/** What a hostile server chooses; the rest is as in the setting's honest table. */
export interface ForgedTable {
  readonly tokens?: readonly Token[];
  /** The key that the manifest's L stands for; default a fresh one. */
  readonly alpha?: Uint8Array;
  /** The key under which tokens are blinded; default `alpha`. */
  readonly blindWith?: Uint8Array;
  readonly manifest?: Partial<Manifest>;
  /** The last word on the cells. */
  readonly change?: (cells: Uint8Array) => Uint8Array;
}

/** A table whose manifest fits its bytes, whatever is in them. */
export function forgeTable(
  setting: Setting,
  { tokens = setting.list.tokens, alpha, blindWith, manifest: changes = {}, change = (cells) => cells }: ForgedTable,
): CreatedTable {
  const { group, random, params, published } = setting;
  const key = alpha ?? group.createScalars(1, random);
  const serverNonce = random(32);
  const capacity = padCapacity(tokens.length);
  const { listCommitment } = published.manifest;
  const plan = planTable({ encoding: params.table, tokens, listCommitment, serverNonce, capacity });
  const cells = change(
    tableEncodings[params.table].solve(
      group,
      plan.layout,
      plan.plan,
      group.blindTokens(tokens, tokenDomain, blindWith ?? key),
      deriveFillers(group, published.secrets.fillerSeed, freeCells(plan.plan)),
    ),
  );
  const manifest: Manifest = {
    ...published.manifest,
    epoch: published.manifest.epoch + 1,
    serverNonce,
    layoutCounter: plan.counter,
    capacity,
    tableDigest: sha256(cells),
    blindedGenerator: group.multiplyBase(key),
    ...changes,
  };
  const manifestBytes = encodeManifest(manifest);
  return {
    tableId: deriveTableId(manifestBytes),
    manifest,
    manifestBytes,
    cells,
    secrets: { alpha: key, fillerSeed: published.secrets.fillerSeed },
    dropped: [],
  };
}
