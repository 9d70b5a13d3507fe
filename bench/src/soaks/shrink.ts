import { renderScene, type SceneKind, sceneKinds } from "@glasshouse/fixtures";
import { encodeJpeg } from "@glasshouse/fixtures/node";
import { defaultAlgorithm, hammingDistance } from "@glasshouse/hasher";
import { decodeBytes } from "@glasshouse/hasher/node";
import type { Soak } from "./soak.js";

/** One kind of scene in ten is a bare wall without usable quality: at least 50 others remain. */
const pictures = 60;
/** What cameras write, 5 to 12 megapixels: every side a multiple of eight, as decoding on a reduced scale wants it. */
const sizes = [
  [4000, 3000],
  [3264, 2448],
  [2592, 1944],
] as const;

/** The canonical hash of a JPEG that was reduced while it was decoded, against that of all its pixels. */
export const shrink: Soak = {
  description: `the canonical hash with and without reduction on load, over ${pictures} generated pictures of 5 to 12 megapixels`,
  run: async (log) => {
    const distances: number[] = [];
    const belowFloor: number[] = []; // their hashes are noise, and no image of this quality is ever matched
    const shrinkTo = defaultAlgorithm.shrinkTo;
    if (shrinkTo === undefined) throw new Error(`${defaultAlgorithm.id} does not allow reduction on load`);
    for (let i = 0; i < pictures; i++) {
      const [width, height] = sizes[i % sizes.length] as (typeof sizes)[number];
      const kind = sceneKinds[i % sceneKinds.length] as SceneKind;
      const bytes = await encodeJpeg(renderScene({ kind, seed: `shrink ${i}`, width, height }), 90);
      const [full, reduced] = await Promise.all([decodeBytes(bytes), decodeBytes(bytes, { shrinkTo })]);
      if (reduced.pins.shrinkOnLoad === "off") throw new Error(`${width} x ${height} was not reduced`);
      const [a, b] = [defaultAlgorithm.hash(full.pixels), defaultAlgorithm.hash(reduced.pixels)];
      const distance = hammingDistance(a.bits, b.bits);
      (a.quality < defaultAlgorithm.qualityFloor ? belowFloor : distances).push(distance);
      log(`${i + 1} of ${pictures}: ${kind}, ${width} x ${height}, quality ${a.quality}, distance ${distance}\n`);
    }
    const equal = distances.filter((distance) => distance === 0).length;
    log(
      `measured on ${distances.length} generated pictures of usable quality: equal ${equal}, largest distance ${Math.max(...distances)} bits; ` +
        `${belowFloor.length} pictures below the quality floor: largest distance ${Math.max(0, ...belowFloor)} bits\n`,
    );
    return distances.every((distance) => distance <= defaultAlgorithm.matchRadius);
  },
};
