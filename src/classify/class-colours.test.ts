import { describe, expect, it } from 'vitest';
import { classColours } from './class-colours';

describe('colours of classes', () => {
  it('tell the direction where every name has one, in whatever order they stand', () => {
    const expected = ['var(--toward)', 'var(--against)', 'var(--muted)'];
    expect(classColours(['positive', 'NEGATIVE', 'Neutral'])).toEqual(expected);
    expect(classColours(['neg', 'pos'])).toEqual(['var(--against)', 'var(--toward)']);
  });

  it('go by position where a name says nothing of a direction', () => {
    expect(classColours(['joy', 'negative'])).toEqual(['var(--series-1)', 'var(--series-2)']);
    const five = classColours(['1 star', '2 stars', '3 stars', '4 stars', '5 stars']);
    expect(new Set(five).size).toBe(5);
  });

  it('begin again after the last', () => {
    const seven = classColours(Array.from({ length: 7 }, (_, at) => `topic ${at}`));
    expect(seven[6]).toBe(seven[0]);
  });

  it('take any name', () => {
    expect(classColours(['', 'constructor', '__proto__', 'x'.repeat(40)])).toHaveLength(4);
  });
});
