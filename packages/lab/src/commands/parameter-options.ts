/** Options made from the parameters of experiments and scenarios: `burstMean` is `--burst-mean <number>`. */
import { InvalidArgumentError, Option } from "commander";
import { describeRange, type Parameter, type Parameters, type Settings } from "../findings/index.js";

/** An option per parameter. */
export function parameterOptions(parameters: Parameters): Option[] {
  return Object.entries(parameters).map(([name, parameter]) => {
    const flags = `--${toKebab(name)} <${parameter.type === "choice" ? "word" : "number"}>`;
    const what = `${parameter.what}: ${describeRange(parameter)} (default: ${parameter.default}, assumed by ${parameter.assumedBy})`;
    return new Option(flags, what).argParser((text) => parseValue(parameter, text));
  });
}

/** The settings among parsed options. */
export function settingsOf(parameters: Parameters, options: Readonly<Record<string, unknown>>): Settings {
  return Object.fromEntries(
    Object.keys(parameters).flatMap((name) => {
      const value = options[name];
      return typeof value === "number" || typeof value === "string" ? [[name, value] as const] : [];
    }),
  );
}

function toKebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function parseValue(parameter: Parameter, text: string): number | string {
  if (parameter.type === "choice") {
    if (!parameter.choices.includes(text)) throw new InvalidArgumentError(`Expected ${describeRange(parameter)}.`);
    return text;
  }
  const value = Number(text);
  const [minimum, maximum] = parameter.range;
  const fits = text.trim() !== "" && value >= minimum && value <= maximum;
  if (!fits || (parameter.whole && !Number.isInteger(value)))
    throw new InvalidArgumentError(`Expected ${describeRange(parameter)}.`);
  return value;
}
