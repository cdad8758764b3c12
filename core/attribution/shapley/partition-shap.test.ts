import { expect, it } from 'vitest';
import { tableGame } from '../../../test/synthetic';
import { binaryTree, featureTree } from '../../text/hierarchy';
import { wordSpans } from '../../text/words';
import { Run } from '../run';
import { partitionShap } from './partition-shap';

it('gives sentences their values before it looks into any of them', async () => {
  const text = 'Good. Bad. One two three four five six.';
  const words = wordSpans(text);
  const sentenceOf = (word: number) => (word < 2 ? 0 : word < 4 ? 1 : 2);
  const players = words.length;
  // Two sentences cancel each other; the third has by far the most to divide.
  const game = tableGame(
    players,
    Array.from({ length: 2 ** players }, (_, coalition) => {
      const has = (sentence: number) =>
        words.some((_, word) => sentenceOf(word) === sentence && (coalition >> word) & 1);
      return (has(0) ? 0.2 : 0) - (has(1) ? 0.2 : 0) + (has(2) ? 0.7 : 0);
    }),
  );
  const tree = binaryTree(featureTree(text, words)!);
  const { values } = await partitionShap(game, tree, { evaluations: 8 }, new Run({}));
  const sums = [0, 0, 0];
  values.forEach((value, word) => (sums[sentenceOf(word)]! += value));
  [0.2, -0.2, 0.7].forEach((expected, sentence) => expect(sums[sentence]).toBeCloseTo(expected, 12));
});
