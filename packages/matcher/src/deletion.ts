/**
 * An account has its vouchers deleted: all that were taken before the request. Signed by the account's key, which no
 * server has and no single device needs for uploads. That a server really forgets cannot be checked by anybody.
 */
import { encodeTuple, isSignature, publicKeyBytes, type SigningKeys, sign, signatureBytes } from "@glasshouse/crypto";
import { decodeCanonical, encodeCanonical, FieldReader } from "./cbor.js";
import { ProtocolError } from "./errors.js";
import { deriveAccountId } from "./registration.js";

const version = 1;

/** A request to delete every voucher of an account. */
export interface Deletion {
  readonly accountPublicKey: Uint8Array;
  /** Counts an account's requests, from 1, so that a replay does not delete what came later. */
  readonly sequence: number;
  /** By the account key, over {@link deletionTranscript}. */
  readonly signature: Uint8Array;
}

const deletionFields = ["version", "accountPublicKey", "sequence", "signature"] as const;

/** Encodes a deletion. */
export function encodeDeletion({ accountPublicKey, sequence, signature }: Deletion): Uint8Array {
  return encodeCanonical([version, accountPublicKey, sequence, signature]);
}

/** Decodes a deletion; its signature is not verified. @throws ProtocolError `malformed-message`, `unsupported-version`. */
export function decodeDeletion(bytes: Uint8Array): Deletion {
  const fields = new FieldReader("deletion", decodeCanonical(bytes, "deletion"), deletionFields);
  fields.version("version", version);
  return {
    accountPublicKey: fields.bytes("accountPublicKey", publicKeyBytes),
    sequence: fields.integer("sequence", 1, Number.MAX_SAFE_INTEGER),
    signature: fields.bytes("signature", signatureBytes),
  };
}

/** What the account key signs. */
export function deletionTranscript(accountPublicKey: Uint8Array, sequence: number): Uint8Array {
  return encodeTuple("glasshouse-v1 deletion", accountPublicKey, encodeCanonical(sequence));
}

/**
 * Device: asks for deletion.
 * @param sequence one more than in the account's last request, from 1
 */
export function createDeletion(account: { readonly signingKeys: SigningKeys }, sequence: number): Uint8Array {
  const accountPublicKey = account.signingKeys.publicKey;
  const signature = sign(deletionTranscript(accountPublicKey, sequence), account.signingKeys);
  return encodeDeletion({ accountPublicKey, sequence, signature });
}

/** A deletion whose signature holds. */
export interface AcceptedDeletion {
  readonly account: Uint8Array;
  readonly sequence: number;
  /** Whether there is something to do; a request that came before is acknowledged again and deletes nothing. */
  readonly fresh: boolean;
}

/** What the host has stored, as far as a deletion is checked against it. */
export interface DeletionDirectory {
  /** The sequence of the account's last accepted deletion, 0 if there was none; `null` if it never registered. */
  lastDeletion(account: Uint8Array): Promise<number | null>;
}

/**
 * Server: checks a deletion. The host then deletes the account's vouchers and keeps the sequence, in one transaction.
 * @throws ProtocolError `malformed-message`, `unsupported-version`, `invalid-signature`, `unknown-device`
 */
export async function acceptDeletion(bytes: Uint8Array, directory: DeletionDirectory): Promise<AcceptedDeletion> {
  const { accountPublicKey, sequence, signature } = decodeDeletion(bytes);
  if (!isSignature(signature, deletionTranscript(accountPublicKey, sequence), accountPublicKey))
    throw new ProtocolError("invalid-signature", "deletion: not signed by the account's key");
  const account = deriveAccountId(accountPublicKey);
  const last = await directory.lastDeletion(account);
  if (last === null) throw new ProtocolError("unknown-device", "deletion: this account never registered");
  return { account, sequence, fresh: sequence > last };
}
