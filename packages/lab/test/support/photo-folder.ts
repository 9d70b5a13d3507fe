import { copyFile, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { createSeededRandom, renderScene, type SceneKind } from "@glasshouse/fixtures";
import sharp from "sharp";

const kinds: readonly SceneKind[] = ["landscape", "interior", "objects", "poster", "texture"];

const size = { width: 160, height: 120 } as const;

/**
 * A folder as people have them, of generated pictures: 60 bursts of one to three pictures with capture times, eight copies as
 * a messenger makes them (smaller, without EXIF), and one exact copy.
 */
export async function createPhotoFolder(folder: string): Promise<void> {
  for (const name of ["camera", "chat", "backup"]) await mkdir(path.join(folder, name), { recursive: true });
  const random = createSeededRandom("photo folder");
  const names: string[] = [];
  for (let burst = 0; burst < 60; burst++) {
    const kind = kinds[burst % kinds.length] as SceneKind;
    const start = Date.UTC(2024, 4, 1 + (burst >> 3), 9 + (burst & 7));
    const shots = 1 + random.integer(3);
    for (let shot = 0; shot < shots; shot++) {
      const picture = renderScene({ kind, seed: `photo ${burst}`, burst: 0, shot, ...size });
      const time = new Date(start + 3000 * shot).toISOString().slice(0, 19).replaceAll("-", ":").replace("T", " ");
      const name = `IMG_${String(names.length + 1).padStart(4, "0")}.jpg`;
      await sharp(picture.data, { raw: { ...size, channels: 3 } })
        .withExif({ IFD2: { DateTimeOriginal: time } })
        .jpeg({ quality: 90 })
        .toFile(path.join(folder, "camera", name));
      names.push(name);
    }
  }
  for (let i = 0; i < 8; i++) {
    const original = path.join(folder, "camera", names[12 * i + 3] as string);
    const copy = await sharp(original).resize(120).jpeg({ quality: 60 }).toBuffer();
    await writeFile(path.join(folder, "chat", `received-${i + 1}.jpg`), copy);
  }
  await copyFile(path.join(folder, "camera", "IMG_0007.jpg"), path.join(folder, "backup", "IMG_0007.jpg"));
}
