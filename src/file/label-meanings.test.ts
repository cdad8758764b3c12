import { describe, expect, it } from 'vitest';
import { labelMeanings, labelsInLists, pairsWith } from './label-meanings';

const classes = ['negative', 'neutral', 'positive'];
const values = (...all: readonly string[]) => ({
  values: all.map((value, at) => ({ value, count: 9 - at })),
  hasMore: false,
});
const classesOf = (all: ReturnType<typeof values>, pairs: string) =>
  labelMeanings(all, classes, pairs).map(({ value, classIndex }) => [value, classIndex]);

describe('what labels stand for', () => {
  it('is what their names say, or what is stated, one after another', () => {
    const german = values('zufrieden', 'unzufrieden ', '', 'neutral');
    expect(labelMeanings(german, classes, '')).toEqual([
      { value: 'zufrieden', count: 9, classIndex: null, canChange: true },
      { value: 'unzufrieden', count: 8, classIndex: null, canChange: true },
      { value: 'neutral', count: 6, classIndex: 1, canChange: false },
    ]);
    const one = pairsWith(labelMeanings(german, classes, ''), classes, 'zufrieden', 2);
    expect(one).toBe('zufrieden=positive');
    const both = pairsWith(labelMeanings(german, classes, one), classes, 'unzufrieden', 0);
    expect(classesOf(german, both)).toEqual([
      ['zufrieden', 2],
      ['unzufrieden', 0],
      ['neutral', 1],
    ]);
    expect(pairsWith(labelMeanings(german, classes, both), classes, 'zufrieden', null)).toBe(
      'unzufrieden=negative',
    );
  });

  it('is stated of all numbers once it is of one: their order would count no longer', () => {
    const stars = values('0', '1', '2', '3');
    expect(classesOf(stars, '')).toEqual([
      ['0', 0],
      ['1', 1],
      ['2', 2],
      ['3', null],
    ]);
    const pairs = pairsWith(labelMeanings(stars, classes, ''), classes, '3', 2);
    expect(classesOf(stars, pairs)).toEqual([
      ['0', 0],
      ['1', 1],
      ['2', 2],
      ['3', 2],
    ]);
  });

  it('cannot be stated of what holds the marks of pairs', () => {
    expect(labelMeanings(values('a=b', 'x, y'), classes, '').map(({ canChange }) => canChange)).toEqual([
      false,
      false,
    ]);
  });

  it('is asked of each label in lists, most frequent first; what is no list is left out', () => {
    const lists = values('glad; cross', '["cross","sad"]', '[]', '[broken');
    expect(labelsInLists(lists, 2)).toEqual({
      values: [
        { value: 'cross', count: 17 },
        { value: 'glad', count: 9 },
      ],
      hasMore: true,
    });
  });
});
