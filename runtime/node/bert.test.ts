import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explain } from '../../core/attribution/explain';
import { classify } from '../../core/prediction/classify';
import { predict } from '../../core/prediction/predict';
import { bertFolder, changedBert, readBertGolden, type BertGolden } from '../../test/bert';
import { openModel, type OpenModel } from './open-model';

/**
 * The settings with which Captum computed them: 50 Gauss-Legendre steps from pad embeddings, [CLS] and [SEP] kept, no
 * doubling.
 */
const captum = { unit: 'token', baseline: 'pad', rule: 'gauss-legendre', steps: 50, maxSteps: 50 } as const;

/** Largest difference, over the largest expected value. */
function relativeError(values: ArrayLike<number>, expected: readonly number[]): number {
  expect(values).toHaveLength(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs(values[i]! - value))) / largest;
}

describe('a BERT', () => {
  let golden: BertGolden;
  let model: OpenModel;

  beforeAll(async () => {
    golden = await readBertGolden();
    model = await openModel(bertFolder, { threads: 1 });
  });

  afterAll(() => model.dispose());

  it('has the classes and the tokens of its folder', () => {
    expect(model.classifier).toMatchObject({
      classes: ['negative', 'neutral', 'positive'],
      activation: 'softmax',
      maxTokens: 48,
      embeddingSize: 32,
    });
    expect(golden.rows).toHaveLength(5);
    for (const { text, ids } of golden.rows) {
      expect(model.tokenizer.tokenize(text).tokens.map(({ id }) => id)).toEqual(ids);
    }
  });

  it('gives the logits of transformers to 1e-5', async () => {
    const logits = await model.classifier.logits(golden.rows);
    golden.rows.forEach((row, at) => {
      row.logits.forEach((expected, k) => expect(Math.abs(logits[at]![k]! - expected)).toBeLessThan(1e-5));
    });
  });

  it("gives torch's gradients at the word embeddings to 1e-4 of their largest entry", async () => {
    const { classifier } = model;
    for (const { ids, target, gradient } of golden.rows) {
      const row = { embeddings: classifier.embed(ids) };
      const [answer] = await classifier.gradients([row], { classIndex: target, output: 'logit' });
      expect(relativeError(answer!.gradient, gradient.flat())).toBeLessThan(1e-4);
    }
  });

  it('names a token that it has no embedding of', async () => {
    const ids = [...golden.rows[0]!.ids.slice(0, -1), 239, 3];
    await expect(model.classifier.logits([{ ids }])).rejects.toThrow(
      'token id 239 is outside the vocabulary of 239',
    );
  });

  it.each(['logit', 'probability'] as const)(
    "gives Captum's Integrated Gradients of the %s to 1e-4, and its delta",
    async (output) => {
      for (const row of golden.rows) {
        const { values, delta } = await integratedGradients(model, row, output);
        expect(relativeError(values, row[output].integrated_gradients.slice(1, -1))).toBeLessThan(1e-4);
        expect(Math.abs(delta - row[output].delta)).toBeLessThan(1e-6);
      }
    },
  );
});

describe('a BERT with several labels at once', () => {
  let golden: BertGolden;
  let folder: Awaited<ReturnType<typeof changedBert>>;
  let model: OpenModel;

  beforeAll(async () => {
    golden = await readBertGolden();
    folder = await changedBert({ problem_type: 'multi_label_classification' });
    model = await openModel(folder.folder, { threads: 1 });
  });

  afterAll(async () => {
    await model.dispose();
    await folder.remove();
  });

  it("explains a label's own sigmoid, as Captum does to 1e-4", async () => {
    for (const row of golden.rows) {
      const { values, delta } = await integratedGradients(model, row, 'probability');
      const expected = row.multi_label_probability;
      expect(relativeError(values, expected.integrated_gradients.slice(1, -1))).toBeLessThan(1e-4);
      expect(Math.abs(delta - expected.delta)).toBeLessThan(1e-6);
    }
  });

  it('gives the same probability to methods that remove words', async () => {
    const [row] = golden.rows;
    const subject = subjectOf(model, row!, 'probability');
    const { outputValue } = await explain('leave-one-out', model.classifier, subject);
    expect(outputValue).toBeCloseTo(1 / (1 + Math.exp(-row!.logits[row!.target]!)), 5);
    const { probabilities } = await classify(model.classifier, subject.tokenized, 'truncate');
    expect(probabilities[row!.target]).toBeCloseTo(outputValue, 12);
    expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeGreaterThan(1.5);
    const { probabilities: predicted } = await predict(model, [row!.text], {
      long: 'truncate',
      maxTokens: 48,
    });
    expect([...predicted[0]!]).toEqual(probabilities);
  });
});

type Row = BertGolden['rows'][number];

function subjectOf({ tokenizer }: OpenModel, { text, target }: Row, output: 'logit' | 'probability') {
  const tokenized = tokenizer.tokenize(text);
  return { tokenized, special: tokenizer.special, target: { classIndex: target, output } };
}

function integratedGradients(model: OpenModel, row: Row, output: 'logit' | 'probability') {
  return explain('integrated-gradients', model.classifier, subjectOf(model, row, output), captum);
}

it('is refused as a regression by name', async () => {
  const { folder, remove } = await changedBert({ problem_type: 'regression' });
  await expect(openModel(folder)).rejects.toThrow('problem_type is "regression"');
  await remove();
});
