/** The auditor: anybody with public data, who decides on what a device shows of its dialogue with the oracle. */
import {
  finalizeOutputs,
  type Group,
  isCanonicalScalar,
  isEqualBytes,
  oprfContext,
  pointBytes,
} from "@glasshouse/crypto";
import { ProtocolError } from "../../errors.js";
import { decodeEvidence } from "./messages.js";
import type { PreparedFilter } from "./prepared-filter.js";
import { refuseMalformed, verifyUnderKey } from "./verification.js";

/** What evidence shows: a token, and whether it is listed. */
export interface Finding {
  readonly token: Uint8Array;
  readonly listed: boolean;
}

/**
 * Whether a token is listed, from evidence that neither the device nor the server can make up: the proof ties the
 * evaluation to the published key, the blind ties it to the token. Without the proof a device would try elements until
 * one hits the filter by chance.
 * @throws ProtocolError `wrong-filter`, `invalid-proof` (also for any filter of mode `oprf`), `malformed-message`,
 *   `unsupported-version`, `invalid-point`, `identity-point`
 */
export function verifyEvidence(
  group: Group,
  { filterId, manifest, filter }: PreparedFilter,
  evidenceBytes: Uint8Array,
): Finding {
  const { token, blind, probe, blindedElements, evaluatedElements, proof, ...about } = decodeEvidence(evidenceBytes);
  if (!isEqualBytes(about.filterId, filterId))
    throw new ProtocolError("wrong-filter", "evidence: about another filter");
  if (!isCanonicalScalar(blind) || blind.every((byte) => byte === 0))
    throw new ProtocolError("malformed-message", "evidence.blind: not a scalar other than 0");
  // In mode oprf the manifest has no key, and no proof holds under it.
  verifyUnderKey(group, manifest, blindedElements, evaluatedElements, proof);
  const at = (elements: Uint8Array) => elements.subarray(probe * pointBytes, (probe + 1) * pointBytes);
  const hashed = group.hashToGroup([token], `HashToGroup-${oprfContext("voprf")}`);
  if (!isEqualBytes(group.multiply(hashed, blind), at(blindedElements)))
    throw new ProtocolError("invalid-proof", `evidence: probe ${probe} does not blind this token`);
  const [output] = refuseMalformed(() => finalizeOutputs(group, [token], blind, at(evaluatedElements)));
  return { token, listed: filter.has(output as Uint8Array) };
}
