import { describe, expect, it } from 'vitest';
import { Random } from '../math/random';
import { dropWords } from './word-dropout';

const special = { cls: 2, sep: 3, pad: 0, mask: 4, unknown: 1 };
const text = Int32Array.from([2, ...Array.from({ length: 10_000 }, (_, i) => 100 + i), 3]);

describe('dropWords', () => {
  it('masks the share of tokens it is told to, and leaves the others where they are', () => {
    const dropped = dropWords(text, 0.3, new Random(7), special);
    const masked = dropped.reduce((count, id) => count + Number(id === special.mask), 0);
    // Five standard deviations of a binomial count.
    expect(Math.abs(masked - 3000)).toBeLessThan(5 * Math.sqrt(10_000 * 0.3 * 0.7));
    dropped.forEach((id, at) => id !== special.mask && expect(id).toBe(text[at]));
  });

  it('never masks [CLS] and [SEP], and never changes its input', () => {
    const before = text.slice();
    const dropped = dropWords(text, 1, new Random(7), special);
    expect([dropped[0], dropped.at(-1)]).toEqual([special.cls, special.sep]);
    expect(new Set(dropped.slice(1, -1))).toEqual(new Set([special.mask]));
    expect(text).toEqual(before);
  });

  it('masks nothing at a rate of 0, and the same tokens for the same seed', () => {
    expect(dropWords(text, 0, new Random(1), special)).toEqual(text);
    const draw = (seed: number) => dropWords(text, 0.5, new Random(seed), special);
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
  });
});
