import { concatBytes, type RandomBytes, sealCommitted } from "@glasshouse/crypto";
import type { Transcript } from "../../transcript.js";
import type { Design } from "../design.js";
import type { LeakWorld } from "../world.js";
import { oprfBloom } from "./oprf-bloom.js";
import { thresholdPsiBelow } from "./threshold-psi.js";

/**
 * Sends every picture end-to-end encrypted through the server. The two ends have agreed on keys before; lengths are not
 * padded.
 */
function sendEncrypted(transcript: Transcript, { images, imagesPerUpload }: LeakWorld, random: RandomBytes): void {
  for (let from = 0; from < images.length; from += imagesPerUpload) {
    const together = images.slice(from, from + imagesPerUpload);
    const message = concatBytes(
      ...together.map(({ payload }) => {
        const key = random(32);
        transcript.hold("device", "secrets", key);
        transcript.hold("recipient", "secrets", key);
        return sealCommitted(key, payload, new Uint8Array(0));
      }),
    );
    transcript.cross("device", "server", "message", message);
    transcript.cross("server", "recipient", "message", message);
    for (const { image, payload } of together) {
      if (image) transcript.hold("recipient", "image", image.bits);
      transcript.hold("recipient", "picture", payload);
    }
  }
}

/** Nothing looks at the content. */
export const messengerWithoutScan: Design = {
  id: "messenger-without-scan",
  label: "end-to-end encrypted messenger, no scanning",
  note: "Assumed: keys agreed before, lengths not padded.",
  roles: ["server", "device", "recipient"],
  begin: () => async (world, random, transcript) => {
    for (const { image, payload } of world.images) {
      if (image) transcript.hold("device", "image", image.bits);
      transcript.hold("device", "picture", payload);
    }
    sendEncrypted(transcript, world, random);
  },
};

/** The sender's device asks the oracle about every picture. */
export const messengerDeviceLearns: Design = {
  id: "messenger-device-learns",
  label: "end-to-end encrypted messenger, the device learns",
  note: "Encrypted as above, and `oprf-bloom` on the sender's device, which warns its owner and sends all the same.",
  roles: ["server", "device", "recipient"],
  beneath: oprfBloom,
  begin: () => async (world, random, transcript) => sendEncrypted(transcript, world, random),
};

/** The sender's device uploads a voucher for every picture. */
export const messengerThresholdPsi: Design = {
  id: "messenger-threshold-psi",
  label: "messenger or cloud with end-to-end encryption, threshold-psi",
  note: "Encrypted as above, and a voucher for every picture; below the threshold. From it on what `threshold-psi` opens is added.",
  roles: ["server", "device", "recipient", "reviewer"],
  beneath: thresholdPsiBelow,
  begin: () => async (world, random, transcript) => sendEncrypted(transcript, world, random),
};
