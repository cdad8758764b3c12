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
      { value: 'zufrieden', count: 9, classIndex: null, canChange: true, isCounted: false },
      { value: 'unzufrieden', count: 8, classIndex: null, canChange: true, isCounted: false },
      { value: 'neutral', count: 6, classIndex: 1, canChange: false, isCounted: false },
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

  it('is by their order alone of numbers that nobody said anything of', () => {
    const counted = (pairs: string) =>
      labelMeanings(values('0', '1', '7', 'positive'), classes, pairs).map(({ isCounted }) => isCounted);
    expect(counted('')).toEqual([true, true, false, false]);
    expect(counted('1=positive')).toEqual([false, false, false, false]);
  });

  it('is one of labels that differ in case and white space alone, stated once', () => {
    const all = labelMeanings(values('Yes', 'no', 'yes ', 'NO'), classes, '');
    expect(all.map(({ value, count }) => [value, count])).toEqual([
      ['Yes', 16],
      ['no', 14],
    ]);
    const pairs = pairsWith(all, classes, 'Yes', 2);
    expect(pairsWith(labelMeanings(values('Yes', 'yes'), classes, pairs), classes, 'Yes', 0)).toBe(
      'Yes=negative',
    );
  });

  it('can be a class whose name holds the marks of pairs', () => {
    const odd = ['no', 'yes, really', 'a=b'];
    const pairs = pairsWith(labelMeanings(values('1', 'x'), odd, ''), odd, 'x', 1);
    expect(labelMeanings(values('x'), odd, pairs)[0]!.classIndex).toBe(1);
  });

  it('is by name alone where nothing that was stated can be understood', () => {
    for (const broken of ['a', 'a=b', 'a=negative,a=positive']) {
      expect(classesOf(values('positive', 'a'), broken)).toEqual([
        ['positive', 2],
        ['a', null],
      ]);
    }
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
