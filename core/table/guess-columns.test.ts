import { describe, expect, it } from 'vitest';
import { guessColumns } from './guess-columns';

const guess = (columns: readonly string[], rows: readonly (readonly unknown[])[]) =>
  guessColumns(columns, rows);

describe('what columns hold', () => {
  it('is guessed from names and from what stands in them', () => {
    const rows = Array.from({ length: 20 }, (_, at) => [
      `id-${at}`,
      ['Berlin', 'Rome'][at % 2],
      `2025-01-${10 + at}`,
      `The answer number ${at} was long`,
      'good',
    ]);
    expect(guess(['id', 'city', 'sent', 'comment', 'Label'], rows)).toEqual({
      text: 3,
      label: 4,
      group: 1,
      date: 2,
    });
  });

  it.each([
    ['2025-12-31', true],
    ['2025-12-31T08:30:00', true],
    ['31.12.2025', true],
    ['12/31/25 8:30', true],
    ['2025-12', true],
    ['31.12', false],
    ['20251231', false],
    ['1.5', false],
  ])('%s is a day: %s', (value, isDay) => {
    const rows = Array.from({ length: 9 }, () => ['a text of words', value]);
    expect(guess(['text', 'b'], rows).date).toBe(isDay ? 1 : null);
  });

  it('takes no column for groups whose values are one, or nearly one a row, or long', () => {
    const rows = Array.from({ length: 30 }, (_, at) => [
      'a text of words',
      'one',
      at,
      'x'.repeat(61 + (at % 2)),
      at % 3,
    ]);
    expect(guess(['text', 'same', 'id', 'long', 'stars'], rows).group).toBe(4);
    expect(guess(['text', 'same', 'id', 'long'], rows).group).toBeNull();
    expect(guess(['text'], [])).toEqual({ text: 0, label: null, group: null, date: null });
  });
});
