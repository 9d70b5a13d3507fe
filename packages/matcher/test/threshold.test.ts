import { createPolynomial, encodeScalar, evaluatePolynomial, sealCommitted } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import { defaultParams, type OpenedVoucher, openAccount, padPayload } from "@glasshouse/matcher";
import { describe, expect, test } from "vitest";
import { deriveAccountKey, deriveShare, deriveVoucherKey } from "../src/protocols/threshold-psi/keys.js";

const random = createSeededRandom("threshold");
const account = random.bytes(32);
const threshold = 5;
const params = { ...defaultParams, threshold, payloadBytes: 16 };
const secret = encodeScalar(123456789n);
const polynomial = createPolynomial(secret, threshold, random.bytes);
const accountKey = deriveAccountKey(secret, account);

/** What an honest device's voucher for counting id `id` opens to. */
function opened(id: number): OpenedVoucher {
  const voucherId = random.bytes(16);
  const context = random.bytes(32);
  return {
    voucherId,
    context,
    detectionColumn: random.bytes(8),
    ...evaluatePolynomial(polynomial, deriveShare(account, Uint8Array.of(id), params.detectionColumns).x),
    sealedPayload: sealCommitted(
      deriveVoucherKey(accountKey, voucherId),
      padPayload(params, Uint8Array.of(id)),
      context,
    ),
  };
}

const honest = (count: number) => Array.from({ length: count }, (_, id) => opened(id));
const wrongShare = (): OpenedVoucher => ({
  ...opened(200),
  x: encodeScalar(BigInt(random.integer(1e9)) + 1n),
  y: encodeScalar(7n),
});
const conclude = (vouchers: readonly OpenedVoucher[]) => openAccount(params, account, vouchers, random.bytes);

describe("an account", () => {
  test("stays closed one below the threshold and opens at it", () => {
    expect(conclude(honest(threshold - 1))).toEqual({ status: "below-threshold", distinct: threshold - 1 });
    expect(conclude(honest(threshold))).toMatchObject({ status: "opened", distinct: threshold });
  });

  test("counts equal shares once, and reads all payloads once open", () => {
    expect(conclude([...honest(threshold - 1), opened(0)]).status).toBe("below-threshold");
    const result = conclude([...honest(threshold), opened(0)]);
    expect(result).toMatchObject({ status: "opened", distinct: threshold });
    expect(result.status === "opened" && result.payloads).toHaveLength(threshold + 1);
  });

  test("drops an x that came with two y", () => {
    const contradicted = { ...opened(0), y: encodeScalar(7n) };
    expect(conclude([...honest(threshold), contradicted])).toEqual({
      status: "below-threshold",
      distinct: threshold - 1,
    });
    expect(conclude([...honest(threshold + 1), contradicted]).status).toBe("opened");
  });

  test("opens in spite of a few shares off the polynomial, wherever they stand", () => {
    expect(conclude([wrongShare(), ...honest(2 * threshold)]).status).toBe("opened");
    expect(conclude([...honest(2 * threshold), wrongShare()]).status).toBe("opened");
  });

  test("reports shares of which too few lie on one polynomial", () => {
    expect(conclude([...honest(threshold - 1), wrongShare()])).toEqual({
      status: "inconsistent-shares",
      distinct: threshold,
    });
  });

  test("does not open on payloads that are not the account's", () => {
    const foreign = honest(threshold).map((voucher) => ({ ...voucher, context: random.bytes(32) }));
    expect(conclude(foreign).status).toBe("inconsistent-shares");
    // All but one payload open: still one distinct share short.
    expect(conclude([...honest(threshold).slice(1), ...foreign.slice(0, 1)]).status).toBe("inconsistent-shares");
  });

  test("of another id does not open with these shares", () => {
    expect(openAccount(params, random.bytes(32), honest(threshold), random.bytes).status).toBe("inconsistent-shares");
  });
});
