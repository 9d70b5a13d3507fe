import { simulatePlaintext } from "../../../protocols/plaintext/simulate.js";
import type { Design } from "../design.js";
import { differingBytes, leakScheme } from "../world.js";

/** The ordinary scan. */
export const plaintext: Design = {
  id: "plaintext",
  label: "plaintext: the server scans",
  note: "Hashes and pictures go to the server in the clear. That reviewers get no more than matches is the server's policy.",
  roles: ["list-authority", "server", "device", "reviewer"],
  begin:
    () =>
    async ({ listed, images, imagesPerUpload }, _, transcript) => {
      simulatePlaintext(listed, images, {
        tokenScheme: leakScheme,
        threshold: 2,
        counting: "hash",
        clusterBounds: { withinSeconds: 0, matchRadius: 0 },
        distance: differingBytes,
        // Half a hash: what matches in one block of two matches here too.
        matchRadius: 4,
        imagesPerUpload,
        transcript,
      });
    },
};

/** The ordinary scan, and a second device that fetches the pictures. */
export const cloudServerScan: Design = {
  id: "cloud-server-scan",
  label: "cloud, the server scans",
  note: "As `plaintext`; the recipient fetches every picture from the server.",
  roles: ["server", "device", "recipient", "reviewer"],
  beneath: plaintext,
  begin:
    () =>
    async ({ images }, _, transcript) => {
      for (const { payload } of images) transcript.cross("server", "recipient", "picture", payload);
    },
};
