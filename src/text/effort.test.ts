import { describe, expect, it } from 'vitest';
import { randomTable, tableGame } from '../../test/synthetic';
import { Run } from '../../core/attribution/run';
import { partitionShap } from '../../core/attribution/shapley/partition-shap';
import { binaryTree, featureTree } from '../../core/text/hierarchy';
import { sentences } from '../../core/text/sentences';
import { wordSpans } from '../../core/text/words';
import { classificationOf } from '../explain/testing';
import {
  comparedNames,
  finerRequest,
  firstRequest,
  areSentencesExact,
  hasSentences,
  namesOf,
  otherRequests,
  expectedRows,
} from './effort';

const sized = (words: number, windows = 1) => {
  const tokens = words + 2;
  return classificationOf({ words, tokens, seenTokens: tokens, readTokens: tokens * windows, windows });
};

/** Of one sentence, whose phrases are what there is to know. */
const text = 'Good film';

describe('the effort for a text', () => {
  it('is quick for short ones, and none unasked for long ones', () => {
    expect(firstRequest(text, sized(40), 'automatic')).toMatchObject({ settings: { budget: 'quick' } });
    expect(firstRequest(text, sized(40), 'words')).toMatchObject({ settings: { budget: 'quick' } });
    expect(firstRequest(text, sized(41), 'automatic')).toBeNull();
    expect(firstRequest(text, sized(41), 'words')).toMatchObject({ settings: { budget: 'normal' } });
    expect(firstRequest(text, sized(41), 'phrases')).toMatchObject({
      method: 'partition-shap',
      settings: { evaluations: 48 },
    });
  });

  it('is refined for short texts, and for the phrases of those of few windows', () => {
    expect(finerRequest(sized(60), 'phrases')).toEqual({
      method: 'partition-shap',
      settings: { budget: 'quick' },
    });
    expect(finerRequest(sized(900, 10), 'phrases')).toBeNull();
    expect(finerRequest(sized(20), 'automatic')).toMatchObject({ settings: { budget: 'normal' } });
    expect(finerRequest(sized(41), 'words')).toBeNull();
    expect(otherRequests(true).map(({ method }) => method)).toEqual(['lime', 'integrated-gradients']);
    expect(otherRequests(false).map(({ method }) => method)).toEqual(['lime']);
    expect(comparedNames(['lime', 'integrated-gradients'])).toBe(
      'Shapley values, LIME and Integrated Gradients',
    );
    expect([comparedNames(['lime']), namesOf(['lime'])]).toEqual(['Shapley values and LIME', 'LIME']);
  });

  it.each([
    ['Good. Bad. Fine.', 8],
    ['Good. Bad. Fine. Poor. Great. Dull. Nice. Sad.', 44],
    ['Good. Bad. Fine. Poor. Great. Dull. Nice. Sad. Odd.', null],
  ])('by sentence takes the rows of its sentences, and is exact then: %s', async (text, rows) => {
    expect(hasSentences(text, 1)).toBe(rows !== null);
    const words = wordSpans(text);
    const game = tableGame(words.length, randomTable(words.length, 1));
    const tree = binaryTree(featureTree(text, words)!);
    const sums = async (evaluations: number) => {
      const { values } = await partitionShap(game, tree, { evaluations }, new Run({}));
      return sentences(text).map(({ start, end }) =>
        words.reduce(
          (sum, word, at) => (word.start >= start && word.start < end ? sum + values[at]! : sum),
          0,
        ),
      );
    };
    const { settings } = firstRequest(text, sized(60), 'phrases') as { settings: { evaluations: number } };
    expect(settings.evaluations).toBe(rows ?? 48);
    const last = await sums(1e6);
    const errorOf = async (evaluations: number) =>
      Math.max(...(await sums(evaluations)).map((sum, at) => Math.abs(sum - last[at]!)));
    expect((await errorOf(settings.evaluations)) < 1e-9).toBe(rows !== null);
    expect(areSentencesExact(text, 1, { settings })).toBe(rows !== null);
    // And no row less would do.
    expect(areSentencesExact(text, 1, { settings: { evaluations: settings.evaluations - 2 } })).toBe(false);
    expect(await errorOf(settings.evaluations - 2)).toBeGreaterThan(1e-9);
  });

  it('by sentence takes as many rows of windows as sentences could at worst, wherever these are cut', async () => {
    // Each sentence is as long as all behind it: they are told apart one after the other.
    const text = 'A b c d e f g. H i j. Good. Bad.';
    const words = wordSpans(text);
    const tree = binaryTree(featureTree(text, words)!);
    const chain = tree.children[1]!.children[1]!;
    expect([tree, tree.children[1]!, chain].map((node) => node.manySentences)).toEqual([true, true, true]);
    expect(firstRequest(text, sized(60, 1), 'phrases')).toMatchObject({ settings: { evaluations: 16 } });
    expect(firstRequest(text, sized(60, 3), 'phrases')).toMatchObject({ settings: { evaluations: 16 } });
    expect(hasSentences('So it goes. '.repeat(5), 2)).toBe(true);
    expect(hasSentences('So it goes. '.repeat(6), 2)).toBe(false);
    expect(hasSentences('So it goes', 2)).toBe(false);
    // Nothing would follow: the phrases of so long a text are not refined.
    expect(firstRequest(text, sized(900, 10), 'phrases')).toMatchObject({ settings: { evaluations: 48 } });
  });

  it('takes as many rows as its sentences or words have it take, in every window', () => {
    const size = sized(100);
    const phrases = firstRequest(text, size, 'phrases')!;
    expect(expectedRows(phrases, size)).toBe(48);
    // Ten windows of a tenth of the words each: as many rows a window as its words take, in each.
    const windows = classificationOf({
      words: 1000,
      tokens: 1002,
      seenTokens: 1002,
      readTokens: 1000,
      windows: 10,
    });
    expect(expectedRows(firstRequest(text, windows, 'phrases')!, windows)).toBe(480);
    expect(expectedRows(firstRequest(text, size, 'words')!, size)).toBeGreaterThan(48);
  });
});
