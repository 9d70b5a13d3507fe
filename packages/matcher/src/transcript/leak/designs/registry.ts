import type { Design } from "../design.js";
import { messengerDeviceLearns, messengerThresholdPsi, messengerWithoutScan } from "./messenger.js";
import { oprfBloom } from "./oprf-bloom.js";
import { cloudServerScan, plaintext } from "./plaintext.js";
import { thresholdPsiBelow, thresholdPsiFrom, thresholdPsiSynthetic } from "./threshold-psi.js";

/** The protocols, then the four designs that carry the same message. */
export const designs: readonly Design[] = [
  plaintext,
  thresholdPsiBelow,
  thresholdPsiSynthetic,
  thresholdPsiFrom,
  oprfBloom,
  cloudServerScan,
  messengerWithoutScan,
  messengerDeviceLearns,
  messengerThresholdPsi,
];
