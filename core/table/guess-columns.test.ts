import { describe, expect, it } from 'vitest';
import { guessColumns, isRowOfItsOwn } from './guess-columns';

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

describe('what should name the columns', () => {
  it.each([
    [
      true,
      ['Came late', 'bad'],
      [
        ['On time', 'good'],
        ['Broken', 'bad'],
      ],
    ],
    [
      true,
      ['Came late', '2026-01-02'],
      [
        ['On time', '2026-02-03'],
        ['Broken', '2026-02-04'],
      ],
    ],
    [
      false,
      ['What did you think of it all?', 'mood'],
      [
        ['On time', 'good'],
        ['Broken', 'bad'],
      ],
    ],
    [
      false,
      ['text', '2025'],
      [
        ['On time', '4'],
        ['Broken', '5'],
      ],
    ],
    [true, ['It came late, and was broken.'], [['On time'], ['Broken']]],
    [
      true,
      ['1', 'It came late, and was broken'],
      [
        ['2', 'On time'],
        ['3', 'Broken'],
      ],
    ],
    [
      false,
      ['id', 'Tell us what you think of it'],
      [
        ['2', 'On time'],
        ['3', 'Broken'],
      ],
    ],
    [
      false,
      ['0', '1'],
      [
        ['2', 'On time it was'],
        ['3', 'Broken it was'],
      ],
    ],
    [false, ['What do you think of it all?'], [['On time.'], ['Broken.']]],
    // Files that were put one behind another.
    [
      false,
      ['text', 'mood'],
      [
        ['On time', 'good'],
        ['text', 'mood'],
      ],
    ],
    [
      false,
      ['', 'mood'],
      [
        ['', 'good'],
        ['Broken', 'bad'],
      ],
    ],
    [false, ['text'], [['On time'], ['text']]],
  ] as const)('looks like a row (%s): %j', (isRow, names, rows) => {
    expect(isRowOfItsOwn(names, rows)).toBe(isRow);
  });
});

it('takes a column of feelings for labels, whatever it is called', () => {
  const rows = ['positive', 'Negative', '', 'neutral'].map((mood, at) => [`It was answer ${at}`, mood, 'A']);
  expect(guessColumns(['Kommentar', 'Bewertung', 'Filiale'], rows)).toMatchObject({ text: 0, label: 1 });
  const others = rows.map(([text], at) => [text, at % 2 ? 'positive' : 'delayed']);
  expect(guessColumns(['Kommentar', 'Stand'], others).label).toBeNull();
});
