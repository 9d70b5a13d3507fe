import {
  createAccount,
  createTable,
  decodeVoucher,
  encodeVoucher,
  type Voucher,
} from "../../protocols/threshold-psi/index.js";
import type { Attack } from "../attack.js";
import { bytesOf, openedCount, serve } from "../serve.js";
import { algorithmDigest, type Setting } from "../setting.js";
import { honestVouchers, signBatch, type VoucherOwner } from "../vouchers.js";

/** Where a voucher is replayed: what its header must say there, who uploads it, and what the server knows of. */
interface Replay {
  readonly header: Partial<Voucher>;
  readonly uploader: VoucherOwner;
  readonly tables: Setting["published"][];
}

/**
 * A matching voucher is replayed twice: as it is, and with its header rewritten to fit, which any device can do. The
 * first may be refused; the second is accepted, since it is well formed, and must never open.
 */
function replayUnder(
  what: "account" | "device" | "window" | "table",
  asItIs: Pick<Attack, "noticedBy" | "atStep" | "code" | "cost">,
  place: (setting: Setting) => Replay,
): Attack {
  return {
    id: `replay-${what}`,
    who: "client",
    what: `A matching voucher is replayed under another ${what}, as it is and with its header rewritten.`,
    ...asItIs,
    succeeds: false,
    effect: "Rewritten it is accepted and never opens: every key and seal is bound to its place.",
    async mount(setting) {
      const [original] = honestVouchers(setting, setting.listed.slice(0, 1)) as [Uint8Array];
      const { header, uploader, tables } = place(setting);
      const rewritten = encodeVoucher({ ...decodeVoucher(original), ...header });
      const account = uploader.account ?? setting.account;
      const served = { account, tables };
      setting.takeCost(0);
      const plain = await serve(setting, [signBatch(setting, [original], uploader)], served);
      const moved = await serve(setting, [signBatch(setting, [rewritten], uploader)], served);
      return {
        notice: plain.notice ?? moved.notice,
        succeeded: openedCount(moved) > 0,
        cost: setting.takeCost(bytesOf([original, rewritten])),
        figures: { rewrittenAccepted: moved.openings.length, rewrittenOpened: openedCount(moved) },
      };
    },
  };
}

/** Under an account of the attacker's own, to learn from the server's answer whether a stranger's picture is listed. */
export const replayAccount: Attack = replayUnder(
  "account",
  {
    noticedBy: "server",
    atStep: "accept batch",
    code: "wrong-account",
    cost: { multiplications: 4, pointChecks: 4 },
  },
  (setting) => {
    const account = createAccount(setting.group, setting.published.manifest, setting.random);
    return { header: { account: account.account }, uploader: { account }, tables: [setting.published] };
  },
);

/** Under a sibling device, to put the blame on it. */
export const replayDevice: Attack = replayUnder(
  "device",
  { noticedBy: "server", atStep: "accept batch", code: "wrong-device", cost: { multiplications: 4, pointChecks: 4 } },
  ({ sibling, published }) => ({
    header: { device: sibling.device },
    uploader: { device: sibling },
    tables: [published],
  }),
);

/** In a later window, where the account's secrets are others. As it is it stays in its own window, which is no replay. */
export const replayWindow: Attack = replayUnder(
  "window",
  { noticedBy: "nobody", atStep: null, cost: { multiplications: 8, pointChecks: 8 } },
  ({ account, published }) => ({ header: { window: account.window + 1 }, uploader: {}, tables: [published] }),
);

/** For another live table. */
export const replayTable: Attack = replayUnder(
  "table",
  { noticedBy: "server", atStep: "accept batch", code: "unknown-table", cost: { multiplications: 4, pointChecks: 4 } },
  ({ group, random, list, params }) => {
    const other = createTable(group, list, params, { algorithmDigest, epoch: 2, random });
    return { header: { tableId: other.tableId }, uploader: {}, tables: [other] };
  },
);
