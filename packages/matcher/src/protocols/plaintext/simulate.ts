import { decodeCanonical, encodeCanonical, FieldReader } from "../../cbor.js";
import type { AccountImage, CountingParams, Outcome } from "../../matching.js";
import type { HashedImage } from "../../tokens.js";
import type { Transcript } from "../../transcript/transcript.js";
import { evaluatePlaintext } from "./plaintext.js";

/** Choices of {@link simulatePlaintext}. */
export interface SimulatePlaintextOptions extends CountingParams {
  readonly matchRadius: number;
  /** Images uploaded together; default all. */
  readonly imagesPerUpload?: number;
  /** Filled with what every role sees. */
  readonly transcript?: Transcript;
}

/** The ordinary scan with its messages: hashes and pictures go to the server as they are. */
export function simulatePlaintext(
  listed: readonly HashedImage[],
  images: readonly AccountImage[],
  { transcript, imagesPerUpload = Math.max(1, images.length), ...params }: SimulatePlaintextOptions,
): Outcome {
  for (const { bits } of listed) transcript?.cross("list-authority", "server", "list", bits);
  for (const { image, payload } of images) {
    if (image) transcript?.hold("device", "image", image.bits);
    transcript?.hold("device", "picture", payload);
  }
  for (let from = 0; from < images.length; from += imagesPerUpload) {
    const upload = images
      .slice(from, from + imagesPerUpload)
      .map(({ image, payload }): PlaintextImage => ({ bits: image?.bits ?? null, payload }));
    transcript?.cross("device", "server", "upload", encodePlaintextUpload(upload));
  }
  const outcome = evaluatePlaintext(listed, images, params);
  // Policy alone keeps the server from showing more: it holds every picture.
  for (const payload of outcome.payloads) if (payload) transcript?.cross("server", "reviewer", "payload", payload);
  return outcome;
}

/** One image of an upload in the clear. */
export interface PlaintextImage {
  /** `null` for an image that cannot be hashed. */
  readonly bits: Uint8Array | null;
  readonly payload: Uint8Array;
}

/** Encodes an upload: hash and payload of every image. */
function encodePlaintextUpload(images: readonly PlaintextImage[]): Uint8Array {
  return encodeCanonical(images.map(({ bits, payload }) => [bits ?? new Uint8Array(0), payload]));
}

/** Decodes an upload. @throws ProtocolError `malformed-message`. */
export function decodePlaintextUpload(bytes: Uint8Array): PlaintextImage[] {
  const value = decodeCanonical(bytes, "upload");
  return (Array.isArray(value) ? value : [value]).map((image: unknown) => {
    const fields = new FieldReader("upload", image, ["bits", "payload"]);
    const bits = fields.bytes("bits", 0, 1024);
    return { bits: bits.length > 0 ? bits : null, payload: fields.bytes("payload", 0, 1 << 20) };
  });
}
