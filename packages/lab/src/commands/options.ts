import { algorithms, defaultAlgorithm, type HashAlgorithm } from "@glasshouse/hasher";
import {
  countingRules,
  defaultParams,
  defaultTokenScheme,
  paramBounds,
  parseTokenScheme,
  type TokenScheme,
  tableEncodingNames,
} from "@glasshouse/matcher";
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

/** `--tokens`, parsed to a `TokenScheme`. */
export function tokensOption(): Option {
  return new Option("--tokens <scheme>", 'how a hash is cut into tokens: "whole-key" or "blocks-TxB-fF"')
    .argParser((id): TokenScheme => {
      try {
        return parseTokenScheme(id);
      } catch (error) {
        throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
      }
    })
    .default(defaultTokenScheme, defaultTokenScheme.id);
}

/** `--table` */
export function tableOption(): Option {
  return new Option("--table <encoding>", "layout of the blinded table")
    .choices(tableEncodingNames)
    .default(defaultParams.table);
}

/** `--threshold` */
export function thresholdOption(): Option {
  return integerOption(
    "-t, --threshold <count>",
    "smallest number of distinct matching images that opens an account, inclusive",
    paramBounds.threshold,
  ).default(defaultParams.threshold);
}

/** `--counting` */
export function countingOption(): Option {
  return new Option("--counting <rule>", "what counts once towards the threshold")
    .choices(countingRules)
    .default(defaultParams.counting);
}
