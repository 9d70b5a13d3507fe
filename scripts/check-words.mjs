// Looks for words that must not be committed: `node scripts/check-words.mjs [FILE...]`, without files all that git tracks.
// Prints one line per finding; exit code 1 if there is any.
import { execFileSync } from "node:child_process";
import fs from "node:fs";

const rules = [
  {
    name: "machine-path", // of whoever ran a command: means nothing to a reader, and may name a person
    files: /./,
    words: /(?<![\w.~$}-])\/(?:work|root|home\/\w+|Users\/\w+)\/|\b[A-Z]:\\+Users\\/,
  },
  {
    name: "lockfile-host", // a lockfile names contents by hash; where they come from is the reader's choice
    files: /(?:^|\/)(?:pnpm-lock\.yaml|package-lock\.json)$/,
    words: /https?:\/\/(?!opencollective\.com)/,
  },
  {
    name: "zero-rate", // no measurement shows a rate of zero: "0 of n, at most 3/n"
    files: /\.md$/,
    words: /(?<![\d.,"`])0(?:[.,]0+)?\s?%/,
  },
];

const given = process.argv.slice(2);
const tracked = () => execFileSync("git", ["ls-files", "-z"], { encoding: "utf8" }).split("\0").filter(Boolean);
const isBinary = (bytes) => bytes.subarray(0, 8000).includes(0);

let count = 0;
for (const file of given.length > 0 ? given : tracked()) {
  if (!fs.existsSync(file)) continue; // tracked, but removed in the work tree
  const bytes = fs.readFileSync(file);
  if (isBinary(bytes)) continue;
  const lines = bytes.toString("utf8").split("\n");
  for (const { name, words } of rules.filter(({ files }) => files.test(file.replaceAll("\\", "/"))))
    for (const [i, line] of lines.entries()) {
      const found = words.exec(line);
      if (found === null) continue;
      count++;
      console.log(`${file}:${i + 1}: ${name}: ${line.slice(Math.max(0, found.index - 30), found.index + 50).trim()}`);
    }
}
process.exitCode = count > 0 ? 1 : 0;
