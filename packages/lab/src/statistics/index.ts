export * from "./accounts.js";
export * from "./clusters.js";
export { addDistributions, areaBetween, binomialDistribution } from "./discrete.js";
export * from "./pair-bootstrap.js";
export * from "./proportions.js";
export * from "./queues.js";
export * from "./rates.js";
export * from "./ratios.js";
