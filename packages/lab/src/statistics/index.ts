export * from "./accounts.js";
export * from "./clusters.js";
export { areaBetween, binomialDistribution, shiftDistribution } from "./discrete.js";
export * from "./proportions.js";
export * from "./rates.js";
export * from "./ratios.js";
