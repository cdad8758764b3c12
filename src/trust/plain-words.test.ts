import { describe, expect, it } from 'vitest';
import type { MethodAssessment } from '../../core/assessment/assess';
import type { Explanation } from '../../core/attribution/explanation';
import {
  agreementInWords,
  errorsInWords,
  faithfulnessInWords,
  stabilityInWords,
  sumInWords,
} from './plain-words';

const explanation: Explanation = {
  method: 'kernel-shap',
  target: { classIndex: 0, output: 'probability' },
  unit: 'word',
  spans: [
    { start: 0, end: 1 },
    { start: 2, end: 3 },
  ],
  values: [0.5, -0.01],
  standardErrors: [0.01, 0.008],
  baseValue: 0.1,
  outputValue: 0.59,
  delta: 0,
  evaluations: 4,
  seconds: 1,
  settings: {},
  diagnostics: {},
  notes: [],
};

describe('agreementInWords', () => {
  const pair = { first: 0, second: 1, topOverlap: 1, kendall: null };
  const say = (spearman: number | null, signs: number | null) =>
    agreementInWords({
      agreement: { topK: 5, order: 'absolute', top: [], pairs: [{ ...pair, spearman, signs }] },
    });

  it('judges the order of the words', () => {
    expect(say(0.9, 1)).toMatch(/nearly the same order \(rank correlation 0\.90\) and give 100\.0 % /);
    expect(say(0.6, 1)).toMatch(/a similar order/);
    expect(say(-0.2, 0.5)).toMatch(/different orders/);
  });

  it('says so where there is nothing to compare', () => {
    expect(say(null, null)).toMatch(/too few words/);
  });
});

describe('sumInWords', () => {
  it('speaks of methods that promise a sum', () => {
    expect(sumInWords(explanation)).toMatch(/add up to the output to four decimals/);
    expect(sumInWords({ ...explanation, delta: -0.004 })).toMatch(/but for 0\.0040/);
    expect(sumInWords({ ...explanation, method: 'lime' })).toBeNull();
  });
});

describe('errorsInWords', () => {
  it('counts the words whose sign is not clear', () => {
    expect(errorsInWords(explanation)).toMatch(/up to ± 0\.0100 .* the sign of 1 of 2 words is not clear/);
    expect(errorsInWords({ ...explanation, standardErrors: [0.001, 0.001] })).toMatch(/every word is clear/);
    expect(errorsInWords({ ...explanation, standardErrors: [0, 0] })).toMatch(/exact/);
    expect(errorsInWords({ ...explanation, standardErrors: null })).toBeNull();
  });

  it('does not take for exact what every sample of LIME repeats: its fit counts too', () => {
    const oneWord = {
      ...explanation,
      method: 'lime',
      values: [0.292],
      standardErrors: [0],
      diagnostics: { r2: 0.62, missAtText: -0.17, missAtEmpty: 0.29 },
    } as const;
    expect(errorsInWords(oneWord)).toBe(
      'LIME: its local model has R² 0.62 and misses the output by −0.170 at the text and +0.290 at the empty text; ' +
        'the sign of no word is clear.',
    );
    const fitted = { ...oneWord, diagnostics: { r2: 0.97, missAtText: 0.002 } };
    expect(errorsInWords(fitted)).toMatch(
      /misses .* by \+0\.002 at the text; the sign of every word is clear/,
    );
  });
});

describe('an assessment', () => {
  const faithfulness = (aopc: number) => ({
    comprehensiveness: [aopc],
    sufficiency: [0],
    comprehensivenessAopc: aopc,
    sufficiencyAopc: 0,
  });
  const assessed = (aopc: number, stability: number | null = null): MethodAssessment => ({
    method: 'lime',
    faithfulness: faithfulness(aopc),
    normalisedAopc: {
      comprehensiveness: { value: aopc, lower: 0, upper: 1, normalised: aopc },
      sufficiency: { value: 0, lower: 0, upper: 1, normalised: 0 },
      exact: true,
    },
    stability,
  });
  const controls = { random: faithfulness(0.2), leaveOneOut: faithfulness(0.4) };

  it('holds methods against words at random', () => {
    const methods = [assessed(0.4), assessed(0.2), assessed(0.1)];
    const [more, same, less] = faithfulnessInWords({ methods, controls });
    expect(more).toMatch(/costs 0\.400 .* more than words at random \(0\.200\)/);
    expect(same).toMatch(/no more than words at random/);
    expect(less).toMatch(/ less than words at random/);
  });

  it('says how far seeds matter', () => {
    expect(stabilityInWords({ methods: [assessed(0, 0.9), assessed(0)], controls }, 5)).toEqual([
      'LIME: two runs with different seeds share 90.0 % of their top 5 words.',
      'LIME: no chance in it, always the same.',
    ]);
  });
});
