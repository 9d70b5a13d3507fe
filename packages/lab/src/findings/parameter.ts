/** Parameters of experiments and sliders of scenarios: what may be set, in which range, and who assumed the default. */

/** A number that may be set. */
export interface NumberParameter {
  readonly type: "number";
  readonly what: string;
  readonly default: number;
  /** Smallest and largest value, both inclusive. */
  readonly range: readonly [minimum: number, maximum: number];
  readonly whole: boolean;
  /** Who assumed the default: "Apple, 2021", "Glasshouse". */
  readonly assumedBy: string;
  /** Steps of a slider are equal on this scale; linear if absent. */
  readonly scale?: "log";
}

/** One of a few words. */
export interface ChoiceParameter {
  readonly type: "choice";
  readonly what: string;
  readonly default: string;
  readonly choices: readonly string[];
  readonly assumedBy: string;
}

/** One parameter. */
export type Parameter = NumberParameter | ChoiceParameter;

/** Parameters by name, in camel case. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** The values that a run gets. */
export type ValuesOf<P extends Parameters> = {
  readonly [Name in keyof P]: P[Name] extends NumberParameter ? number : string;
};

/** Values by name, before they are known to fit. */
export type Settings = Readonly<Record<string, number | string>>;

/** A parameter that does not exist or a value that it does not take. */
export class ParameterError extends Error {
  override readonly name = "ParameterError";
  readonly code: "unknown-parameter" | "invalid-value";

  constructor(code: ParameterError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * The defaults with `settings` in their place.
 * @throws ParameterError
 */
export function resolveParameters<P extends Parameters>(parameters: P, settings: Settings): ValuesOf<P> {
  for (const name of Object.keys(settings)) {
    if (!Object.hasOwn(parameters, name)) {
      const known = Object.keys(parameters).join(", ") || "none";
      throw new ParameterError("unknown-parameter", `no parameter ${name}; expected one of: ${known}`);
    }
  }
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => {
      const value = settings[name] ?? parameter.default;
      requireValue(name, parameter, value);
      return [name, value];
    }),
  ) as ValuesOf<P>;
}

/** What a parameter takes: "a whole number from 1 to 4096", "one of: low, high". */
export function describeRange(parameter: Parameter): string {
  if (parameter.type === "choice") return `one of: ${parameter.choices.join(", ")}`;
  return `a ${parameter.whole ? "whole " : ""}number from ${parameter.range[0]} to ${parameter.range[1]}`;
}

function requireValue(name: string, parameter: Parameter, value: number | string): void {
  const fits =
    parameter.type === "choice"
      ? typeof value === "string" && parameter.choices.includes(value)
      : typeof value === "number" &&
        value >= parameter.range[0] &&
        value <= parameter.range[1] &&
        (!parameter.whole || Number.isInteger(value));
  if (!fits) throw new ParameterError("invalid-value", `${name}: expected ${describeRange(parameter)}, got ${value}`);
}
