import { describe, expect, it } from 'vitest';
import { UsageError } from '../cli/options';
import { classOption } from './class-option';
import { methodRequests } from './methods-option';

const shared = { removal: 'pad', baseline: 'mask', estimator: 'regression', seed: 7 } as const;

describe('methodRequests', () => {
  it('gives each method the settings that it has', () => {
    const names = ['kernel-shap', 'lime', 'integrated-gradients', 'gradient-shap', 'saliency'];
    expect(methodRequests(names, { ...shared, evaluations: 300, steps: 20 })).toEqual([
      {
        method: 'kernel-shap',
        settings: { removal: 'pad', seed: 7, estimator: 'regression', evaluations: 300 },
      },
      { method: 'lime', settings: { removal: 'pad', seed: 7, samples: 300 } },
      { method: 'integrated-gradients', settings: { baseline: 'mask', steps: 20, maxSteps: 20 } },
      { method: 'gradient-shap', settings: { seed: 7 } },
      { method: 'saliency', settings: {} },
    ]);
  });

  it('refuses unknown and repeated methods', () => {
    expect(() => methodRequests(['shap'], shared)).toThrow(/--methods: there is no "shap"\. Methods are/);
    expect(() => methodRequests(['lime', ' lime'], shared)).toThrow(UsageError);
  });
});

describe('classOption', () => {
  const classes = ['negative', 'neutral', 'positive'];

  it('knows classes by number and name, and "predicted"', () => {
    expect(classOption('2', classes)).toBe(2);
    expect(classOption('neutral', classes)).toBe(1);
    expect(classOption('predicted', classes)).toBeNull();
  });

  it('takes a name before a number', () => {
    const stars = ['1', '2', '3', '4', '5'];
    expect(classOption('1', stars)).toBe(0);
    expect(classOption('5', stars)).toBe(4);
    expect(classOption('0', stars)).toBe(0);
    expect(classOption('Pos', classes)).toBe(2);
    expect(classOption('predicted', ['other', 'predicted'])).toBe(1);
  });

  it.each(['3', 'happy', '-1', ''])('refuses "%s"', (value) => {
    expect(() => classOption(value, classes)).toThrow(
      /It has 0 \(negative\), 1 \(neutral\), 2 \(positive\)\./,
    );
  });
});
