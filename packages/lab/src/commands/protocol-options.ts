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
import { integerOption } from "./options.js";

/** `--tokens`, parsed to a `TokenScheme`. */
export function tokensOption(): Option {
  return new Option(
    "--tokens <scheme>",
    'how a hash is cut into tokens: "whole-key" or "blocks-TxB-fF", T blocks of B bits, each tried with its F least reliable bits both ways',
  )
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
