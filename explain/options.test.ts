import { describe, expect, it } from 'vitest';
import { classOption } from './class-option';

describe('classOption', () => {
  const classes = ['negative', 'neutral', 'positive'];

  it('knows classes by number and name, and "predicted"', () => {
    expect(classOption('2', classes)).toBe(2);
    expect(classOption('neutral', classes)).toBe(1);
    expect(classOption('predicted', classes)).toBeNull();
  });

  it('takes a name before a number', () => {
    const stars = ['1', '2', '3', '4', '5'];
    expect(classOption('1', stars)).toBe(0);
    expect(classOption('5', stars)).toBe(4);
    expect(classOption('0', stars)).toBe(0);
    expect(classOption('Pos', classes)).toBe(2);
    expect(classOption('predicted', ['other', 'predicted'])).toBe(1);
  });

  it.each(['3', 'happy', '-1', ''])('refuses "%s"', (value) => {
    expect(() => classOption(value, classes)).toThrow(
      /It has 0 \(negative\), 1 \(neutral\), 2 \(positive\)\./,
    );
  });
});
