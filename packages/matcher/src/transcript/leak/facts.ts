import type { RandomBytes } from "@glasshouse/crypto";
import type { Role } from "../transcript.js";
import { drawCaption, drawImages, type LeakWorld, listedBlocks, mixBlocks, upload } from "./world.js";

/** Two worlds that differ in one fact and in nothing that does not follow from it. */
export interface Game {
  readonly worlds: readonly [LeakWorld, LeakWorld];
  /** For each world, bytes by which it would be known if a view held them as they are. */
  readonly marks: readonly [readonly Uint8Array[], readonly Uint8Array[]];
}

/** Draws the worlds of one pair. */
export type Draw = (random: RandomBytes) => Game;

/** What may become known: a row of the matrix. */
export interface Fact {
  readonly id: string;
  /** As a row's label. */
  readonly label: string;
  /** Draws worlds that differ in the fact. */
  readonly content: Draw;
  /** Draws worlds that differ in its size alone, where that is something of its own. */
  readonly count?: Draw;
  /**
   * The same for whoever knows the account's images (the device, and the other end of a messenger), where the list has to
   * differ instead of the images.
   */
  readonly toOwner?: { readonly content: Draw; readonly count?: Draw };
  /** What extractors must find in a world, in the form that they give. */
  truth?(world: LeakWorld): { readonly form: TruthForm; readonly value: string };
}

/** Forms in which extractors give what they find, one value per image. */
export type TruthForm = "listed images" | "listed blocks" | "number of listed blocks" | "equal images";

/** Whose own images they are. */
export function ownsImages(role: Role): boolean {
  return role === "device" || role === "recipient";
}

const none = [[], []] as const;
const all = 256;

/** Three listed images, three that are not, and a caption. */
function draw(random: RandomBytes) {
  const [a, b, c, d, u, v] = drawImages(random, 6) as Six;
  return { a, b, c, d, u, v, caption: drawCaption(random), other: drawCaption(random) };
}
type Image = ReturnType<typeof drawImages>[number];
type Six = [Image, Image, Image, Image, Image, Image];

const world = (listed: readonly Image[], images: LeakWorld["images"], imagesPerUpload = all): LeakWorld => ({
  listed,
  images,
  imagesPerUpload,
});
/** The first block, four bytes long: what tokens and hashes both hold. */
const mark = (image: Image) => image.bits.subarray(0, 4);

const matching = (w: LeakWorld) => ({
  form: "listed images" as const,
  value: listedBlocks(w)
    .map((blocks) => Number(blocks.some(Boolean)))
    .join(),
});

/** The facts, in the order of the matrix. */
export const facts: readonly Fact[] = [
  {
    id: "list-entries",
    label: "entries of the list",
    content(random) {
      const { a, b, c, d, u, caption } = draw(random);
      const images = [a, b, u].map((image) => upload(image, caption));
      return { worlds: [world([a, b, c], images), world([a, b, d], images)], marks: [[mark(c)], [mark(d)]] };
    },
    count(random) {
      const { a, b, c, u, caption } = draw(random);
      const images = [a, b, u].map((image) => upload(image, caption));
      const longer = [a, b, c, ...drawImages(random, 37)];
      return { worlds: [world([a, b, c], images), world(longer, images)], marks: none };
    },
  },
  {
    id: "non-matching-hashes",
    label: "hashes of images that do not match",
    content(random) {
      const { a, b, c, u, v, caption } = draw(random);
      const images = (last: Image) => [a, b, last].map((image) => upload(image, caption));
      return {
        worlds: [world([a, b, c], images(u)), world([a, b, c], images(v))],
        marks: [[mark(u)], [mark(v)]],
      };
    },
  },
  {
    id: "non-matching-payloads",
    label: "payloads of images that do not match",
    content(random) {
      const { a, b, c, u, caption, other } = draw(random);
      const images = (last: Uint8Array) => [
        upload(a, caption.toReversed()),
        upload(b, caption.toReversed()),
        upload(u, last),
      ];
      return {
        worlds: [world([a, b, c], images(caption)), world([a, b, c], images(other))],
        marks: [[caption], [other]],
      };
    },
  },
  {
    id: "matching-payloads",
    label: "payloads of images that match",
    content(random) {
      const { a, b, c, caption, other } = draw(random);
      const images = (last: Uint8Array) => [
        upload(a, caption.toReversed()),
        upload(b, caption.toReversed()),
        upload(c, last),
      ];
      return {
        worlds: [world([a, b, c], images(caption)), world([a, b, c], images(other))],
        marks: [[caption], [other]],
      };
    },
  },
  {
    id: "images",
    label: "number of images",
    content(random) {
      const { a, b, c, u, v, caption } = draw(random);
      const images = (more: Image[]) => [a, b, ...more].map((image) => upload(image, caption));
      return { worlds: [world([a, b, c], images([u])), world([a, b, c], images([u, v]))], marks: none };
    },
  },
  {
    id: "matching-images",
    label: "which images match (opened vouchers)",
    content(random) {
      const { a, b, c, u, caption } = draw(random);
      const images = (order: Image[]) => order.map((image) => upload(image, caption));
      return { worlds: [world([a, b, c], images([a, b, c, u])), world([a, b, c], images([a, b, u, c]))], marks: none };
    },
    count(random) {
      const { a, b, c, u, caption } = draw(random);
      const images = (last: Image) => [a, b, last].map((image) => upload(image, caption));
      return { worlds: [world([a, b, c], images(c)), world([a, b, c], images(u))], marks: none };
    },
    toOwner: {
      content(random) {
        const { a, b, c, u, caption } = draw(random);
        const images = [a, b, c, u].map((image) => upload(image, caption));
        return { worlds: [world([a, b, c], images), world([a, b, u], images)], marks: none };
      },
      count(random) {
        const { a, b, c, d, caption } = draw(random);
        const images = [a, b, c].map((image) => upload(image, caption));
        return { worlds: [world([a, b, c], images), world([a, b, d], images)], marks: none };
      },
    },
    truth: matching,
  },
  {
    id: "opened-slots",
    label: "how many blocks of an image match (opened slots)",
    content(random) {
      const { a, b, c, u, caption } = draw(random);
      const half = mixBlocks(c, u);
      const images = (last: Image) => [upload(a, caption), upload(b, caption), upload(last, caption, c)];
      return {
        worlds: [world([a, b, c], images(c)), world([a, b, c], images(half))],
        marks: [[c.bits.subarray(4)], [half.bits.subarray(4)]],
      };
    },
    toOwner: {
      content(random) {
        const { a, b, c, u, caption } = draw(random);
        const images = [a, b, c].map((image) => upload(image, caption));
        return { worlds: [world([a, b, c], images), world([a, b, mixBlocks(c, u)], images)], marks: none };
      },
    },
    truth: (w) => ({
      form: "number of listed blocks",
      value: listedBlocks(w)
        .map((blocks) => blocks.filter(Boolean).length)
        .join(),
    }),
  },
  {
    id: "equal-shares",
    label: "which matching images are equal (equal shares)",
    content(random) {
      const { a, b, c, d, caption } = draw(random);
      const images = (last: Image) => [a, b, c, last].map((image) => upload(image, caption));
      return { worlds: [world([a, b, c, d], images(c)), world([a, b, c, d], images(d))], marks: [[], [mark(d)]] };
    },
    truth: ({ images }) => ({
      form: "equal images",
      value: images
        .map(({ image }) => images.findIndex((other) => String(other.image?.bits) === String(image?.bits)))
        .join(),
    }),
  },
  {
    id: "matched-entry",
    label: "which entry an image matched",
    content(random) {
      const { a, b, c, d, caption } = draw(random);
      const images = (last: Image) => [a, b, last].map((image) => upload(image, caption));
      return {
        worlds: [world([a, b, c, d], images(c)), world([a, b, c, d], images(d))],
        marks: [[mark(c)], [mark(d)]],
      };
    },
    toOwner: {
      content(random) {
        const { a, b, c, d, u, v, caption } = draw(random);
        const images = [a, b, mixBlocks(c, d)].map((image) => upload(image, caption));
        return {
          worlds: [world([a, b, mixBlocks(c, u)], images), world([a, b, mixBlocks(v, d)], images)],
          marks: none,
        };
      },
    },
    truth: (w) => ({
      form: "listed blocks",
      value: listedBlocks(w)
        .map((blocks) => blocks.map(Number).join(""))
        .join(),
    }),
  },
  {
    id: "sizes",
    label: "sizes of pictures",
    content(random) {
      const { a, b, c, u, caption } = draw(random);
      const images = (last: Uint8Array) => [upload(a, caption), upload(b, caption), upload(u, last)];
      return {
        worlds: [world([a, b, c], images(caption)), world([a, b, c], images(random(40)))],
        marks: none,
      };
    },
  },
  {
    id: "times",
    label: "when images leave the device",
    content(random) {
      const { a, b, c, u, caption } = draw(random);
      const images = [a, b, u].map((image) => upload(image, caption));
      return { worlds: [world([a, b, c], images, all), world([a, b, c], images, 1)], marks: none };
    },
  },
];
