import type { Attack } from "../attack.js";
import { mountSlotPoint } from "./slot-point.js";

/** Bytes that encode no group element, in one slot. */
export const malformedPoint: Attack = {
  id: "malformed-point",
  who: "client",
  what: "A slot holds bytes that encode no group element.",
  noticedBy: "server",
  atStep: "accept batch",
  code: "invalid-point",
  succeeds: false,
  effect: "The batch is refused whole; nothing is stored.",
  cost: { multiplications: 0, pointChecks: 4 },
  mount: (setting) => mountSlotPoint(setting, new Uint8Array(32).fill(255)),
};
