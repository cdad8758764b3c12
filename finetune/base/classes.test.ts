import { describe, expect, it } from 'vitest';
import { parseModelConfig } from '../../core/models/registry';
import { decideClasses, withClasses, type SeenLabels } from './classes';

/** A config.json that says nothing about classes. */
const sizes = {
  model_type: 'albert',
  vocab_size: 30,
  embedding_size: 4,
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 8,
  max_position_embeddings: 16,
};

const nothing: SeenLabels = { names: [], numbers: [], probs: [] };
const named = (...names: string[]) => ({
  id2label: Object.fromEntries(names.map((name, index) => [index, name])),
});

async function decide(
  configJson: Record<string, unknown>,
  head: number | null,
  asked?: readonly string[],
  seen?: Partial<SeenLabels>,
  multiLabel = false,
) {
  const config = parseModelConfig({ ...sizes, ...configJson });
  return decideClasses({ name: 'base', config, head }, asked, multiLabel, async () => {
    if (!seen) throw new Error('the labels were read, which decide nothing');
    return { ...nothing, ...seen };
  });
}

describe('decideClasses', () => {
  it('takes the classes that the base names, in its order, with its classifier', async () => {
    const config = named('positive', 'negative', 'neutral');
    expect(await decide(config, 3)).toMatchObject({
      names: ['positive', 'negative', 'neutral'],
      head: [0, 1, 2],
    });
    expect(await decide(config, null)).toMatchObject({
      names: ['positive', 'negative', 'neutral'],
      head: null,
    });
  });

  it.each([
    [{ numbers: [0, 1, 2] }, ['negative', 'neutral', 'positive']],
    [{ numbers: [0, 2] }, ['negative', 'neutral', 'positive']],
    [{ probs: [3] }, ['negative', 'neutral', 'positive']],
    [{ numbers: [0, 1], probs: [3] }, ['negative', 'neutral', 'positive']],
    [{ names: ['Positive', 'neutral', 'negative'] }, ['negative', 'neutral', 'Positive']],
    [{ names: ['positive', 'negative'] }, ['negative', 'positive']],
    [{ names: ['positive', 'negative'], numbers: [0, 1] }, ['negative', 'neutral', 'positive']],
    [{ names: ['spam', 'ham'] }, ['ham', 'spam']],
    [{ names: ['5 stars', '1 star', '10 stars', '2 stars'] }, ['1 star', '2 stars', '5 stars', '10 stars']],
  ])('without a classifier takes those of the rows: %j', async (seen, names) => {
    for (const config of [{}, { num_labels: 2 }, named('LABEL_0', 'LABEL_1')])
      expect(await decide(config, null, undefined, seen)).toMatchObject({ names, head: null });
  });

  it.each([
    [{ numbers: [0, 1] }, /the rows are labelled 0, 1: --classes A,B,... names them, in that order/],
    [{ numbers: [1, 2, 3, 4, 5] }, /the rows are labelled 1, 2, 3, 4, 5: --classes/],
    [{ numbers: [0, 1, 2], probs: [5] }, /the rows are labelled 0, 1, 2: --classes/],
    [{ probs: [5] }, /probs of 5 classes and no labels: --classes/],
    [{ names: ['spam'] }, /all rows have the label spam: --classes/],
    [
      { names: Array.from({ length: 300 }, (_, i) => `t${i}`) },
      /300 different labels: is "label" the column/,
    ],
    [{ names: ['a'], numbers: [3] }, /names \(a\) and numbers \(3\) for labels: --classes/],
    [{}, /no row has a label/],
  ])('asks for names where the rows do not decide: %j', async (seen, message) => {
    await expect(decide({}, null, undefined, seen)).rejects.toThrow(message);
  });

  it('takes a classifier that nobody named as transformers does', async () => {
    const names = ['LABEL_0', 'LABEL_1', 'LABEL_2', 'LABEL_3', 'LABEL_4'];
    expect(await decide({}, 5)).toMatchObject({ names, head: [0, 1, 2, 3, 4] });
    expect(await decide({ num_labels: 5 }, 5)).toMatchObject({ names, head: [0, 1, 2, 3, 4] });
  });

  it('puts a classifier with the names that are asked for in their order', async () => {
    const asked = ['negative', 'neutral', 'positive'];
    const config = named('Positive', 'negative', 'neutral');
    expect(await decide(config, 3, asked)).toMatchObject({ names: asked, head: [1, 2, 0] });
  });

  it('takes spellings of one class for one class', async () => {
    const names = ['pos', 'Positive', 'neg', 'neutral', 'negative'];
    const decided = await decide({}, null, undefined, { names });
    expect(decided.names.map((name) => name.toLowerCase())).toEqual(['negative', 'neutral', 'positive']);
  });

  it('names a classifier of as many outputs that nobody named, and says so', async () => {
    const decided = await decide({}, 2, ['bad', 'good']);
    expect(decided).toMatchObject({ names: ['bad', 'good'], head: [0, 1] });
    expect(decided.note).toMatch(/names no classes: its outputs are taken for bad, good/);
  });

  it('replaces a classifier of other classes where classes are asked for, and says so', async () => {
    for (const [config, head] of [
      [named('bad', 'good'), 2],
      [named('LABEL_0', 'LABEL_1'), 2],
      [{ ...named('a', 'b', 'c'), problem_type: 'multi_label_classification' }, 3],
      [named('score'), 1],
    ] as const) {
      const decided = await decide(config, head, ['a', 'b', 'c']);
      expect(decided).toMatchObject({ names: ['a', 'b', 'c'], head: null });
      expect(decided.note).toMatch(/is replaced by a fresh one for a, b, c/);
    }
  });

  it.each([
    [named('score'), 1, /base is a regression model, as its config.json says; .* --classes A,B/],
    [{ num_labels: 1 }, null, /base is a regression model/],
    [{ problem_type: 'regression' }, null, /base is a regression model/],
    [named('a', 'b', 'c'), 5, /a classifier of 5 outputs, config.json names 3 classes \(a, b, c\)/],
  ])('refuses %j with a classifier of %j', async (config, head, message) => {
    await expect(decide(config, head)).rejects.toThrow(message);
  });
});

describe('a text that may have any number of classes', () => {
  const each = { ...named('a', 'b', 'c'), problem_type: 'multi_label_classification' };

  it('is what the base says where nothing else is asked for, and else what is asked for', async () => {
    const kept = { names: ['a', 'b', 'c'], head: [0, 1, 2], problem: 'multi_label_classification' };
    expect(await decide(each, 3)).toEqual(kept);
    expect(await decide(each, 3, undefined, undefined, true)).toEqual(kept);
    expect(await decide(each, 3, ['c', 'b', 'a'], undefined, true)).toMatchObject({
      ...kept,
      names: ['c', 'b', 'a'],
      head: [2, 1, 0],
    });
    expect(await decide(each, 3, ['a', 'b', 'c'])).toMatchObject({
      head: null,
      problem: 'single_label_classification',
    });
    expect(await decide(named('a', 'b'), 2)).toMatchObject({ problem: 'single_label_classification' });
  });

  it('starts a classifier anew on a base that has none, or another', async () => {
    const seen = { names: ['joy', 'anger'] };
    expect(await decide({}, null, undefined, seen, true)).toMatchObject({
      names: ['anger', 'joy'],
      head: null,
      problem: 'multi_label_classification',
    });
    expect(await decide(named('a', 'b'), 2, ['a', 'b'], undefined, true)).toMatchObject({ head: null });
    await expect(decide(named('a', 'b'), 2, undefined, undefined, true)).rejects.toThrow(
      /base gives a text one of its classes: --classes A,B,... with --multi-label starts/,
    );
  });
});

describe('withClasses', () => {
  it('names the classes, and says what the model is', () => {
    const config = { architectures: ['AlbertForMaskedLM'], num_labels: 2, hidden_size: 8 };
    expect(withClasses(config, ['a', 'b'], 'single_label_classification')).toMatchObject({
      architectures: ['AlbertForSequenceClassification'],
      hidden_size: 8,
      id2label: { 0: 'a', 1: 'b' },
      label2id: { a: 0, b: 1 },
    });
    expect(
      withClasses(
        { problem_type: 'regression', architectures: ['BertModel'] },
        ['a', 'b'],
        'single_label_classification',
      ),
    ).toMatchObject({
      architectures: ['BertForSequenceClassification'],
      problem_type: 'single_label_classification',
    });
  });
});
