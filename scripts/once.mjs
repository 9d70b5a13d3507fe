import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/**
 * Makes, unless it was made from these very inputs on this platform and the outputs are still there.
 * @param stampFile holds the digest of what it was made from; written after `make`
 * @param inputs files whose bytes decide
 * @param outputs files or folders that must exist
 */
export async function once(stampFile, inputs, outputs, make) {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`);
  for (const input of inputs) {
    const bytes = fs.readFileSync(input);
    hash.update(`${input} ${bytes.length}\n`).update(bytes);
  }
  const stamp = hash.digest("hex");
  const isMade = fs.existsSync(stampFile) && fs.readFileSync(stampFile, "utf8") === stamp;
  if (isMade && outputs.every((output) => fs.existsSync(output))) return;
  fs.rmSync(stampFile, { force: true }); // a make that fails half-way must not be taken for the one before it
  await make();
  fs.mkdirSync(path.dirname(stampFile), { recursive: true });
  fs.writeFileSync(stampFile, stamp);
}
