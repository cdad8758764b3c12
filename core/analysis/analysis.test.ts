import { describe, expect, it } from 'vitest';
import { mixedModel } from '../../test/mixed-model';
import { polynomialModel, special, tokenizeWords } from '../../test/synthetic';
import type { Explanation } from '../attribution/explanation';
import type { OutputActivation } from '../model/classifier';
import { Analysis } from './analysis';
import { explanationDocument } from './document';
import type { ExplainRequest } from './requests';
import { reasonsRows, reasonsTitle, usualReasons } from './text-reasons';

const text = 'the phone is good but the battery is really short';
const request: ExplainRequest = {
  text,
  longText: 'windows',
  methods: [{ method: 'leave-one-out' }, { method: 'gradient-shap', settings: { samples: 8 } }],
  classIndex: null,
  output: 'logit',
  unit: 'word',
  topK: 3,
};

function setUp(neutralTexts = ['a b', 'c']) {
  const model = polynomialModel();
  return { model, analysis: new Analysis(model, { special, tokenize: tokenizeWords }, neutralTexts) };
}

describe('Analysis', () => {
  it('explains the predicted class, with the neutral texts as the background', async () => {
    const { analysis } = setUp();
    const { probabilities, words } = await analysis.classify(request);
    const subject = await analysis.subject(request);
    expect(words).toBe(10);
    expect(probabilities[subject.target.classIndex]).toBe(Math.max(...probabilities));
    expect(subject.background).toEqual(
      ['a b', 'c'].map((neutral) => tokenizeWords(neutral).tokens.map(({ id }) => id)),
    );
    const { explanations } = await analysis.explain(request);
    expect(explanations.map(({ target }) => target)).toEqual([subject.target, subject.target]);
    expect(explanations[1]!.diagnostics['baselines']).toBe(2);
  });

  it('counts neither punctuation marks nor what cannot be seen among the words of a text', async () => {
    const { analysis } = setUp();
    const { words, marks } = await analysis.classify({ ...request, text: 'good . \u200B \u202E !! day' });
    expect({ words, marks }).toEqual({ words: 6, marks: 4 });
  });

  it('reads a text once for its predicted class, whether to classify or to explain it', async () => {
    const { model, analysis } = setUp();
    const rows = () => model.calls.reduce((sum, count) => sum + count, 0);
    const subject = await analysis.subject(request);
    expect(rows()).toBe(1);
    await analysis.subject(request);
    expect(rows()).toBe(1);
    await analysis.subject({ ...request, longText: 'truncate' });
    expect(rows()).toBe(2);
    expect((await analysis.subject({ ...request, classIndex: 0 })).target.classIndex).toBe(0);
    expect(rows()).toBe(2);
    expect((await analysis.subject(request)).target).toEqual(subject.target);
  });

  it('reads and explains a text with words struck out as the game does without them', async () => {
    const { analysis } = setUp();
    const struck = [{ start: 13, end: 17 }];
    const whole = await analysis.explain({ ...request, methods: [{ method: 'leave-one-out' }] });
    const { target } = whole.explanations[0]!;
    const [without] = (
      await analysis.explain({
        ...request,
        struck,
        classIndex: target.classIndex,
        methods: [{ method: 'leave-one-out' }],
      })
    ).explanations;
    const place = whole.explanations[0]!.spans.findIndex(({ start }) => start === 13);
    // Leave-one-out: the value of a word is what is lost without it.
    const lost = whole.explanations[0]!.values[place]!;
    expect(without!.outputValue).toBeCloseTo(whole.explanations[0]!.outputValue - lost, 10);
    expect(without!.spans).toEqual(whole.explanations[0]!.spans.filter(({ start }) => start !== 13));
    const { words } = await analysis.classify({ ...request, struck });
    expect(words).toBe(9);
  });

  it.each(['windows', 'truncate'] as const)(
    'explains another class or output of a text (%s) from the coalitions that it knows',
    async (longText) => {
      const words = Array.from({ length: 40 }, (_, i) => `w${i}`).join(' ');
      const model = polynomialModel(1, 16);
      const analysis = new Analysis(model, { special, tokenize: tokenizeWords }, []);
      const methods = [
        { method: 'leverage-shap', settings: { evaluations: 200, until: 0 } },
        { method: 'lime', settings: { samples: 100, bootstraps: 0 } },
        { method: 'leave-one-out' },
      ] as const;
      const about = { ...request, text: words, longText, methods, classIndex: 0 };
      const first = await analysis.explain(about);
      expect(first.evaluations).toBeGreaterThan(200);
      const rows = model.calls.length;
      for (const [classIndex, output] of [
        [1, 'logit'],
        [2, 'probability'],
        [0, 'logit'],
      ] as const) {
        const other = { ...about, classIndex, output };
        const found = await analysis.explain(other);
        expect(model.calls).toHaveLength(rows);
        expect(found.evaluations).toBe(0);
        const fresh = await new Analysis(
          polynomialModel(1, 16),
          { special, tokenize: tokenizeWords },
          [],
        ).explain(other);
        const timeless = ({ explanations }: typeof found) =>
          explanations.map((explanation) => ({ ...explanation, seconds: 0 }));
        expect(timeless(found)).toEqual(timeless(fresh));
      }
      await analysis.explain({ ...about, text: `${words} more` });
      expect(model.calls.length).toBeGreaterThan(rows);
    },
  );

  it('shows another class with its own errors from what is known, before it evaluates anything more', async () => {
    const model = polynomialModel(1, 64);
    const analysis = new Analysis(model, { special, tokenize: tokenizeWords }, []);
    const text = Array.from({ length: 20 }, (_, i) => `w${i}`).join(' ');
    const about = { ...request, text };
    const methods = (until: number) => [{ method: 'shapley-interpolation', settings: { until } }] as const;
    const [first] = (await analysis.explain({ ...about, methods: methods(0.5), classIndex: 0 })).explanations;
    const known = model.calls.length;
    let shown: Explanation | undefined;
    const [more] = (
      await analysis.explain(
        { ...about, methods: methods(0.001), classIndex: 1 },
        {
          onProgress({ progress: { partial } }) {
            if (model.calls.length === known) shown = partial ?? shown;
          },
        },
      )
    ).explanations;
    expect(more!.evaluations).toBeGreaterThan(first!.evaluations);
    expect(shown).toMatchObject({ target: { classIndex: 1 }, evaluations: first!.evaluations });
    const largest = ({ standardErrors }: Explanation): number => Math.max(...standardErrors!);
    expect(largest(shown!)).toBeGreaterThan(largest(more!));
  });

  describe('another class from what is known', () => {
    const long = Array.from({ length: 20 }, (_, i) => `w${i}`).join(' ');
    const sampled = [
      { method: 'shapley-interpolation' },
      { method: 'leverage-shap', settings: { estimator: 'regression' } },
      { method: 'permutation-shap' },
      { method: 'banzhaf' },
      { method: 'lime' },
    ] as const;
    const largest = ({ standardErrors }: Explanation): number => Math.max(...standardErrors!);

    it.each([
      ['read at once', 64],
      ['in windows', 16],
    ])('evaluates nothing, and states its own errors: a text %s', async (_, maxTokens) => {
      const model = polynomialModel(1, maxTokens);
      const analysis = new Analysis(model, { special, tokenize: tokenizeWords }, []);
      for (const request of sampled) {
        // Until far too large an error, so that another class has a larger one than it asks for.
        const settings = { ...('settings' in request ? request.settings : {}), until: 0.05 };
        const about = {
          ...request,
          text: `${long} ${request.method}`,
          output: 'logit',
          unit: 'word',
        } as const;
        const asked = { ...about, longText: 'windows', topK: 3 } as const;
        const first = await analysis.explain({
          ...asked,
          methods: [{ ...request, settings }],
          classIndex: 0,
        });
        const calls = model.calls.length;
        const methods = [{ ...request, settings: { ...settings, until: 0.0005 } }];
        const switched = await analysis.explain({ ...asked, methods, classIndex: 1, fromKnown: true });
        expect(model.calls).toHaveLength(calls);
        expect(switched.evaluations).toBe(0);
        const [found] = switched.explanations;
        expect(found!.target.classIndex).toBe(1);
        expect(found!.evaluations).toBeLessThanOrEqual(first.explanations[0]!.evaluations);
        expect(found!.notes.join()).toContain('Nothing was evaluated for this');
        expect(largest(found!)).toBeGreaterThan(0.0005);
      }
    });

    it('is the same as from a run of its own where its errors are met', async () => {
      const { model, analysis } = setUp();
      const methods = [
        { method: 'shapley-interpolation', settings: { until: 0, evaluations: 200 } },
      ] as const;
      const asked = { ...request, methods };
      await analysis.explain({ ...asked, classIndex: 0 });
      const calls = model.calls.length;
      const [known] = (await analysis.explain({ ...asked, classIndex: 1, fromKnown: true })).explanations;
      expect(model.calls).toHaveLength(calls);
      const [own] = (await setUp().analysis.explain({ ...asked, classIndex: 1 })).explanations;
      expect({ ...known!, seconds: 0 }).toEqual({ ...own!, seconds: 0 });
    });

    it.each(['flips', 'interactions', 'leave-one-out', 'partition-shap'] as const)(
      'needs nothing more of a short text by %s',
      async (method) => {
        const { model, analysis } = setUp();
        const asked = { ...request, methods: [{ method }] };
        await analysis.explain({ ...asked, classIndex: 0 });
        const calls = model.calls.length;
        const found = await analysis.explain({ ...asked, classIndex: 1, fromKnown: true });
        expect(model.calls).toHaveLength(calls);
        expect(found.evaluations).toBe(0);
        const own = await setUp().analysis.explain({ ...asked, classIndex: 1 });
        const timeless = ({ explanations, flips = [] }: typeof own) =>
          [...explanations, ...flips].map((one) => ({ ...one, seconds: 0 }));
        expect(timeless(found)).toEqual(timeless(own));
      },
    );

    it('makes pairs of what was evaluated for values, with their larger errors', async () => {
      const { model, analysis } = setUp();
      const asked = { ...request, text: long, output: 'probability', classIndex: 1 } as const;
      const by = { method: 'shapley-interpolation', settings: { until: 0.002 } } as const;
      const [values] = (await analysis.explain({ ...asked, methods: [by] })).explanations;
      const calls = model.calls.length;
      const methods = [{ method: 'interactions', settings: { until: 0.00001 } }] as const;
      const [found] = (await analysis.explain({ ...asked, methods, fromKnown: true })).explanations;
      expect(model.calls).toHaveLength(calls);
      expect(found!.evaluations).toBe(values!.evaluations);
      expect(found!.pairs).toHaveLength(190);
      const errors = found!.pairs!.map(({ standardError }) => standardError!);
      expect(Math.min(...errors)).toBeGreaterThan(0.00001);
      expect(found!.notes.join()).toContain('Nothing was evaluated for this');
      // Asked for anew, it begins with the same.
      const [more] = (await analysis.explain({ ...asked, methods })).explanations;
      expect(model.calls.slice(calls).reduce((sum, rows) => sum + rows, 0)).toBe(
        more!.evaluations - values!.evaluations,
      );
    });

    it('is divided among sentences as far as the same groups were', async () => {
      const { model, analysis } = setUp();
      const methods = [{ method: 'partition-shap', settings: { evaluations: 24 } }] as const;
      const asked = { ...request, text: long, methods };
      await analysis.explain({ ...asked, classIndex: 0 });
      const calls = model.calls.length;
      const [found] = (await analysis.explain({ ...asked, classIndex: 1, fromKnown: true })).explanations;
      expect(model.calls).toHaveLength(calls);
      expect(found!.delta).toBeCloseTo(0, 10);
      expect(found!.diagnostics['undivided']).toBeGreaterThan(0);
    });

    it('is evaluated where nothing is known, and where a method needs gradients', async () => {
      const { analysis } = setUp();
      const asked = { ...request, methods: [sampled[0]], classIndex: 1, fromKnown: true };
      const fresh = await setUp().analysis.explain({ ...asked, fromKnown: false });
      const found = await analysis.explain(asked);
      expect(found.evaluations).toBe(fresh.evaluations);
      const gradients = { ...asked, methods: [{ method: 'saliency' }], classIndex: 0 } as const;
      expect((await analysis.explain(gradients)).evaluations).toBe(1);
    });
  });

  describe('gradients of every class', () => {
    const mixtures = [
      [1, 0, 0.5],
      [0.2, 1, -0.4],
      [-0.7, 0.1, 1],
    ] as const;
    const byGradients = [
      { method: 'integrated-gradients', settings: { steps: 8, maxSteps: 8 } },
      { method: 'gradient-shap', settings: { samples: 40, until: 0 } },
      { method: 'input-x-gradient' },
      { method: 'saliency' },
    ] as const;
    /** Integrated Gradients: both ends; Gradient SHAP: two neutral texts; Input x Gradient: zeros. */
    const rows = 8 + 2 + 40 + 2 + 1;
    const asked = {
      ...request,
      text: Array.from({ length: 20 }, (_, i) => `w${i}`).join(' '),
      output: 'probability',
      methods: byGradients,
    } as const;
    /** Counts the gradient rows that the model is asked for. */
    const counting = (classes: number, activation: OutputActivation, maxTokens = 64) => {
      const base = mixedModel(mixtures.slice(0, classes), activation, maxTokens);
      const counted = { rows: 0 };
      const gradients: typeof base.gradients = (all, target, signal) => {
        counted.rows += all.length;
        return base.gradients(all, target, signal);
      };
      const of = (classifier: typeof base) =>
        new Analysis(classifier, { special, tokenize: tokenizeWords }, ['a b', 'c']);
      return { counted, analysis: of({ ...base, gradients }), anew: () => of(base) };
    };
    const largestDifference = (a: Explanation, b: Explanation): number =>
      Math.max(...a.values.map((value, i) => Math.abs(value - b.values[i]!)));

    it.each([
      ['two classes', 2, 64],
      ['two classes in windows', 2, 20],
      ['three classes', 3, 64],
    ])(
      'are free for the last of %s, whose values are those of its own run',
      async (_, classes, maxTokens) => {
        const { counted, analysis, anew } = counting(classes, 'softmax', maxTokens);
        const comparisons = await analysis.explainClasses(asked);
        const evaluations = comparisons.map((comparison) => comparison.evaluations);
        expect(evaluations.at(-1)).toBe(0);
        expect(evaluations.reduce((sum, count) => sum + count, 0)).toBe(counted.rows);
        if (maxTokens === 64) expect(counted.rows).toBe((classes - 1) * rows);
        for (const [classIndex, { explanations }] of comparisons.entries()) {
          const alone = await anew().explain({ ...asked, classIndex });
          for (const [i, explanation] of explanations.entries()) {
            const own = alone.explanations[i]!;
            expect(largestDifference(explanation, own)).toBeLessThan(1e-6);
            // It rests on as many rows, whoever they were evaluated for.
            expect(explanation.evaluations).toBe(own.evaluations);
          }
        }
      },
    );

    it('of two classes are each the negative of the other', async () => {
      const { analysis } = counting(2, 'softmax');
      const [first, second] = await analysis.explainClasses(asked);
      for (const i of [0, 1, 2]) {
        const [one, other] = [first!.explanations[i]!, second!.explanations[i]!];
        expect(one.values.some((value) => Math.abs(value) > 0.001)).toBe(true);
        other.values.forEach((value, word) => expect(value).toBeCloseTo(-one.values[word]!, 12));
      }
      expect(second!.explanations[3]!.values).toEqual(first!.explanations[3]!.values);
    });

    it('are free for the logit of a label after its probability, but not for another label', async () => {
      const { counted, analysis, anew } = counting(2, 'sigmoid');
      await analysis.explain({ ...asked, classIndex: 0 });
      expect(counted.rows).toBe(rows);
      const logit = { ...asked, classIndex: 0, output: 'logit' } as const;
      const found = await analysis.explain(logit);
      expect(counted.rows).toBe(rows);
      expect(found.evaluations).toBe(0);
      const alone = await anew().explain(logit);
      found.explanations.forEach((one, i) =>
        expect(largestDifference(one, alone.explanations[i]!)).toBeLessThan(1e-5),
      );
      expect((await analysis.explain({ ...asked, classIndex: 1 })).evaluations).toBe(rows);
    });

    it('are taken once where the same is asked again, and at points that methods share', async () => {
      const { counted, analysis } = counting(3, 'softmax');
      const first = await analysis.explain({ ...asked, classIndex: 1 });
      expect(first.evaluations).toBe(rows);
      expect(first.explanations.reduce((sum, { evaluations }) => sum + evaluations, 0)).toBe(rows + 3);
      const again = await analysis.explain({ ...asked, classIndex: 1 });
      expect(again.evaluations).toBe(0);
      const timeless = (all: readonly Explanation[]) => all.map((one) => ({ ...one, seconds: 0 }));
      expect(timeless(again.explanations)).toEqual(timeless(first.explanations));
      await analysis.explain({ ...asked, classIndex: 1, text: `${asked.text} more` });
      expect(counted.rows).toBe(2 * rows);
    });
  });

  it('refuses a class that the model does not have, known text or not', async () => {
    const { analysis } = setUp();
    await analysis.explain(request);
    await expect(analysis.explain({ ...request, classIndex: 3 })).rejects.toThrow(/Class 3 is not one of/);
  });

  it('assesses every class from the coalitions that are known of the text', async () => {
    const { model, analysis } = setUp();
    const rows = () => model.calls.reduce((sum, count) => sum + count, 0);
    const methods = [{ method: 'shapley-interpolation' }] as const;
    const asked = { ...request, methods };
    const all = await analysis.explainClasses(asked);
    const told: number[] = [];
    for (const [classIndex, { explanations }] of all.entries()) {
      const before = rows();
      await analysis.assess({ ...asked, classIndex, explanations });
      told.push(rows() - before);
    }
    // All 2^10 coalitions, but for those that explaining took; then they are known.
    expect(told[0]).toBeGreaterThan(500);
    expect(told[0]).toBeLessThan(1024);
    expect(told.slice(1).every((count) => count === 0)).toBe(true);
  });

  it('keeps what is known of a text whose assessment takes more rows than are kept', async () => {
    const { model, analysis } = setUp();
    const long = Array.from({ length: 60 }, (_, i) => `w${i}`).join(' ');
    const methods = [{ method: 'permutation-shap', settings: { until: 0, evaluations: 6000 } }] as const;
    const asked = { ...request, text: long, methods };
    const { explanations } = await analysis.explain({ ...asked, classIndex: 0 });
    await analysis.assess({ ...asked, classIndex: 0, explanations });
    const calls = model.calls.length;
    await analysis.explain({ ...asked, classIndex: 1, fromKnown: true });
    expect(model.calls).toHaveLength(calls);
  });

  it('assesses by the removal and the seed that it is given', async () => {
    const { analysis } = setUp();
    const { explanations } = await analysis.explain(request);
    const assessed = (changes: object) => analysis.assess({ ...request, explanations, ...changes });
    const found = await assessed({});
    expect(await assessed({ removal: 'mask', seed: 0 })).toEqual(found);
    expect((await assessed({ removal: 'delete' })).controls.leaveOneOut).not.toEqual(
      found.controls.leaveOneOut,
    );
    expect((await assessed({ seed: 9 })).controls.random).not.toEqual(found.controls.random);
  });
});

describe('explanationDocument', () => {
  it('names text, class, output, unit and model, and holds an assessment where there is one', async () => {
    const { analysis, model } = setUp();
    const comparison = await analysis.explain({ ...request, classIndex: 2 });
    const explained = {
      text,
      comparison,
      classes: model.classes,
      model: { name: 'tiny', version: null, backend: 'wasm' },
    };
    const document = explanationDocument(explained);
    expect(Object.keys(document)).toEqual([
      'version',
      'text',
      'class',
      'output',
      'unit',
      'words',
      'explanations',
      'agreement',
      'model',
    ]);
    expect(document).toMatchObject({ text, class: 'positive', output: 'logit', unit: 'word' });
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    const assessment = await analysis.assess({
      ...request,
      explanations: comparison.explanations,
      classIndex: 2,
    });
    expect(explanationDocument({ ...explained, assessment }).assessment).toBe(assessment);
    expect(explanationDocument({ ...explained, assessment: null })).not.toHaveProperty('assessment');
    const probabilities = model.classes.map((_, k) => k / 10);
    expect(explanationDocument({ ...explained, probabilities }).probabilities).toEqual(
      Object.fromEntries(model.classes.map((name, k) => [name, k / 10])),
    );
  });

  it('refuses what it could not name', async () => {
    const comparison = await setUp().analysis.explain(request);
    const explained = { text, comparison, classes: [], model: { name: 'tiny', version: null } };
    expect(() => explanationDocument(explained)).toThrow(/has no name: the model has 0 classes/);
    const none = { ...comparison, explanations: [] };
    expect(() => explanationDocument({ ...explained, comparison: none })).toThrow(/at least one explanation/);
  });
});

describe('reasons of one text of many', () => {
  const asked = { text, longText: 'windows' } as const;

  it('are the values that `explain` gives for each class, from one run', async () => {
    const { model, analysis } = setUp();
    const reasons = await analysis.reasons({ ...asked, method: 'leave-one-out' });
    // Each of ten words is left out, and none, and all.
    expect(reasons.evaluations).toBe(12);
    expect(model.calls.reduce((sum, count) => sum + count, 0)).toBe(12);
    for (const classIndex of [0, 1, 2]) {
      const { explanations } = await analysis.explain({
        ...request,
        methods: [{ method: 'leave-one-out' }],
        classIndex,
        output: 'probability',
      });
      expect(reasons.values[classIndex]).toEqual(explanations[0]!.values);
      expect(reasons.spans).toEqual(explanations[0]!.spans);
    }
  });

  it('cost Leverage SHAP ten evaluations a word, and are priced so', async () => {
    const { analysis } = setUp();
    const { evaluations, clear } = await analysis.reasons({ ...asked, method: 'leverage-shap' });
    expect(evaluations).toBeLessThanOrEqual(100);
    // Fewer than a hundred, where the errors of all classes are small sooner.
    expect(evaluations).toBeGreaterThan(20);
    expect(clear.map((ofClass) => ofClass.length)).toEqual([10, 10, 10]);
    expect(reasonsRows('leverage-shap', 10, 3)).toBeLessThanOrEqual(100);
    expect(reasonsRows('leverage-shap', 10, 3)).toBeGreaterThan(90);
    expect(reasonsTitle('leverage-shap')).toBe('Leverage SHAP, 10 evaluations a word');
  });

  it('cost gradients once for each class but the last, whose are priced too, and coalitions once', async () => {
    const { analysis } = setUp();
    const each = reasonsRows('saliency', 10, 1);
    expect(reasonsRows('saliency', 10, 3)).toBe(3 * each);
    expect(reasonsRows('leave-one-out', 10, 3)).toBe(12);
    expect((await analysis.reasons({ ...asked, method: 'saliency' })).evaluations).toBe(2);
  });

  it('are none where a text has no words', async () => {
    const { model, analysis } = setUp();
    const { spans, values } = await analysis.reasons({ ...asked, text: ' ', method: usualReasons });
    expect([spans, values]).toEqual([[], [[], [], []]]);
    expect(model.calls).toEqual([]);
    expect(reasonsRows(usualReasons, 0, 3)).toBe(0);
  });
});
