import { algorithms, defaultAlgorithm, type HashAlgorithm } from "@glasshouse/hasher";
import { InvalidArgumentError, Option } from "commander";

/** An option whose value is a whole number from `minimum` to `maximum`. */
export function integerOption(flags: string, what: string, [minimum, maximum]: readonly [number, number]): Option {
  return new Option(flags, what).argParser((text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < minimum || value > maximum) {
      throw new InvalidArgumentError(`Expected a whole number from ${minimum} to ${maximum}.`);
    }
    return value;
  });
}

/** `--algorithm`, parsed to a `HashAlgorithm`. */
export function algorithmOption(): Option {
  return new Option("-a, --algorithm <name>", `hash algorithm: ${Object.keys(algorithms).join(", ")}`)
    .argParser(parseAlgorithm)
    .default(defaultAlgorithm, defaultAlgorithm.id);
}

function parseAlgorithm(name: string): HashAlgorithm {
  const algorithm = Object.values(algorithms).find(({ id }) => id === name);
  if (!algorithm) throw new InvalidArgumentError(`Expected one of ${Object.keys(algorithms).join(", ")}.`);
  return algorithm;
}
