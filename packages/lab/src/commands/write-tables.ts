import path from "node:path";
import { renderTableCsv, type Table } from "../findings/index.js";
import { makeFolder } from "../terminal/make-folder.js";
import { CommandError } from "../terminal/terminal.js";
import { writeWhole } from "../terminal/write-whole.js";

/**
 * Every table as a CSV file, "O1.rates.csv".
 * @throws CommandError `unusable-input` if the folder cannot be made or a file not be written
 */
export async function writeTables(folder: string, name: string, tables: readonly Table[]): Promise<void> {
  try {
    await makeFolder(folder);
    for (const table of tables) await writeWhole(path.join(folder, `${name}.${table.id}.csv`), renderTableCsv(table));
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new CommandError("unusable-input", `${folder}: ${error.message}`);
  }
}
