import { describe, expect, it } from 'vitest';
import { methodNames } from '../../core/attribution/methods/all';
import { defaultSettings } from '../../core/attribution/method-settings';
import {
  advancedFields,
  advancedFieldsOf,
  budgetInWords,
  defaultChoices,
  formFields,
  problemsOf,
  requestsOf,
} from './choices';

describe('formFields', () => {
  it('shows what is explained and how exactly at once, all else under Advanced', () => {
    const rest = advancedFields.map(([name]) => name);
    expect(formFields.map(([name]) => name).filter((name) => !rest.includes(name))).toEqual([
      'output',
      'budget',
    ]);
    for (const [, { help }] of advancedFields) expect(help).not.toBe('');
  });

  it('has under Advanced only what the chosen methods have, and what is wrong', () => {
    const namesOf = (changes: Partial<typeof defaultChoices>) =>
      advancedFieldsOf({ ...defaultChoices, ...changes }).map(([name]) => name);
    expect(namesOf({ methods: ['integrated-gradients'] })).toContain('steps');
    expect(namesOf({ methods: ['integrated-gradients'] })).not.toContain('evaluations');
    expect(namesOf({ methods: ['saliency'] })).not.toContain('steps');
    expect(namesOf({ methods: ['saliency'], steps: 0 })).toContain('steps');
    expect(namesOf({ methods: [] })).toEqual(expect.arrayContaining(['unit', 'longText', 'removal', 'topK']));
    expect(namesOf({ methods: [...methodNames] })).toEqual(advancedFields.map(([name]) => name));
  });

  it('says what a budget stops at', () => {
    expect(budgetInWords('quick', 'probability')).toBe('Errors of ± 2 points');
    expect(budgetInWords('normal', 'probability')).toBe('Errors of ± 0.5 points');
    expect(budgetInWords('normal', 'logit')).toBe('Errors of ± 0.02');
    expect(budgetInWords('exact', 'probability')).toMatch(/All groups/);
  });

  it('has a field for every setting of every method, each label once', () => {
    const labels = formFields.map(([, { label }]) => label);
    expect(new Set(labels).size).toBe(labels.length);
    const names = formFields.map(([name]) => name as string);
    for (const method of methodNames) {
      const gradients = method === 'gradient-shap';
      for (const name of Object.keys(defaultSettings[method])) {
        expect(names).toContain(gradients && name === 'samples' ? 'gradientSamples' : name);
      }
    }
  });
});

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
      until: -0.1,
    });
    expect(Object.keys(problems).sort()).toEqual([
      'evaluations',
      'methods',
      'samples',
      'seed',
      'steps',
      'topK',
      'until',
    ]);
    expect(problems.steps).toBe('A whole number from 2 to 1,000.');
    expect(problems.until).toBe('A number from 0 to 1.');
  });

  it('takes an empty number of evaluations for the default', () => {
    expect(problemsOf({ ...defaultChoices, evaluations: null })).toEqual({});
  });
});

describe('requestsOf', () => {
  it('gives each chosen method the settings that it has', () => {
    const [lime, gradients] = requestsOf({
      ...defaultChoices,
      methods: ['lime', 'integrated-gradients'],
      steps: 500,
      evaluations: 400,
      seed: 7,
    });
    expect(lime).toMatchObject({ method: 'lime', settings: { removal: 'mask', samples: 400, seed: 7 } });
    expect(gradients).toMatchObject({
      method: 'integrated-gradients',
      settings: { baseline: 'mask', steps: 500 },
    });
  });

  it('asks by default for the defaults, which explanations state, and for no setting that a method lacks', () => {
    for (const { method, settings } of requestsOf({ ...defaultChoices, methods: methodNames })) {
      const { unit, longText, ...own } = defaultSettings[method] as Record<string, unknown>;
      expect(settings).toEqual(own);
      expect([unit, longText]).toEqual(['word', 'windows']);
    }
  });

  it('leaves methods that need gradients out where the model gives none', () => {
    const chosen = (gradients: boolean) => requestsOf(defaultChoices, gradients).map(({ method }) => method);
    expect(chosen(true)).toEqual(defaultChoices.methods);
    expect(chosen(false)).toEqual(defaultChoices.methods.filter((name) => name !== 'integrated-gradients'));
  });

  it('refuses choices with problems', () => {
    expect(() => requestsOf({ ...defaultChoices, seed: null })).toThrow(/whole number/);
  });
});
