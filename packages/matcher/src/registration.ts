/**
 * An account admits a device, once for every protocol: the account's key signs the device's key, and the device then signs
 * what it sends.
 */
import {
  createSigningKeys,
  encodeTuple,
  isSignature,
  publicKeyBytes,
  type RandomBytes,
  type SigningKeys,
  sha256,
  sign,
  signatureBytes,
  systemRandom,
} from "@glasshouse/crypto";
import { decodeCanonical, encodeCanonical, FieldReader } from "./cbor.js";
import { ProtocolError } from "./errors.js";

const version = 1;

/** The id of an account: the digest of its public key. */
export function deriveAccountId(accountPublicKey: Uint8Array): Uint8Array {
  return sha256(encodeTuple("glasshouse-v1 account", accountPublicKey));
}

/** The id of a device: the digest of its public key. */
export function deriveDeviceId(devicePublicKey: Uint8Array): Uint8Array {
  return sha256(encodeTuple("glasshouse-v1 device", devicePublicKey));
}

/** An account's key vouches for a device's key. */
export interface Registration {
  readonly accountPublicKey: Uint8Array;
  readonly devicePublicKey: Uint8Array;
  /** By the account key, over {@link registrationTranscript}. */
  readonly signature: Uint8Array;
}

const registrationFields = ["version", "accountPublicKey", "devicePublicKey", "signature"] as const;

/** Encodes a registration. */
export function encodeRegistration({ accountPublicKey, devicePublicKey, signature }: Registration): Uint8Array {
  return encodeCanonical([version, accountPublicKey, devicePublicKey, signature]);
}

/** Decodes a registration; its signature is not verified. @throws ProtocolError `malformed-message`, `unsupported-version`. */
export function decodeRegistration(bytes: Uint8Array): Registration {
  const fields = new FieldReader("registration", decodeCanonical(bytes, "registration"), registrationFields);
  fields.version("version", version);
  return {
    accountPublicKey: fields.bytes("accountPublicKey", publicKeyBytes),
    devicePublicKey: fields.bytes("devicePublicKey", publicKeyBytes),
    signature: fields.bytes("signature", signatureBytes),
  };
}

/** What the account key signs to admit a device. */
export function registrationTranscript(accountPublicKey: Uint8Array, devicePublicKey: Uint8Array): Uint8Array {
  return encodeTuple("glasshouse-v1 registration", accountPublicKey, devicePublicKey);
}

/** One device's own keys. */
export interface DeviceSecrets {
  readonly device: Uint8Array;
  readonly signingKeys: SigningKeys;
}

/** Draws a device's keys. */
export function createDevice(random: RandomBytes = systemRandom): DeviceSecrets {
  const signingKeys = createSigningKeys(random);
  return { device: deriveDeviceId(signingKeys.publicKey), signingKeys };
}

/** The message by which an account admits a device. */
export function createRegistration(account: { readonly signingKeys: SigningKeys }, device: DeviceSecrets): Uint8Array {
  const accountPublicKey = account.signingKeys.publicKey;
  const devicePublicKey = device.signingKeys.publicKey;
  const signature = sign(registrationTranscript(accountPublicKey, devicePublicKey), account.signingKeys);
  return encodeRegistration({ accountPublicKey, devicePublicKey, signature });
}

/** A registration whose signature holds. */
export interface AcceptedRegistration extends Registration {
  readonly account: Uint8Array;
  readonly device: Uint8Array;
}

/** Checks a registration. @throws ProtocolError `malformed-message`, `unsupported-version`, `invalid-signature`. */
export function acceptRegistration(bytes: Uint8Array): AcceptedRegistration {
  const registration = decodeRegistration(bytes);
  const { accountPublicKey, devicePublicKey, signature } = registration;
  if (!isSignature(signature, registrationTranscript(accountPublicKey, devicePublicKey), accountPublicKey))
    throw new ProtocolError("invalid-signature", "registration: not signed by the account's key");
  return {
    ...registration,
    account: deriveAccountId(accountPublicKey),
    device: deriveDeviceId(devicePublicKey),
  };
}
