import { bootstrapMean, type Interval } from '../math/bootstrap';
import { Random } from '../math/random';
import type { Agreement, PairAgreement } from './agreement';
import type { Faithfulness } from './faithfulness';
import type { BoundedAopc, NormalisedAopc } from './normalised-aopc';

/**
 * What was found of each text: one thing, or one for each of its classes. The classes of a text are no texts of their own:
 * a text counts once, by their mean.
 */
export type ByText<T> = readonly (readonly T[])[];

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
export function meanAgreement(texts: ByText<Agreement>, seed: number): MeanPairAgreement[] {
  const random = new Random(seed);
  const [model] = texts.flat();
  if (!model) return [];
  if (texts.flat().some(({ pairs }) => pairs.length !== model.pairs.length)) {
    throw new RangeError('All texts must be compared by the same methods.');
  }
  return model.pairs.map(({ first, second }, p) => {
    const interval = (name: 'topOverlap' | 'spearman' | 'kendall' | 'signs'): Interval | null =>
      meanOfTexts(texts, ({ pairs }) => (pairs[p] as PairAgreement)[name], random);
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

export function meanAopc(texts: ByText<Faithfulness>, seed: number): MeanFaithfulnessAopc {
  const random = new Random(seed);
  return {
    comprehensiveness: meanOfTexts(texts, ({ comprehensivenessAopc }) => comprehensivenessAopc, random),
    sufficiency: meanOfTexts(texts, ({ sufficiencyAopc }) => sufficiencyAopc, random),
  };
}

/**
 * Mean normalised areas over many texts, with 95 % bootstrap intervals. A text whose orders all have the same area is
 * left out.
 */
export interface MeanNormalisedAopc extends MeanFaithfulnessAopc {
  /** The number of texts for whose classes the limits are those of all orders. */
  readonly exact: number;
}

export function meanNormalisedAopc(texts: ByText<NormalisedAopc>, seed: number): MeanNormalisedAopc {
  const random = new Random(seed);
  const mean = (of: (aopc: NormalisedAopc) => BoundedAopc): Interval | null =>
    meanOfTexts(texts, (aopc) => of(aopc).normalised, random);
  return {
    comprehensiveness: mean(({ comprehensiveness }) => comprehensiveness),
    sufficiency: mean(({ sufficiency }) => sufficiency),
    exact: texts.filter((classes) => classes.every(({ exact }) => exact)).length,
  };
}

/** The mean of what texts have of a number, with its bootstrap interval; null where none has it. */
export function meanOfTexts<T>(
  texts: ByText<T>,
  of: (one: T) => number | null,
  random: Random,
): Interval | null {
  const means = texts.flatMap((classes) => {
    const known = classes.map(of).filter((number) => number !== null);
    return known.length > 0 ? [known.reduce((sum, number) => sum + number, 0) / known.length] : [];
  });
  return means.length > 0 ? bootstrapMean(means, random) : null;
}
