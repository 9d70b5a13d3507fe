import { simulatePlaintext } from "../../../protocols/plaintext/simulate.js";
import { createTranscript, type Transcript } from "../../transcript.js";
import type { Design } from "../design.js";
import { type LeakWorld, leakScheme } from "../world.js";

function scan({ listed, images, imagesPerUpload }: LeakWorld): Transcript {
  const transcript = createTranscript();
  simulatePlaintext(listed, images, {
    tokenScheme: leakScheme,
    threshold: 2,
    counting: "hash",
    clusterBounds: { withinSeconds: 0, matchRadius: 0 },
    distance: (a, b) => a.filter((byte, i) => byte !== b[i]).length,
    matchRadius: 0,
    imagesPerUpload,
    transcript,
  });
  return transcript;
}

/** The ordinary scan. */
export const plaintext: Design = {
  id: "plaintext",
  label: "plaintext: the server scans",
  note: "Hashes and pictures go to the server in the clear. That reviewers get no more than matches is the server's policy.",
  roles: ["list-authority", "server", "device", "reviewer"],
  run: async (_, world) => scan(world),
};

/** The ordinary scan, and a second device that fetches the pictures. */
export const cloudServerScan: Design = {
  id: "cloud-server-scan",
  label: "cloud, the server scans",
  note: "As `plaintext`; the recipient fetches every picture from the server.",
  roles: ["server", "device", "recipient", "reviewer"],
  async run(_, world) {
    const transcript = scan(world);
    for (const { payload } of world.images) transcript.cross("server", "recipient", "picture", payload);
    return transcript;
  },
};
