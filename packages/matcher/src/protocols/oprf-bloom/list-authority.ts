/** The list authority: turns its entries into the tokens that a server evaluates. Nothing of that is peculiar to this protocol. */
export { type ListEntry, type PrepareListOptions, prepareList } from "../../list.js";
