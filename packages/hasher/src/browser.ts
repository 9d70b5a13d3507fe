export { decodeBlob, hashBlob } from "./decode/browser.js";
export type { DecodedImage, DecodeOptions, DecodePins, HashedImage } from "./decode/decoded.js";
export { DecodeError, type DecodeErrorCode } from "./decode/errors.js";
export { detectFormat, type ImageFormat } from "./decode/format.js";
