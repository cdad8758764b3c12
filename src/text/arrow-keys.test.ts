import { describe, expect, it } from 'vitest';
import { stopAfterKey } from './arrow-keys';

describe('arrow keys', () => {
  const line = (top: number, ...lefts: number[]) => lefts.map((left) => ({ left, top, width: 20 }));
  const places = [...line(0, 0, 50, 100), ...line(40, 0, 60), ...line(80, 90)];

  it.each([
    ['ArrowRight', 0, 1],
    ['ArrowRight', 5, 5],
    ['ArrowLeft', 0, 0],
    ['ArrowLeft', 3, 2],
    ['Home', 4, 0],
    ['End', 0, 5],
    ['ArrowDown', 0, 3],
    ['ArrowDown', 2, 4],
    ['ArrowDown', 4, 5],
    ['ArrowDown', 5, 5],
    ['ArrowUp', 4, 1],
    ['ArrowUp', 5, 4],
    ['ArrowUp', 1, 1],
    ['Enter', 1, null],
    ['a', 1, null],
  ])('%s leads from stop %i to %s', (key, current, expected) => {
    expect(stopAfterKey(key, current, places, false)).toBe(expected);
  });

  it('run the other way in a text from the right', () => {
    expect(stopAfterKey('ArrowLeft', 0, places, true)).toBe(1);
    expect(stopAfterKey('ArrowRight', 3, places, true)).toBe(2);
  });
});
