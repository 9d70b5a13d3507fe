import { batchTranscript, decodeBatch, decodeVoucher, encodeBatch } from "../../protocols/threshold-psi/index.js";
import type { Attack } from "../attack.js";
import { bytesOf, serve } from "../serve.js";
import { forgeVoucher, honestVouchers, signBatch } from "../vouchers.js";

/** Another payload in the name of an opened account. */
export const forgedPayload: Attack = {
  id: "forged-payload",
  who: "server",
  what: "After an opening the server has the account's key and seals a picture of its choice into a voucher of that account.",
  noticedBy: "reviewer",
  atStep: "verify batch",
  code: "invalid-signature",
  succeeds: false,
  effect:
    "The voucher itself is sound, and a reviewer who is shown vouchers alone is deceived. One who asks for the signed batch is not: the server has no device's signing key.",
  cost: { multiplications: 0, pointChecks: 0 },
  async mount(setting) {
    const { listed, params } = setting;
    const honest = signBatch(setting, honestVouchers(setting, listed.slice(0, params.threshold)));
    const { account, device, vouchers, signature } = decodeBatch(honest);
    const forged = forgeVoucher(setting, { payload: Uint8Array.of(66) });
    const shown = encodeBatch({ account, device, vouchers: [forged, ...vouchers.slice(1)], signature });
    setting.takeCost(0);
    const { notice } = await serve(setting, [shown]);
    const cost = setting.takeCost(bytesOf([shown]));
    // What a reviewer would see who does not ask: the same vouchers, as if the device had signed them.
    const unasked = await serve(setting, [signBatch(setting, decodeBatch(shown).vouchers)]);
    const readable = unasked.outcome.status === "opened" ? unasked.outcome.payloads : [];
    const deceived = readable.some(({ payload }) => payload[0] === 66);
    const sameDevice = String(decodeVoucher(forged).device) === String(device);
    return {
      notice: notice && { ...notice, by: "reviewer", at: "verify batch" },
      succeeded: notice === null,
      cost,
      figures: {
        deceivedWithoutTheBatch: Number(deceived && sameDevice),
        signedBytes: batchTranscript(account, device, vouchers).length,
      },
    };
  },
};
