export { type AppOptions, createApp } from "./app.js";
export type { OpeningCost } from "./opening.js";
export { type HttpErrorCode, httpErrorCodes, type ProblemCode, problemStatus } from "./problem-codes.js";
export type { Problem } from "./problems.js";
export * from "./resources.js";
export { openSqliteStore } from "./sqlite.js";
export { type RunningServer, type ServerOptions, startServer } from "./start.js";
export type * from "./store.js";
export { loadTables, type PublishedTable, type TableCatalog } from "./tables.js";
