import readExif from "exif-reader";
import sharp from "sharp";

/** Cameras whose clock is not set write zeros, which the reader turns into 1899. */
const firstYear = 1900;

/**
 * When a picture was taken: EXIF DateTimeOriginal, "2021-05-06T07:08:09" on the camera's wall clock, for which EXIF
 * has no zone. `null` where it is absent or cannot be read; never throws.
 */
export async function readCaptureTime(bytes: Uint8Array): Promise<string | null> {
  try {
    const { exif } = await sharp(bytes).metadata();
    const taken = exif && readExif(exif).Photo?.DateTimeOriginal;
    if (!(taken instanceof Date) || taken.getUTCFullYear() < firstYear) return null;
    return taken.toISOString().slice(0, 19);
  } catch {
    return null; // damaged metadata do not keep a picture from being hashed
  }
}
