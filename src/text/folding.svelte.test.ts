import { describe, expect, it } from 'vitest';
import { Folding } from './folding.svelte';

/** Three sentences of two words each. */
const sentences = [0, 2, 4].map((firstWord) => ({ firstWord, endWord: firstWord + 2 }));

describe('folded sentences', () => {
  const openOf = (folding: Folding) => sentences.map((_, place) => folding.isOpen(place));

  it('open and fold one by one, and all fold again for another text', () => {
    const folding = new Folding(() => true);
    expect(openOf(folding)).toEqual([false, false, false]);
    folding.open(1);
    folding.open(2);
    folding.fold(2);
    expect([openOf(folding), folding.size]).toEqual([[false, true, false], 1]);
    folding.forget();
    expect(openOf(folding)).toEqual([false, false, false]);
  });

  it('are none of a text that cannot be folded', () => {
    expect(openOf(new Folding(() => false))).toEqual([true, true, true]);
  });

  it('open for words that come to be told of, and stay folded while the same is told', () => {
    const folding = new Folding(() => true);
    folding.tell([1, 4], sentences);
    expect(openOf(folding)).toEqual([true, false, true]);
    folding.fold(0);
    folding.tell([1, 4], sentences);
    expect(openOf(folding)).toEqual([false, false, true]);
    folding.tell([1, 2, 4], sentences);
    expect(openOf(folding)).toEqual([false, true, true]);
    // Told anew.
    folding.tell([], sentences);
    folding.tell([1], sentences);
    expect(openOf(folding)).toEqual([true, true, true]);
  });

  it('open for the same words of another text', () => {
    const folding = new Folding(() => true);
    folding.tell([0], sentences);
    folding.forget();
    folding.tell([0], sentences);
    expect(openOf(folding)).toEqual([true, false, false]);
  });
});
