import { createDemoCommand } from "../demo/command.js";
import type { CommandFactory } from "./command.js";
import { createHashCommand } from "./hash.js";
import { createListCommand } from "./list.js";
import { createMatchCommand } from "./match.js";
import { createServeCommand } from "./serve.js";

/** Every command of `glasshouse`, in the order of its help: a file and a line here. */
export const commands: readonly CommandFactory[] = [
  createDemoCommand,
  createHashCommand,
  createListCommand,
  createMatchCommand,
  createServeCommand,
];
