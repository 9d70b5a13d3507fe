import type { AccountView, DemoView } from "@glasshouse/lab";

/** A picture, and whether its voucher opened; `undefined` for one that never became a voucher. */
export interface SamplePicture {
  readonly copyOf?: string;
  readonly opened?: boolean | undefined;
}

/** An account as the page reads it. */
export function sampleAccount(name: string, pictures: readonly SamplePicture[]): AccountView {
  const matches = pictures.filter((picture) => picture.opened === true).length;
  return {
    result: {
      name,
      counting: "hash",
      images: pictures.length,
      listedImages: pictures.filter((picture) => picture.copyOf !== undefined).length,
      vouchers: pictures.length,
      opened: false,
      matchesVisible: matches,
      distinctMatches: matches,
      payloadsRead: 0,
    },
    story: "An account of the tests.",
    device: pictures.map((picture, index) => ({
      voucherId: `${name}-${index}`,
      title: `Picture ${index}`,
      picture: `pictures/${index}.svg`,
      change: "as it is",
      copyOf: picture.copyOf ?? null,
      nearestDistance: 100,
    })),
    server: pictures.flatMap((picture, index) =>
      "opened" in picture && picture.opened === undefined
        ? []
        : [
            {
              voucherId: `${name}-${index}`,
              bytes: 5_000,
              excerpt: "00ff",
              status: picture.opened === true ? "opened" : "closed",
              openedSlots: picture.opened === true ? 1 : 0,
              payload: null,
            },
          ],
    ),
  };
}

/** A run as the page reads it. */
export function sampleView(accounts: readonly AccountView[]): DemoView {
  const none = { k: 0, n: 10, unit: "images" };
  return {
    schema: "glasshouse.demo-view/1",
    result: {
      schema: "glasshouse.demo/1",
      algorithm: "pdq-tent",
      tokens: "whole-key",
      table: "fuse",
      threshold: 3,
      counting: "hash",
      seed: "seed",
      list: { entries: 1, tableEntries: 1, tableBytes: 1_024 },
      accounts: accounts.map(({ result }) => result),
      errors: {
        truth: { falsePositives: none, falseNegatives: none },
        radius: { falsePositives: none, falseNegatives: none },
        planted: none,
      },
      ideal: none,
      cost: {
        hashMsPerImage: 1,
        voucherMsPerImage: 1,
        voucherBytesPerImage: 5_000,
        payloadBytesPerImage: 4_096,
        serverMsPerVoucher: 1,
        tableBytesPerEntry: 1_024,
      },
    },
    list: [{ id: "entry", title: "Entry", picture: "pictures/entry.svg", planted: false }],
    accounts,
  };
}
