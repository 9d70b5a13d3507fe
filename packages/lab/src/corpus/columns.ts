/** What the Parquet file says of itself, under the key `glasshouse_schema` of its metadata. */
export const corpusSchema = "glasshouse.corpus/1";

/** Name of a column. */
export type CorpusColumn =
  | "hash0"
  | "hash1"
  | "hash2"
  | "hash3"
  | "bits"
  | "algorithm"
  | "decoder"
  | "pins"
  | "path"
  | "folder"
  | "captured_at"
  | "width"
  | "height"
  | "quality"
  | "scene"
  | "sha256";

/** The columns of a corpus in their order: SQL type and meaning. The table of docs/corpora.md is made from this. */
export const corpusColumns: Readonly<Record<CorpusColumn, readonly [type: string, meaning: string]>> = {
  hash0: ["UBIGINT", "bits 0 to 63, the first one highest: 16 digits of the published hexadecimal form"],
  hash1: ["UBIGINT", "bits 64 to 127; 0 where the hash is shorter"],
  hash2: ["UBIGINT", "bits 128 to 191; 0 where the hash is shorter"],
  hash3: ["UBIGINT", "bits 192 to 255; 0 where the hash is shorter"],
  bits: ["USMALLINT", "length of the hash in bits, a multiple of 8 up to 256"],
  algorithm: ["VARCHAR", "id of the hash algorithm"],
  decoder: ["VARCHAR", "name and version of what turned bytes into pixels"],
  pins: ["VARCHAR", "the other choices that change pixels, as JSON in a fixed order"],
  path: ["VARCHAR", "the picture, as the caller named it"],
  folder: ["VARCHAR", "its folder"],
  captured_at: ["TIMESTAMP", "EXIF DateTimeOriginal, the camera's wall clock without a zone; null where absent"],
  width: ["UINTEGER", "upright size in pixels"],
  height: ["UINTEGER", "upright size in pixels"],
  quality: ["UTINYINT", "0 (no usable structure) to 100"],
  scene: ["VARCHAR", "identity of a generated scene; null for real pictures"],
  sha256: ["BLOB", "SHA-256 of the file, 32 bytes: equal for exact copies; null where unknown"],
};

/** The names, in their order. */
export const columnNames: readonly CorpusColumn[] = Object.keys(corpusColumns) as CorpusColumn[];
