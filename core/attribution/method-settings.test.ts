import { describe, expect, it } from 'vitest';
import { completeSettings } from './method-settings';

describe('completeSettings', () => {
  it('fills in defaults', () => {
    expect(completeSettings('saliency', { norm: 'l1' })).toEqual({
      unit: 'word',
      longText: 'windows',
      norm: 'l1',
    });
  });

  it.each([
    ['kernel-shap', { evaluations: 3 }, 'kernel-shap: evaluations is a whole number from 4, not 3.'],
    ['kernel-shap', { seed: 2 ** 32 }, /seed is a whole number from 0 to 4294967295/],
    ['kernel-shap', { seed: null }, /seed is a whole number .*, not null/],
    ['kernel-shap', { until: -1 }, /until is a number from 0, not -1/],
    ['kernel-shap', { until: Number.NaN }, /until is a number from 0, not NaN/],
    ['lime', { samples: 2.5 }, /samples is a whole number from 2, not 2.5/],
    ['lime', { kernelWidth: 0 }, /kernelWidth is a number from 0.000001, not 0/],
    ['lime', { occurrences: 'some' }, /occurrences is one of all, single, not some/],
    ['lime', { unit: 'line' }, /unit is one of word, token/],
    [
      'lime',
      { toString: 1 },
      /lime has no setting "toString"\. Its settings are unit, longText, removal, seed, budget/,
    ],
  ])('refuses %s with %j', (method, settings, message) => {
    expect(() => completeSettings(method as 'lime', settings as object)).toThrow(message);
  });

  it('takes null for a number that follows from the text', () => {
    expect(completeSettings('kernel-shap', { evaluations: null }).evaluations).toBeNull();
  });
});
