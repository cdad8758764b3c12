import { describe, expect, it } from 'vitest';
import { classOption } from './class-option';

describe('classOption', () => {
  const classes = ['negative', 'neutral', 'positive'];

  it('knows classes by number and name, and "predicted"', () => {
    expect(classOption('2', classes)).toBe(2);
    expect(classOption('neutral', classes)).toBe(1);
    expect(classOption('predicted', classes)).toBeNull();
  });

  it.each(['3', 'happy', '-1', ''])('refuses "%s"', (value) => {
    expect(() => classOption(value, classes)).toThrow(
      /It has 0 \(negative\), 1 \(neutral\), 2 \(positive\)\./,
    );
  });
});
