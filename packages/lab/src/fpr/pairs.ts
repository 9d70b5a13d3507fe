/** Pairs of an image and an entry as columns of numbers, and how they are collected. */

/** Pairs, one per index, ordered by image, then by entry. */
export interface PairColumns {
  readonly image: Uint32Array;
  readonly entry: Uint32Array;
  /** Bits in which the hashes differ. */
  readonly distance: Uint16Array;
}

/**
 * Collects pairs up to a number. When there are more, it gives up the largest distances, as few as possible: what is kept
 * depends on all pairs alone, not on their order.
 */
export class PairStore {
  readonly #most: number;
  #radius: number;
  #image: Uint32Array;
  #entry: Uint32Array;
  #distance: Uint16Array;
  #count = 0;
  readonly #histogram: Float64Array;

  constructor(radius: number, most: number) {
    this.#radius = radius;
    this.#most = most;
    this.#histogram = new Float64Array(radius + 1);
    this.#image = new Uint32Array(1024);
    this.#entry = new Uint32Array(1024);
    this.#distance = new Uint16Array(1024);
  }

  /** Largest distance of which all pairs are kept, inclusive; -1 if even equal hashes are too many. */
  get radius(): number {
    return this.#radius;
  }

  get count(): number {
    return this.#count;
  }

  add(image: number, entry: number, distance: number): void {
    if (distance > this.#radius) return;
    if (this.#count === this.#image.length) this.#grow();
    this.#image[this.#count] = image;
    this.#entry[this.#count] = entry;
    this.#distance[this.#count] = distance;
    this.#histogram[distance] = (this.#histogram[distance] as number) + 1;
    if (++this.#count > this.#most) this.#giveUp();
  }

  /** What was kept. Pairs have to have come ordered by image, then by entry. */
  columns(): PairColumns {
    return {
      image: this.#image.slice(0, this.#count),
      entry: this.#entry.slice(0, this.#count),
      distance: this.#distance.slice(0, this.#count),
    };
  }

  #giveUp(): void {
    let left = this.#count;
    while (left > this.#most) left -= this.#histogram[this.#radius--] as number;
    let to = 0;
    for (let from = 0; from < this.#count; from++) {
      if ((this.#distance[from] as number) > this.#radius) continue;
      this.#image[to] = this.#image[from] as number;
      this.#entry[to] = this.#entry[from] as number;
      this.#distance[to++] = this.#distance[from] as number;
    }
    this.#count = to;
  }

  #grow(): void {
    const length = 2 * this.#image.length;
    const grown = <T extends Uint32Array | Uint16Array>(into: T, from: T): T => {
      into.set(from);
      return into;
    };
    this.#image = grown(new Uint32Array(length), this.#image);
    this.#entry = grown(new Uint32Array(length), this.#entry);
    this.#distance = grown(new Uint16Array(length), this.#distance);
  }
}
