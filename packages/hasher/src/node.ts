export type { DecodedImage, DecodeOptions, DecodePins, HashedImage } from "./decode/decoded.js";
export { DecodeError, type DecodeErrorCode } from "./decode/errors.js";
export { detectFormat, type ImageFormat } from "./decode/format.js";
export { decodeBytes, decodeFile, hashBytes, hashFile } from "./decode/node.js";
export { runInWorkers } from "./hamming/node-workers.js";
