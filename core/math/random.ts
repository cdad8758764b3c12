/**
 * Seeded random numbers: xoshiro128** (Blackman & Vigna 2021), its state filled by SplitMix32. The same seed gives the
 * same numbers in every engine. They are not for secrets.
 */
export class Random {
  private readonly state = new Uint32Array(4);

  /** @throws RangeError unless the seed is a whole number from 0 to 2^32 - 1 */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
      throw new RangeError(`A seed is a whole number from 0 to 4294967295, not ${seed}.`);
    }
    let counter = seed;
    for (let i = 0; i < 4; i++) {
      counter = (counter + 0x9e3779b9) | 0;
      let z = counter;
      z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
      z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
      this.state[i] = z ^ (z >>> 16);
    }
  }

  /** A whole number, uniform on [0, 2^32). */
  uint32(): number {
    const s = this.state;
    const s1 = s[1]!;
    const product = Math.imul(s1, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    s[2]! ^= s[0]!;
    s[3]! ^= s1;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= s1 << 9;
    s[3] = (s[3]! << 11) | (s[3]! >>> 21);
    return result;
  }

  /** Uniform on [0, 1), all 53 bits random. */
  uniform(): number {
    return ((this.uint32() >>> 5) * 0x4000000 + (this.uint32() >>> 6)) / 0x20000000000000;
  }

  /** A whole number, uniform on [0, below); 1 <= below <= 2^32. Rejection keeps it free of modulo bias. */
  integer(below: number): number {
    const limit = 0x100000000 - (0x100000000 % below);
    let draw = this.uint32();
    while (draw >= limit) draw = this.uint32();
    return draw % below;
  }

  /** Shuffles an array in place (Fisher-Yates) and returns it. Every order has the same probability. */
  shuffle<T extends { [index: number]: unknown; length: number }>(array: T): T {
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const held = array[i];
      array[i] = array[j];
      array[j] = held;
    }
    return array;
  }

  /** `size` different whole numbers of [0, below), uniform over all such sets, in no particular order (Floyd). */
  sample(below: number, size: number): number[] {
    const chosen = new Set<number>();
    for (let top = below - size; top < below; top++) {
      const draw = this.integer(top + 1);
      chosen.add(chosen.has(draw) ? top : draw);
    }
    return [...chosen];
  }
}
