import type { Attack } from "./attack.js";
import { contradictedShares } from "./client/contradicted-shares.js";
import { duplicateVoucher } from "./client/duplicate-voucher.js";
import { emptyShare } from "./client/empty-share.js";
import { flood } from "./client/flood.js";
import { identityPoint } from "./client/identity-point.js";
import { malformedPoint } from "./client/malformed-point.js";
import { openAtWill } from "./client/open-at-will.js";
import { oversizedBatch } from "./client/oversized-batch.js";
import { plantedMatch } from "./client/planted-match.js";
import { replayAccount, replayDevice, replayTable, replayWindow } from "./client/replay.js";
import { saturation } from "./client/saturation.js";
import { transplantedShare } from "./client/transplanted-share.js";
import { wrongSharesOwn } from "./client/wrong-shares-own.js";
import { wrongSharesSibling } from "./client/wrong-shares-sibling.js";
import { extraEntries } from "./server/extra-entries.js";
import { forgedPayload } from "./server/forged-payload.js";
import { keptAlpha } from "./server/kept-alpha.js";
import { keptVouchers } from "./server/kept-vouchers.js";
import {
  lowerThresholdNewWindow,
  lowerThresholdOldVouchers,
  lowerThresholdSameWindow,
} from "./server/lower-threshold.js";
import { changedCell, identityGenerator, malformedCell } from "./server/malformed-table.js";
import { repeatedPoints } from "./server/repeated-points.js";
import { reusedAlpha, reusedAlphaSupplement } from "./server/reused-alpha.js";
import { swappedAlgorithm, swappedDefinition } from "./server/swapped-algorithm.js";
import { tableForOne, tableForOnePinned } from "./server/table-for-one.js";
import { wrongAlpha } from "./server/wrong-alpha.js";

/** Every attack, in the order in which reports show them. */
export const attacks: readonly Attack[] = [
  malformedPoint,
  identityPoint,
  duplicateVoucher,
  oversizedBatch,
  replayAccount,
  replayDevice,
  replayWindow,
  replayTable,
  emptyShare,
  openAtWill,
  plantedMatch,
  saturation,
  transplantedShare,
  wrongSharesOwn,
  wrongSharesSibling,
  contradictedShares,
  flood,
  changedCell,
  malformedCell,
  identityGenerator,
  extraEntries,
  repeatedPoints,
  wrongAlpha,
  reusedAlpha,
  reusedAlphaSupplement,
  tableForOne,
  tableForOnePinned,
  lowerThresholdOldVouchers,
  lowerThresholdSameWindow,
  lowerThresholdNewWindow,
  swappedAlgorithm,
  swappedDefinition,
  keptAlpha,
  forgedPayload,
  keptVouchers,
];
