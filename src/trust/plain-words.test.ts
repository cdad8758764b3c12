import { describe, expect, it } from 'vitest';
import type { MethodAssessment } from '../../core/assessment/assess';
import type { Explanation } from '../../core/attribution/explanation';
import { unitOf } from '../compare/unit';
import { explanationBy } from '../explain/testing';
import { errorsInWords, luckInWords, matterInWords, sumsInWords } from './plain-words';

const unit = unitOf('probability');
const explanation: Explanation = explanationBy('kernel-shap', {
  values: [0.5, -0.01],
  standardErrors: [0.01, 0.008],
  baseValue: 0.1,
  outputValue: 0.59,
});

describe('sumsInWords', () => {
  const lime: Explanation = { ...explanation, method: 'lime' };

  it('speaks once of all methods that promise a sum, and says by how much they miss it', () => {
    const gradients: Explanation = { ...explanation, method: 'integrated-gradients', delta: -0.004 };
    expect(sumsInWords([explanation, lime, gradients], unit)).toBe(
      'Base value and values add up to the output: KernelSHAP, Integrated Gradients (but for 0.400 points).',
    );
  });

  it('says nothing where no method promises one', () => {
    expect(sumsInWords([lime], unit)).toBeNull();
  });
});

describe('errorsInWords', () => {
  const say = (changes: Partial<Explanation>) => errorsInWords({ ...explanation, ...changes }, unit);

  it('counts the words whose direction is not clear', () => {
    expect(say({})).toMatch(/up to ± 1\.00 points .* the direction of 1 of 2 words is not clear/);
    expect(say({ standardErrors: [0.001, 0.001] })).toMatch(/every word is clear/);
    expect(say({ standardErrors: [0, 0] })).toMatch(/exact/);
    expect(say({ standardErrors: null })).toBeNull();
  });

  it('does not take for exact what every sample of LIME repeats: its fit counts too', () => {
    const oneWord = {
      method: 'lime',
      values: [0.292],
      standardErrors: [0],
      diagnostics: { r2: 0.62, missAtText: -0.17, missAtEmpty: 0.29 },
    } as const;
    expect(say(oneWord)).toBe(
      'LIME: its local model has R² 0.62 and misses the output by −17.0 points at the text and +29.0 at the empty text; ' +
        'the direction of no word is clear.',
    );
    expect(say({ ...oneWord, diagnostics: { r2: 0.97, missAtText: 0.002 } })).toMatch(
      /misses .* by \+0\.2 points at the text; the direction of every word is clear/,
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
  const normalisedAopc = (aopc: number) => ({
    comprehensiveness: { value: aopc, lower: 0, upper: 0.5, normalised: 2 * aopc },
    sufficiency: { value: 0, lower: 0, upper: 1, normalised: 0 },
    exact: true,
  });
  const control = (aopc: number) => ({ ...faithfulness(aopc), normalisedAopc: normalisedAopc(aopc) });
  const assessed = (
    method: MethodAssessment['method'],
    aopc: number,
    stability: number | null = null,
  ): MethodAssessment => ({
    method,
    faithfulness: faithfulness(aopc),
    normalisedAopc: normalisedAopc(aopc),
    stability,
  });
  const controls = { random: control(0.2), leaveOneOut: control(0.4) };
  const matter = (...methods: MethodAssessment[]) => matterInWords({ methods, controls }, unit);

  it('holds methods against words at random', () => {
    expect(matter(assessed('lime', 0.4), assessed('saliency', 0.45))).toBe(
      'Yes: with the words gone that they name first, the output moves by −40.0 to −45.0 points on average; ' +
        'by −20.0 points at random. That is 80 to 90 % of the way from the worst order of words to the best; ' +
        'leaving out one word at a time goes 80 % and an order at random goes 40 %.',
    );
    expect(matter(assessed('lime', 0.21), assessed('saliency', 0.1))).toMatch(
      /^No more than chance: .* −20\.0/,
    );
    expect(matter(assessed('lime', 0.4), assessed('saliency', 0.1))).toMatch(
      /^Those of LIME do: .* Those of Saliency do not \(−10\.0 points\): do not lean on their order\.$/,
    );
  });

  it('takes no order for better than chance where chance raises the output', () => {
    const raising = { random: control(-0.2), leaveOneOut: control(0) };
    expect(matterInWords({ methods: [assessed('lime', -0.2)], controls: raising }, unit)).toMatch(
      /^No more than chance/,
    );
  });

  it('says how far seeds matter', () => {
    const lime = explanationBy('lime', { standardErrors: [0.012, 0.002] });
    const gradients = explanationBy('integrated-gradients');
    const assessment = {
      methods: [assessed('lime', 0, 0.9), assessed('integrated-gradients', 0)],
      controls,
    };
    expect(luckInWords([lime, gradients], assessment, 5, unit)).toBe(
      'Two runs with different seeds share on average 90 % (LIME) of their 2 strongest words. There is no chance in Integrated Gradients.',
    );
    expect(luckInWords([lime, gradients], null, 5, unit)).toBe(
      'With other random numbers a value moves by up to ± 1.2 points (one standard error). There is no chance in Integrated Gradients.',
    );
    expect(luckInWords([gradients], null, 5, unit)).toMatch(/^No: no chance/);
    expect(luckInWords([explanationBy('lime', { standardErrors: [0, 0] })], null, 5, unit)).toMatch(/exact/);
  });
});
