/** Attacks on `threshold-psi`, each mounted through the protocol's own code: for tests, experiments and reports. */
export type { Attack, AttackDescription, AttackResult, Notice, NoticeCode, Noticer, Step } from "./attack.js";
export { type Cost, type CountingGroup, createCountingGroup } from "./counting-group.js";
export { testBetweenTables, testWithKey } from "./recover-list.js";
export { attacks } from "./registry.js";
export { renderAttacks } from "./render.js";
export { countFittingTokens } from "./room.js";
export { createSetting, type Setting } from "./setting.js";
export { type ForgedVoucher, forgeVoucher, signBatch, type VoucherOwner } from "./vouchers.js";
