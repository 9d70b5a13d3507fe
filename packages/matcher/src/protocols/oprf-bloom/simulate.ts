/** All roles in one process, over the very bytes that would cross a network: for tests and experiments. */
import { createSigningKeys, type Group, type RandomBytes, systemRandom } from "@glasshouse/crypto";
import { RateLimitedError } from "../../errors.js";
import type { AccountImage, Outcome } from "../../matching.js";
import { acceptRegistration, createDevice, createRegistration } from "../../registration.js";
import type { Transcript } from "../../transcript/transcript.js";
import { concludeRequest, createMatchCount, createRequest, type DevicePolicy } from "./device.js";
import { encodeFilterManifest } from "./messages.js";
import type { PreparedFilter } from "./prepared-filter.js";
import { answerRequest, createMemoryChargeStore, type Oracle, type OracleHost } from "./server.js";

/** One simulated account: what its device ends up knowing, and what it cost. */
export interface SimulatedFilterAccount {
  readonly outcome: Outcome;
  /** Requests that were evaluated. */
  readonly requests: number;
  readonly probes: number;
  readonly requestBytes: number;
  readonly answerBytes: number;
  /** Seconds that the device waited for room in its budget. */
  readonly waitedSeconds: number;
}

/** Choices of {@link simulateFilterAccount}. */
export interface SimulateFilterOptions {
  readonly policy: DevicePolicy;
  /** Images of one request, 1 to `imagesPerRequest`. Default 1. */
  readonly imagesAtOnce?: number;
  readonly random?: RandomBytes;
  /** Filled with what device and server see. */
  readonly transcript?: Transcript;
}

/** Runs one account with one device against a filter and its oracle; waits out every refusal for lack of budget. */
export async function simulateFilterAccount(
  group: Group,
  prepared: PreparedFilter,
  oracle: Oracle,
  images: readonly AccountImage[],
  { policy, imagesAtOnce = 1, random = systemRandom, transcript }: SimulateFilterOptions,
): Promise<SimulatedFilterAccount> {
  const device = createDevice(random);
  const registration = createRegistration({ signingKeys: createSigningKeys(random) }, device);
  const { account, devicePublicKey } = acceptRegistration(registration);
  transcript?.cross("server", "device", "manifest", encodeFilterManifest(prepared.manifest));
  transcript?.cross("server", "device", "table", prepared.filter.encode());
  for (const { image, payload } of images) {
    if (image) transcript?.hold("device", "image", image.bits);
    transcript?.hold("device", "picture", payload);
  }
  transcript?.cross("device", "server", "registration", registration);
  let seconds = 0;
  const host: OracleHost = {
    devicePublicKey: async () => devicePublicKey,
    oracle: () => oracle,
    charges: createMemoryChargeStore(oracle.manifest.windowSeconds),
    now: () => seconds,
  };
  const count = createMatchCount(prepared, policy);
  const cost = { requests: 0, probes: 0, requestBytes: 0, answerBytes: 0 };
  for (let from = 0; from < images.length; from += imagesAtOnce) {
    const together = images.slice(from, from + imagesAtOnce);
    const hashes = together.map(({ image }) => image);
    const pending = createRequest(group, prepared, account, device, hashes, random);
    transcript?.hold("device", "secrets", pending.blinds);
    const matched = await ask(async () => {
      transcript?.cross("device", "server", "request", pending.bytes);
      const answer = await answerRequest(group, pending.bytes, host, random);
      transcript?.cross("server", "device", "response", answer);
      cost.requestBytes += pending.bytes.length;
      cost.answerBytes += answer.length;
      return concludeRequest(group, prepared, pending, answer);
    });
    together.forEach((image, i) => {
      count.add(image, matched[i] as boolean);
    });
    cost.requests++;
    cost.probes += pending.tokens.length;
  }
  return { outcome: count.conclude(), ...cost, waitedSeconds: seconds };

  async function ask(once: () => Promise<boolean[]>): Promise<boolean[]> {
    for (;;) {
      try {
        return await once();
      } catch (error) {
        if (!(error instanceof RateLimitedError)) throw error;
        seconds += error.retryAfterSeconds;
      }
    }
  }
}
