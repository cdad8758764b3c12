import { describe, expect, it } from 'vitest';
import { defaultSettings, methodNames } from '../../core/attribution/settings';
import { defaultChoices, methodRequests, problemsOf } from './choices';

describe('problemsOf', () => {
  it('finds none in the defaults', () => {
    expect(problemsOf(defaultChoices)).toEqual({});
  });

  it('names every field that is out of its range', () => {
    const problems = problemsOf({
      ...defaultChoices,
      methods: [],
      samples: 3,
      steps: 2.5,
      seed: -1,
      topK: null,
      evaluations: Number.NaN,
    });
    expect(Object.keys(problems).sort()).toEqual([
      'evaluations',
      'methods',
      'samples',
      'seed',
      'steps',
      'topK',
    ]);
    expect(problems.steps).toBe('A whole number from 2 to 1,000.');
  });

  it('takes an empty number of evaluations for the default', () => {
    expect(problemsOf({ ...defaultChoices, evaluations: null })).toEqual({});
  });
});

describe('methodRequests', () => {
  it('gives each chosen method the settings that it has', () => {
    expect(
      methodRequests({ ...defaultChoices, methods: ['lime', 'integrated-gradients'], steps: 500, seed: 7 }),
    ).toEqual([
      { method: 'lime', settings: { removal: 'mask', samples: 5000, seed: 7 } },
      { method: 'integrated-gradients', settings: { baseline: 'pad', steps: 500, maxSteps: 500 } },
    ]);
  });

  it('gives no method a setting that it lacks', () => {
    for (const { method, settings = {} } of methodRequests({ ...defaultChoices, methods: methodNames })) {
      const known: object = defaultSettings[method];
      expect(Object.keys(known)).toEqual(expect.arrayContaining(Object.keys(settings)));
    }
  });

  it('refuses choices with problems', () => {
    expect(() => methodRequests({ ...defaultChoices, seed: null })).toThrow(/whole number/);
  });
});
