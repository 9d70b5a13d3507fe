/** What a hostile account costs who makes it and who serves it: `open-at-will`, mounted through the protocol's own code. */
import { defaultParams } from "@glasshouse/matcher";
import { createSetting, forgeVoucher } from "@glasshouse/matcher/attacks";
import type { RunContext, Table } from "../../findings/index.js";
import { type MountedAttack, mountAttacks, mountedOrigin } from "../../models/mounted-attacks.js";

/** One hostile account. */
export interface AttackCost {
  readonly openAtWill: MountedAttack;
  /** Scalar multiplications by which the attacker makes one voucher, in the small setting. */
  readonly clientPerVoucher: number;
  readonly slotsPerVoucher: number;
  /** Of the protocols' default parameters. */
  readonly defaults: { readonly slots: number; readonly bytesPerVoucher: number };
}

export async function measureAttackCost(context: Pick<RunContext, "group" | "random">): Promise<AttackCost> {
  const [openAtWill, flood] = (await mountAttacks(["open-at-will", "flood"], context)) as [
    MountedAttack,
    MountedAttack,
  ];
  const setting = createSetting(context.group, context.random.fork("forging").bytes);
  setting.takeCost(0);
  forgeVoucher(setting);
  const forged = setting.takeCost(0);
  return {
    openAtWill,
    clientPerVoucher: forged.multiplications,
    slotsPerVoucher: setting.params.tokenScheme.probesPerImage,
    defaults: {
      slots: flood.result.figures.slotsPerVoucherOfDefaultParams as number,
      bytesPerVoucher: flood.result.figures.bytesPerVoucherOfDefaultParams as number,
    },
  };
}

export function attackCostTable(
  { openAtWill, clientPerVoucher, slotsPerVoucher, defaults }: AttackCost,
  accounts: number,
): Table {
  const { cost, figures } = openAtWill.result;
  const vouchers = figures.vouchers as number;
  const { threshold } = defaultParams;
  const perAccount = {
    vouchers: threshold,
    client: (clientPerVoucher / slotsPerVoucher) * defaults.slots * threshold,
    server: (cost.multiplications / vouchers / slotsPerVoucher) * defaults.slots * threshold,
    bytes: defaults.bytesPerVoucher * threshold,
  };
  const scaled = "computed from it for default parameters";
  return {
    id: "attack-cost",
    title: "What opening accounts at will costs",
    origin: mountedOrigin,
    columns: [
      { key: "what", title: "what", format: "text" },
      { key: "how", title: "how", format: "text" },
      { key: "vouchers", title: "vouchers", format: "count" },
      { key: "client", title: "attacker's multiplications", format: "count" },
      { key: "server", title: "server's multiplications", format: "count" },
      { key: "bytes", title: "bytes uploaded", format: "bytes" },
      { key: "opened", title: "the account opens", format: "yes-no" },
    ],
    rows: [
      {
        what: "one account of the small setting",
        how: "mounted",
        vouchers,
        client: clientPerVoucher * vouchers,
        server: cost.multiplications,
        bytes: cost.bytes,
        opened: openAtWill.result.succeeded,
      },
      { what: "one account", how: scaled, ...perAccount, opened: null },
      {
        what: `${accounts.toLocaleString("en-US")} accounts`,
        how: scaled,
        ...Object.fromEntries(Object.entries(perAccount).map(([key, value]) => [key, accounts * value])),
        opened: null,
      },
    ],
    note: "No listed picture is needed, and nobody notices before a reviewer looks. Accounts are what the attacker has to come by; vouchers cost seconds.",
  };
}
