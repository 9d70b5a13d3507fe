export * from "./accounts.js";
export * from "./clusters.js";
export { StatisticsError } from "./errors.js";
export * from "./proportions.js";
export * from "./rates.js";
