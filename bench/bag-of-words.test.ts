import { describe, expect, it } from 'vitest';
import { Random } from '../core/math/random';
import { bagOf, trainBagOfWords, wordsOf } from './bag-of-words';

describe('a bag of words', () => {
  it('has each word once, whatever its case', () => {
    expect(wordsOf("It's a well-known FACT, it's 4!")).toEqual([
      "it's",
      'a',
      'well-known',
      'fact',
      "it's",
      '4',
    ]);
    expect([...bagOf("It's it's IT'S")]).toHaveLength(1);
    expect(bagOf('!?')).toHaveLength(0);
  });

  it('is learnt where words decide, and not where their order does', () => {
    const random = new Random(5);
    const pick = <T>(list: readonly T[]) => list[Math.floor(random.uniform() * list.length)]!;
    const rows = Array.from({ length: 600 }, (_, i) => {
      const noise = `${pick(['table', 'monday', 'train'])} ${pick(['it', 'was', 'so'])}`;
      const word = pick(
        [
          ['bad', 'awful'],
          ['plain', 'usual'],
          ['good', 'lovely'],
        ][i % 3]!,
      );
      return { bag: bagOf(`${noise} ${word}`), label: i % 3 };
    });
    const accuracy = (all: typeof rows, classes: number) => {
      const answer = trainBagOfWords(all.slice(0, 400), { classes, epochs: 3, seed: 1 });
      return all.slice(400).filter(({ bag, label }) => answer(bag) === label).length / (all.length - 400);
    };
    expect(accuracy(rows, 3)).toBeGreaterThan(0.98);
    const ordered = Array.from({ length: 600 }, (_, i) => {
      const [a, b] = i % 2 === 0 ? ['cat', 'dog'] : ['dog', 'cat'];
      return { bag: bagOf(`${a} bites ${b}`), label: i % 2 };
    });
    expect(accuracy(ordered, 2)).toBeLessThan(0.6);
  });
});
