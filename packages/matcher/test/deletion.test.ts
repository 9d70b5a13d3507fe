import { sign } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import {
  acceptDeletion,
  createDeletion,
  createDevice,
  decodeDeletion,
  deletionTranscript,
  deriveAccountId,
  encodeDeletion,
  encodeRegistration,
} from "@glasshouse/matcher";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const random = createSeededRandom("deletion");
const account = createDevice(random.bytes);
const other = createDevice(random.bytes);
const id = deriveAccountId(account.signingKeys.publicKey);

/** A host of two accounts that stores vouchers by account, and what it has deleted. */
function createHost() {
  const vouchers = new Map([account, other].map(({ signingKeys: { publicKey } }) => [publicKey.join(), 3]));
  const keyOf = new Map(
    [account, other].map(({ signingKeys: { publicKey } }) => [deriveAccountId(publicKey).join(), publicKey.join()]),
  );
  const last = new Map<string, number>();
  return {
    vouchers: ({ signingKeys: { publicKey } }: typeof account) => vouchers.get(publicKey.join()) ?? 0,
    upload: ({ signingKeys: { publicKey } }: typeof account) =>
      vouchers.set(publicKey.join(), (vouchers.get(publicKey.join()) ?? 0) + 1),
    async delete(bytes: Uint8Array) {
      const accepted = await acceptDeletion(bytes, {
        lastDeletion: async (account) => (keyOf.has(account.join()) ? (last.get(account.join()) ?? 0) : null),
      });
      if (!accepted.fresh) return accepted;
      vouchers.set(keyOf.get(accepted.account.join()) ?? "", 0);
      last.set(accepted.account.join(), accepted.sequence);
      return accepted;
    },
  };
}

describe("a deletion", () => {
  test("names the account that signed it, and deletes that account's vouchers alone", async () => {
    const host = createHost();
    expect(await host.delete(createDeletion(account, 1))).toEqual({ account: id, sequence: 1, fresh: true });
    expect([host.vouchers(account), host.vouchers(other)]).toEqual([0, 3]);
  });

  test("replayed after later uploads is acknowledged and deletes nothing", async () => {
    const host = createHost();
    const [first, second] = [createDeletion(account, 1), createDeletion(account, 2)];
    for (const deletion of [first, second]) await host.delete(deletion);
    host.upload(account);
    for (const replayed of [first, second]) expect(await host.delete(replayed)).toMatchObject({ fresh: false });
    expect(host.vouchers(account)).toBe(1);
    await host.delete(createDeletion(account, 3));
    expect(host.vouchers(account)).toBe(0);
  });

  test.each<[string, string, () => Uint8Array]>([
    [
      "signed by another account's key",
      "invalid-signature",
      () => {
        const { publicKey: accountPublicKey } = account.signingKeys;
        const signature = sign(deletionTranscript(accountPublicKey, 1), other.signingKeys);
        return encodeDeletion({ accountPublicKey, sequence: 1, signature });
      },
    ],
    [
      "moved to another account",
      "invalid-signature",
      () => {
        const { publicKey: accountPublicKey } = other.signingKeys;
        return encodeDeletion({ ...decodeDeletion(createDeletion(account, 1)), accountPublicKey });
      },
    ],
    [
      "moved to another sequence",
      "invalid-signature",
      () => encodeDeletion({ ...decodeDeletion(createDeletion(account, 1)), sequence: 2 }),
    ],
    ["of an account that never registered", "unknown-device", () => createDeletion(createDevice(random.bytes), 1)],
    [
      "that is another signed message",
      "malformed-message",
      () =>
        encodeRegistration({
          accountPublicKey: account.signingKeys.publicKey,
          devicePublicKey: other.signingKeys.publicKey,
          signature: random.bytes(64),
        }),
    ],
    ["of sequence 0", "malformed-message", () => createDeletion(account, 0)],
    ["of another version", "unsupported-version", () => createDeletion(account, 1).with(1, 2)],
  ])("%s is refused and changes nothing: %s", async (_, code, make) => {
    const host = createHost();
    await expect(host.delete(make())).rejects.toMatchObject({ code });
    expect([host.vouchers(account), host.vouchers(other)]).toEqual([3, 3]);
  });

  test("with any byte changed is refused", async () => {
    const bytes = createDeletion(account, 1);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const spoilt = bytes.with(at, (bytes[at] as number) ^ by);
        await expect(createHost().delete(spoilt)).rejects.toMatchObject({ name: "ProtocolError" });
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});
