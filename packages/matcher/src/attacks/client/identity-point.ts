import type { Attack } from "../attack.js";
import { mountSlotPoint } from "./slot-point.js";

/** The identity, whose multiple by alpha everybody knows. */
export const identityPoint: Attack = {
  id: "identity-point",
  who: "client",
  what: "A slot holds the identity, so that alpha times it is known without alpha.",
  noticedBy: "server",
  atStep: "accept batch",
  code: "identity-point",
  succeeds: false,
  effect: "The batch is refused whole; nothing is stored.",
  cost: { multiplications: 0, pointChecks: 4 },
  mount: (setting) => mountSlotPoint(setting, new Uint8Array(32)),
};
