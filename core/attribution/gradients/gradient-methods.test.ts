import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { polynomialModel, special, tokenizeWords } from '../../../test/synthetic';
import { baselinePoint, textPoint, type EmbeddedText } from './embedding-path';
import { gradientShap, type GradientShapRunSettings } from './gradient-shap';
import { inputXGradient } from './input-x-gradient';
import { integratedGradients, type PathSettings, type QuadratureRule } from './integrated-gradients';
import { GradientMemory, GradientRoom } from './memory';
import type { DifferentiableClassifier, Target } from '../../model/classifier';
import { Run } from '../run';
import { saliency } from './saliency';

/** As Captum, but for the doubling. */
const ig: PathSettings = {
  baseline: 'pad',
  rule: 'gauss-legendre',
  steps: 50,
  tolerance: 0.005,
  maxSteps: 400,
  settles: false,
};
const logit: Target = { classIndex: 2, output: 'logit' };
const probability: Target = { classIndex: 0, output: 'probability' };

/** A text of which nothing is remembered yet. */
function embedded(model: DifferentiableClassifier, text: string, target: Target): EmbeddedText {
  const { tokens, words } = tokenizeWords(text);
  const gradients = new GradientMemory(model, new GradientRoom());
  return { tokens, features: words, target, special, gradients };
}

const sentence = 'I absolutely love this phone';

describe('integratedGradients', () => {
  const model = polynomialModel();

  it('is complete: values sum to the difference of the outputs, for every baseline and target', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom('pad', 'mask', 'zero', 'mean'),
        fc.constantFrom(logit, probability),
        fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 12 }),
        async (baseline, target, words) => {
          const text = embedded(model, words.join(' '), target);
          const { values, baseValue, outputValue } = await integratedGradients(
            model,
            text,
            { ...ig, baseline },
            new Run({}),
          );
          const sum = values.reduce((total, value) => total + value, 0);
          expect(Math.abs(sum - (outputValue - baseValue))).toBeLessThan(1e-5);
        },
      ),
      { numRuns: 50 },
    ));

  it('equals the path integral in closed form', async () => {
    // The logit is a polynomial of one projection h, linear along the path: a token's share is that of its projection.
    const text = embedded(model, sentence, logit);
    const [start, end] = [baselinePoint(model, text, 'pad').embeddings, textPoint(model, text).embeddings];
    const [first] = await model.gradients([{ embeddings: new Float32Array(end.length) }], logit);
    const size = model.embeddingSize;
    const share = Float64Array.from(end, (value, e) => (value - start[e]!) * first!.gradient[e]!);
    const total = share.reduce((sum, value) => sum + value, 0);
    const result = await integratedGradients(
      model,
      text,
      { ...ig, steps: 2, tolerance: Infinity },
      new Run({}),
    );
    const gain = result.outputValue - result.baseValue;
    text.features.forEach(({ tokens }, f) => {
      let own = 0;
      for (const token of tokens) for (let i = 0; i < size; i++) own += share[token * size + i]!;
      expect(result.values[f]).toBeCloseTo((own / total) * gain, 6);
    });
  });

  it.each<[QuadratureRule, number]>([
    ['riemann-left', 1],
    ['riemann-right', 1],
    ['riemann-middle', 2],
    ['trapezoid', 2],
  ])('errs by %s with the order of the rule', async (rule, order) => {
    const delta = async (steps: number): Promise<number> => {
      const settings = { ...ig, rule, steps, tolerance: Infinity };
      const result = await integratedGradients(
        model,
        embedded(model, sentence, logit),
        settings,
        new Run({}),
      );
      return result.values.reduce((sum, value) => sum + value, result.baseValue - result.outputValue);
    };
    const ratio = Math.abs((await delta(8)) / (await delta(16)));
    expect(Math.log2(ratio)).toBeGreaterThan(order - 0.3);
    expect(Math.log2(ratio)).toBeLessThan(order + 0.4);
  });

  it('doubles its steps until delta is below the tolerance, and says so where the cap comes first', async () => {
    const text = embedded(model, sentence, logit);
    const settings = { ...ig, rule: 'riemann-right', steps: 4, tolerance: 1e-3 } as const;
    const run = new Run({});
    const reached = await integratedGradients(model, text, { ...settings, maxSteps: 4096 }, run);
    const steps = reached.diagnostics['steps']!;
    expect(steps).toBeGreaterThan(4);
    expect(Math.log2(steps / 4) % 1).toBe(0);
    // Every other step of a doubling was a step before.
    expect(run.done).toBe(2 + steps);
    expect(reached.notes).toEqual([]);
    const capped = await integratedGradients(
      model,
      text,
      { ...settings, tolerance: 1e-9, maxSteps: 20 },
      new Run({}),
    );
    expect(capped.diagnostics['steps']).toBe(16);
    expect(capped.notes[0]).toMatch(/After 16 steps delta is .* above the tolerance/);
  });

  it('doubles its steps until a doubling moves no word, where it has to settle, though delta is small', async () => {
    // Of two equal words one gains along the path what the other loses: all sums are right from the first step on.
    const wave = {
      ...polynomialModel(),
      embeddingSize: 1,
      embed: (ids: ArrayLike<number>) => Float32Array.from(ids, (id) => (id === special.pad ? 0 : 1)),
      gradients: (rows: readonly { readonly embeddings: Float32Array }[]) =>
        Promise.resolve(
          rows.map(({ embeddings: [, at = 0, other = 0] }) => ({
            output: at + other,
            gradient: Float32Array.of(0, 1 + Math.sin(60 * at), 1 - Math.sin(60 * at), 0),
          })),
        ),
    };
    const text = embedded(wave, 'good good', logit);
    const settings = { ...ig, steps: 4, tolerance: 0.005 };
    const once = await integratedGradients(wave, text, settings, new Run({}));
    expect(once.diagnostics['steps']).toBe(4);
    const settled = await integratedGradients(wave, text, { ...settings, settles: true }, new Run({}));
    expect(settled.diagnostics['steps']).toBeGreaterThanOrEqual(32);
    expect(settled.notes).toEqual([]);
    const exact = (1 - Math.cos(60)) / 60;
    expect(Math.abs(settled.values[0]! - 1 - exact)).toBeLessThan(0.005);
    expect(Math.abs(once.values[0]! - 1 - exact)).toBeGreaterThan(0.005);
    const capped = await integratedGradients(
      wave,
      text,
      { ...settings, settles: true, maxSteps: 8 },
      new Run({}),
    );
    expect(capped.notes.join()).toMatch(/The last doubling, to 8 steps, still moved a value by 0\.\d+/);
  });

  it('gives the same bytes whatever the batch size', async () => {
    const by = (batchSize: number) =>
      integratedGradients(model, embedded(model, sentence, probability), ig, new Run({ batchSize }));
    const reference = await by(64);
    for (const batchSize of [1, 7, 500]) expect(await by(batchSize)).toEqual(reference);
  });

  it('keeps [CLS] and [SEP], and takes the mean of the vocabulary where asked', () => {
    const text = embedded(model, 'good phone', logit);
    const [mean, own] = [baselinePoint(model, text, 'mean').embeddings, textPoint(model, text).embeddings];
    const size = model.embeddingSize;
    const all = model.embed(Array.from({ length: model.vocabularySize }, (_, i) => i));
    const expected = all.filter((_, e) => e % size === 0).reduce((a, b) => a + b) / model.vocabularySize;
    expect(mean[size]).toBeCloseTo(expected, 6);
    expect(mean.subarray(0, size)).toEqual(own.subarray(0, size));
    expect(mean.subarray(-size)).toEqual(own.subarray(-size));
  });
});

describe('gradientShap', () => {
  const model = polynomialModel(3);
  const text = embedded(model, sentence, logit);
  /** By itself, with nothing remembered. */
  const anew = (settings: GradientShapRunSettings, run: Run) =>
    gradientShap(model, embedded(model, sentence, logit), background, settings, run);
  const background = [
    [2, 10, 20, 3],
    [2, 30, 40, 50, 60, 70, 80, 90, 11, 12, 13, 3],
    [2, 3],
  ];

  it('approaches the mean of Integrated Gradients over its background', async () => {
    const mean = new Float64Array(text.features.length);
    for (const row of background) {
      const content = row.slice(1, -1);
      const ids = text.tokens.map(({ id, special: kept }, i) =>
        kept ? id : (content[i - 1] ?? special.pad),
      );
      const start = model.embed(ids);
      const end = textPoint(model, text).embeddings;
      for (let step = 0; step < 200; step++) {
        const at = start.map((value, e) => value + ((step + 0.5) / 200) * (end[e]! - value));
        const { gradient } = (await model.gradients([{ embeddings: at }], logit))[0]!;
        text.features.forEach(({ tokens }, f) => {
          for (const token of tokens) {
            for (let e = token * 3; e < token * 3 + 3; e++)
              mean[f]! += (gradient[e]! * (end[e]! - start[e]!)) / 600;
          }
        });
      }
    }
    const result = await gradientShap(
      model,
      text,
      background,
      { seed: 1, samples: 3000, until: 0 },
      new Run({}),
    );
    result.values.forEach((value, i) => {
      expect(Math.abs(value - mean[i]!)).toBeLessThan(3 * result.standardErrors![i]! + 1e-4);
    });
    const sum = result.values.reduce((total, value) => total + value, 0);
    expect(Math.abs(sum - (result.outputValue - result.baseValue))).toBeLessThan(0.01);
  });

  it('is seeded, and the same whatever the batch size', async () => {
    const settings = { seed: 5, samples: 50, until: 0 };
    const reference = await anew(settings, new Run({}));
    for (const batchSize of [1, 9, 100]) {
      expect(await anew(settings, new Run({ batchSize }))).toEqual(reference);
    }
    const other = await anew({ ...settings, seed: 6 }, new Run({}));
    expect(other.values).not.toEqual(reference.values);
  });

  it('stops once its standard errors are small enough, at the same place whatever the batch size', async () => {
    const run = async (until: number, batchSize = 64) => {
      const counted = new Run({ batchSize });
      const found = await anew({ seed: 2, samples: 640, until }, counted);
      return { ...found, rows: counted.done };
    };
    const whole = await run(0);
    expect(whole.rows).toBe(640 + background.length + 1);
    const wanted = 2 * Math.max(...whole.standardErrors!);
    const stopped = await run(wanted);
    expect(stopped.rows).toBeLessThan(0.7 * whole.rows);
    expect(Math.max(...stopped.standardErrors!)).toBeLessThanOrEqual(wanted);
    expect(await run(wanted, 7)).toEqual(stopped);
    expect(await run(1e-12)).toEqual(whole);
  });

  it('asks for a background', async () => {
    await expect(
      gradientShap(model, text, [], { seed: 0, samples: 5, until: 0 }, new Run({})),
    ).rejects.toThrow(/needs a background/);
  });
});

describe('inputXGradient', () => {
  it('is exact for the gradient at the text', async () => {
    const model = polynomialModel(2);
    const text = embedded(model, 'good phone', logit);
    const { embeddings } = textPoint(model, text);
    const [at] = await model.gradients([{ embeddings }], logit);
    const { values, outputValue } = await inputXGradient(model, text, new Run({}));
    expect(outputValue).toBe(at!.output);
    text.features.forEach(({ tokens }, f) => {
      let expected = 0;
      for (const token of tokens) {
        for (let e = token * 3; e < token * 3 + 3; e++) expected += embeddings[e]! * at!.gradient[e]!;
      }
      expect(values[f]).toBeCloseTo(expected, 6);
    });
  });
});

describe('saliency', () => {
  it.each(['l1', 'l2'] as const)(
    'is the %s norm of the gradient, summed over the tokens of a word',
    async (norm) => {
      const model = polynomialModel(2);
      const text = embedded(model, 'wonderful', probability);
      const [at] = await model.gradients([{ embeddings: textPoint(model, text).embeddings }], probability);
      const ofToken = (token: number): number => {
        const vector = [...at!.gradient.subarray(token * 3, token * 3 + 3)];
        return norm === 'l1'
          ? vector.reduce((sum, value) => sum + Math.abs(value), 0)
          : Math.hypot(...vector);
      };
      const { values } = await saliency(model, text, { norm }, new Run({}));
      expect(values).toHaveLength(1);
      expect(values[0]).toBeCloseTo(ofToken(1) + ofToken(2), 6);
    },
  );
});
