/** What needs Node and one library that is not audited: for comparison, never on a device. */
export { bloomFilter } from "./filters/node-bloom.js";
