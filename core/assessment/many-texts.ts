import { bootstrapMean, type Interval } from '../math/bootstrap';
import { Random } from '../math/random';
import type { Agreement, PairAgreement } from './agreement';
import type { Faithfulness } from './faithfulness';
import type { BoundedAopc, NormalisedAopc } from './normalised-aopc';

/** The agreement of two methods over many texts: means with 95 % bootstrap intervals. Null if no text has a number. */
export interface MeanPairAgreement {
  readonly first: number;
  readonly second: number;
  readonly topOverlap: Interval | null;
  readonly spearman: Interval | null;
  readonly kendall: Interval | null;
  readonly signs: Interval | null;
}

/**
 * Averages the agreement of the same methods over many texts. A text that has no such number (one word has no rank
 * correlation) is left out of the mean.
 *
 * @throws RangeError when the texts were not compared by the same number of methods
 */
export function meanAgreement(texts: readonly Agreement[], seed: number): MeanPairAgreement[] {
  const random = new Random(seed);
  const [model] = texts;
  if (!model) return [];
  if (texts.some(({ pairs }) => pairs.length !== model.pairs.length)) {
    throw new RangeError('All texts must be compared by the same methods.');
  }
  return model.pairs.map(({ first, second }, p) => {
    const interval = (name: 'topOverlap' | 'spearman' | 'kendall' | 'signs'): Interval | null =>
      intervalOf(
        texts.map(({ pairs }): PairAgreement => pairs[p]!).map((pair) => pair[name]),
        random,
      );
    return {
      first,
      second,
      topOverlap: interval('topOverlap'),
      spearman: interval('spearman'),
      kendall: interval('kendall'),
      signs: interval('signs'),
    };
  });
}

/** Mean areas of one method's faithfulness curves over many texts, with 95 % bootstrap intervals. */
export interface MeanFaithfulnessAopc {
  readonly comprehensiveness: Interval | null;
  readonly sufficiency: Interval | null;
}

export function meanAopc(texts: readonly Faithfulness[], seed: number): MeanFaithfulnessAopc {
  const random = new Random(seed);
  return {
    comprehensiveness: intervalOf(
      texts.map(({ comprehensivenessAopc }) => comprehensivenessAopc),
      random,
    ),
    sufficiency: intervalOf(
      texts.map(({ sufficiencyAopc }) => sufficiencyAopc),
      random,
    ),
  };
}

/**
 * Mean normalised areas over many texts, with 95 % bootstrap intervals. A text whose orders all have the same area is
 * left out.
 */
export interface MeanNormalisedAopc extends MeanFaithfulnessAopc {
  /** The number of texts for which the limits are those of all orders. */
  readonly exact: number;
}

export function meanNormalisedAopc(texts: readonly NormalisedAopc[], seed: number): MeanNormalisedAopc {
  const random = new Random(seed);
  const mean = (of: (text: NormalisedAopc) => BoundedAopc): Interval | null =>
    intervalOf(
      texts.map((text) => of(text).normalised),
      random,
    );
  return {
    comprehensiveness: mean(({ comprehensiveness }) => comprehensiveness),
    sufficiency: mean(({ sufficiency }) => sufficiency),
    exact: texts.filter(({ exact }) => exact).length,
  };
}

/** The mean of the numbers that are not null, with its bootstrap interval. */
export function intervalOf(numbers: readonly (number | null)[], random: Random): Interval | null {
  const known = numbers.filter((number) => number !== null);
  return known.length > 0 ? bootstrapMean(known, random) : null;
}
