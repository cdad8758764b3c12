import { describe, expect, it } from 'vitest';
import { gatherTexts, typedTexts, type TeachText } from './texts';

const plain = ({ text, label, isDisputed }: TeachText) => [text, label, isDisputed] as const;

describe('texts to be taught', () => {
  it('are the lines that were typed, each once, without those that are blank', () => {
    const { texts, doubles, blank } = gatherTexts([], typedTexts('Good.\r\n\n  Bad. \nGood.\n'));
    expect(texts.map(plain)).toEqual([
      ['Good.', null, false],
      ['Bad.', null, false],
    ]);
    expect([doubles, blank]).toEqual([1, 2]);
  });

  it('lose a label that contradicts another, and never one that a reader gave', () => {
    const brought = [
      { text: 'a', label: 0 },
      { text: 'a', label: 1 },
      { text: 'a', label: 0 },
      { text: 'b', label: null },
      { text: 'b', label: 1 },
      { text: 'c', label: 2 },
      { text: 'c', label: 2 },
    ];
    const first = gatherTexts([], brought);
    expect(first.texts.map(plain)).toEqual([
      ['a', null, true],
      ['b', 1, false],
      ['c', 2, false],
    ]);
    expect([first.disputed, first.doubles]).toEqual([1, 4]);
    const decided = first.texts.map((text) => ({ ...text, label: 0, isReaders: true, isDisputed: false }));
    const again = gatherTexts(decided, brought);
    expect(again.texts.map(plain)).toEqual([
      ['a', 0, false],
      ['b', 0, false],
      ['c', 0, false],
    ]);
    expect(again.disputed).toBe(0);
  });
});
