/** Which of many packed keys are equal, in typed arrays: a Map of strings holds a tenth as many in the same memory. */
export class KeyIndex {
  readonly #words: number;
  readonly #keys: Uint32Array;
  readonly #mask: number;
  /** By bucket, then by key: the next key of the same bucket plus one; 0 ends. */
  readonly #first: Uint32Array;
  readonly #next: Uint32Array;

  /** @param keys `words` numbers each */
  constructor(keys: Uint32Array, words: number) {
    this.#words = words;
    this.#keys = keys;
    const count = keys.length / words;
    const buckets = 2 ** Math.max(4, Math.ceil(Math.log2(2 * count + 1)));
    this.#mask = buckets - 1;
    this.#first = new Uint32Array(buckets);
    this.#next = new Uint32Array(count);
    // From the end, so that chains come in ascending order.
    for (let key = count - 1; key >= 0; key--) {
      const bucket = this.#bucket(keys, key * words);
      this.#next[key] = this.#first[bucket] as number;
      this.#first[bucket] = key + 1;
    }
  }

  /** Calls back for every key equal to the one at `at` of `keys`, in ascending order. */
  forEachEqual(keys: Uint32Array, at: number, found: (key: number) => void): void {
    for (let key = this.#first[this.#bucket(keys, at)] as number; key !== 0; key = this.#next[key - 1] as number) {
      if (this.#isEqual(keys, at, key - 1)) found(key - 1);
    }
  }

  /** The first key equal to the one at `at` of `keys`; -1 if there is none. */
  firstEqual(keys: Uint32Array, at: number): number {
    for (let key = this.#first[this.#bucket(keys, at)] as number; key !== 0; key = this.#next[key - 1] as number) {
      if (this.#isEqual(keys, at, key - 1)) return key - 1;
    }
    return -1;
  }

  #isEqual(keys: Uint32Array, at: number, key: number): boolean {
    const own = key * this.#words;
    for (let word = 0; word < this.#words; word++) if (keys[at + word] !== this.#keys[own + word]) return false;
    return true;
  }

  /** The finalizer of MurmurHash3 over the words. */
  #bucket(keys: Uint32Array, at: number): number {
    let mixed = 0;
    for (let word = 0; word < this.#words; word++) {
      mixed ^= keys[at + word] as number;
      mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
      mixed ^= mixed >>> 16;
    }
    return mixed & this.#mask;
  }
}
