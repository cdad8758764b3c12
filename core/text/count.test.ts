import { expect, it } from 'vitest';
import { count, grouped, ofTotal } from './count';

it('groups the digits of whole numbers as the language does', () => {
  for (const value of [0, 7, 999, 1000, -1000, 12_345, 999_999, 1_000_000, 25_000_000, -1_234_567])
    expect(grouped(value)).toBe(value.toLocaleString('en'));
});

it('says how many there are, and of how many', () => {
  expect([0, 1, 1200].map((value) => count(value, 'word', 'words'))).toEqual([
    '0 words',
    '1 word',
    '1,200 words',
  ]);
  expect(ofTotal(0, 1, 'text', 'texts')).toBe('0 of 1 text');
  expect(ofTotal(1200, 2000, 'text', 'texts')).toBe('1,200 of 2,000 texts');
});
