import type { EditSet } from "@glasshouse/fixtures";
import { type Edit, editSets, FixturesError, identityEdit } from "@glasshouse/fixtures";
import { transformOf, transforms } from "@glasshouse/fixtures/node";
import { algorithms, type HashAlgorithm } from "@glasshouse/hasher";
import { parseTokenScheme, type TokenScheme } from "@glasshouse/matcher";
import { CommandError } from "../terminal/terminal.js";

/** An edit and the named set that it belongs to; `control` is the identity, `single` one transform at one strength. */
export interface PlannedEdit {
  readonly edit: Edit;
  readonly set: EditSet | "control" | "single";
}

/** What is measured on every source. Everything but the sources follows from it. */
export interface RobustnessSettings {
  /** The null, `constant`, leads. */
  readonly algorithms: readonly HashAlgorithm[];
  readonly schemes: readonly TokenScheme[];
  /** The control, `identity`, leads. */
  readonly edits: readonly PlannedEdit[];
  readonly seed: string;
}

/** Algorithms by id, separated by commas, with the null before them. Throws `CommandError` `usage`. */
export function parseAlgorithms(text: string): readonly HashAlgorithm[] {
  const named = splitNames(text).map((id) => {
    const found = Object.values(algorithms).find((algorithm) => algorithm.id === id);
    if (!found)
      throw new CommandError("usage", `got algorithm "${id}", expected ${Object.keys(algorithms).join(", ")}`);
    return found;
  });
  return [algorithms.constant, ...named.filter(({ id }) => id !== algorithms.constant.id)];
}

/** Token schemes by id, separated by commas. Throws `ProtocolError` `invalid-parameters`. */
export function parseSchemes(text: string): readonly TokenScheme[] {
  return splitNames(text).map((id) => parseTokenScheme(id));
}

/**
 * Edits: names of sets, `all` (the sets, then every transform at its typical strength) and `transform:strength`, separated
 * by commas, with the control before them. Throws `CommandError` `usage`.
 */
export function parseEdits(text: string): readonly PlannedEdit[] {
  const planned = new Map<string, PlannedEdit>();
  const add = (edit: PlannedEdit) => planned.set(edit.edit.id, edit);
  add({ edit: identityEdit, set: "control" });
  for (const name of splitNames(text)) {
    const sets = (["ordinary", "mild"] as const).filter((set) => name === set || name === "all");
    for (const set of sets) for (const edit of editSets[set]) add({ edit, set });
    if (name === "all") {
      for (const { id, strength } of transforms) if (id !== identityEdit.id) add(single(id, strength.typical));
    } else if (sets.length === 0) add(parseSingle(name));
  }
  return [...planned.values()];
}

function parseSingle(text: string): PlannedEdit {
  const [id = "", number = "", ...rest] = text.split(":");
  const value = Number(number);
  if (number.trim() === "" || !Number.isFinite(value) || rest.length > 0)
    throw new CommandError(
      "usage",
      `got edit "${text}", expected ordinary, mild, all or transform:strength such as crop:5`,
    );
  const { least, most, unit } = findTransform(id).strength;
  if (value < least || value > most)
    throw new CommandError("usage", `got edit "${text}", expected a strength from ${least} to ${most} (${unit})`);
  return single(id, value);
}

function findTransform(id: string): ReturnType<typeof transformOf> {
  try {
    return transformOf(id);
  } catch (error) {
    if (!(error instanceof FixturesError)) throw error;
    throw new CommandError("usage", error.message);
  }
}

function single(transform: string, strength: number): PlannedEdit {
  return { edit: { id: `${transform}:${strength}`, steps: [{ transform, strength }] }, set: "single" };
}

function splitNames(text: string): string[] {
  return [...new Set(text.split(",").map((name) => name.trim()))];
}
