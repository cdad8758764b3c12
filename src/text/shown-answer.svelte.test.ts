import { beforeEach, describe, expect, it } from 'vitest';
import type { Explanation } from '../../core/attribution/explanation';
import { classificationOf, comparisonOf, explanationBy, summary } from '../explain/testing';
import { wordSpans } from '../../core/text/words';
import { passed } from '../task/testing';
import { ShownAnswer } from './shown-answer.svelte';
import { firstViewInTest, type FirstViewInTest } from './testing.svelte';

describe('the answer as it is shown', () => {
  let held: FirstViewInTest['held'];
  let model: FirstViewInTest['model'];
  let draft: FirstViewInTest['draft'];
  let first: FirstViewInTest['first'];
  let read: FirstViewInTest['read'];
  let shown: ShownAnswer;

  beforeEach(() => {
    const view = firstViewInTest(null);
    ({ held, model, draft, first, read } = view);
    shown = new ShownAnswer(first, draft, model);
    return view.close;
  });

  async function explain(changes: Partial<Explanation> = {}) {
    const given = explanationBy('leverage-shap', { standardErrors: [0.01, 0.01], ...changes });
    held.calls.explain.at(-1)!.answer(comparisonOf([given]));
    await passed();
  }

  it('is told to screen readers once it no longer moves: verdict and sentence', async () => {
    draft.text = 'good film';
    await read();
    expect(shown.announcement).toBe('');
    await explain();
    expect([shown.remark, shown.announcement]).toEqual(['± 1.0 points, by 4 readings', '']);
    await explain();
    expect(shown.announcement).toBe(
      'Leans good, 60 %, not sure. “good” lifts it (+30 points); “film” holds it back (−10).',
    );
    draft.text = 'good films';
    await passed();
    expect([shown.announcement, shown.remark]).toEqual(['', '']);
  });

  it('says that values are exact where they have no error, and gives no error of nothing', async () => {
    draft.text = 'good film';
    await read();
    await explain({ standardErrors: [0, 0] });
    expect(shown.remark).toBe('Exact, by 4 readings');
  });

  it('counts what is found of its words among those that are drawn, the struck ones too', async () => {
    draft.text = 'a good film';
    await read({ words: 3 });
    const spans = [0, 2, 7].map((start, at) => ({ start, end: [1, 6, 11][at]! }));
    const three = { spans, values: [0, 0.3, -0.1], standardErrors: [0.01, 0.01, 0.01] };
    await explain(three);
    await explain(three);
    first.strike(spans[0]!);
    await passed();
    expect([...shown.struck]).toEqual([0]);
    await read({ words: 2 });
    const two = { spans: spans.slice(1), values: [0.3, -0.1] };
    await explain(two);
    await explain(two);
    expect(shown.drawn?.spans).toEqual(spans);
    void first.pairing.ask(first.answer!);
    await passed();
    const asked = held.calls.explain.at(-1)!;
    asked.tell({ method: 'interactions', done: 2, total: 4, partial: null, finished: [] });
    expect(first.pairing.progress).toMatchObject({ done: 2, total: 4 });
    // Its budget allows far more than two words take.
    asked.tell({ method: 'interactions', done: 3, total: 2052, partial: null, finished: [] });
    expect(first.pairing.progress).toMatchObject({ done: 3, total: 4 });
    await explain({ ...two, pairs: [{ first: 0, second: 1, value: 0.2, standardError: 0.01 }] });
    expect(shown.pairs).toMatchObject([{ first: 1, second: 2 }]);
  });

  it.each([
    ['softmax', true, 'bad'],
    ['sigmoid', true, null],
    ['sigmoid', false, null],
  ] as const)(
    'tells what turns it, and what it reads as then, of a model with %s where its class holds: %s',
    async (activation, holds, becomes) => {
      model.state = { phase: 'ready', summary: { ...summary, activation } };
      draft.text = 'a good film';
      await read({ words: 3 });
      const spans = [0, 2, 7].map((start, at) => ({ start, end: [1, 6, 11][at]! }));
      await explain({ spans, values: [0, 0.3, -0.1] });
      first.strike(spans[0]!);
      await passed();
      await read({ words: 2 });
      const two = { spans: spans.slice(1), values: [0.3, -0.1] };
      await explain(two);
      void first.turning.ask(first.answer!);
      await passed();
      const label = { classIndex: 1, holds };
      const turning = { exact: true, sets: [[0], [1]] };
      const found = { ...explanationBy('lime', two), label, turning, sufficient: turning };
      const flips = [{ ...found, method: 'flips' as const }];
      held.calls.explain.at(-1)!.answer({ ...comparisonOf([]), flips });
      await passed();
      // Until that is known nothing is told.
      expect(shown.flips).toBeNull();
      const asked = held.calls.classify.at(-1)!;
      expect(asked.request.struck).toEqual([spans[0], spans[1]]);
      asked.answer(classificationOf({ probabilities: [0.7, 0.3] }));
      await passed();
      expect(shown.flips?.turning.sets).toEqual([[1], [2]]);
      expect([shown.turned, shown.becomes]).toEqual([{ name: 'good', holds }, becomes]);
    },
  );

  it.each([
    [
      'Good film. Bad end.',
      { settings: { evaluations: 4 }, diagnostics: { undivided: 2 } },
      'Exact by sentence',
    ],
    [
      'Good film. Bad end.',
      { settings: { evaluations: 2 }, diagnostics: { undivided: 2 } },
      'Error not known',
    ],
    ['Good film. Bad end.', { settings: { evaluations: 4 }, diagnostics: { undivided: 0 } }, 'Exact'],
    // The parts of so long a sentence share its value.
    [
      `${'so '.repeat(70)}good.`,
      { settings: { evaluations: 8 }, diagnostics: { undivided: 9 } },
      'Error not known',
    ],
  ])('says of values by sentence whether they are exact: %s %j', async (text, changes, expected) => {
    draft.text = text;
    await read({ words: 61 });
    first.explainBy('phrases');
    await passed();
    const spans = wordSpans(text);
    const given = explanationBy('partition-shap', { ...changes, spans, values: spans.map(() => 0.1) });
    held.calls.explain
      .at(-1)!
      .tell({ method: 'partition-shap', done: 1, total: 4, partial: given, finished: [] });
    await passed();
    expect(shown.remark).toBe('As it stands, by 4 readings');
    held.calls.explain.at(-1)!.answer(comparisonOf([given]));
    await passed();
    expect(shown.remark).toBe(`${expected}, by 4 readings`);
  });

  it('asks no other method by sentence, and says so from the start', async () => {
    draft.text = 'Good film. Bad end.';
    await read({ words: 61 });
    first.explainBy('phrases');
    await passed();
    const bySentence = explanationBy('partition-shap', { settings: { evaluations: 4 } });
    held.calls.explain.at(-1)!.answer(comparisonOf([bySentence]));
    await passed();
    // Its phrases are being refined.
    expect(first.answering.phase).toBe('running');
    expect([shown.coming, shown.without]).toEqual([[], 'By sentence, no other method is asked.']);
    held.calls.explain.at(-1)!.answer(comparisonOf([bySentence]));
    await passed();
    expect([first.answering.phase, held.calls.explain.length]).toEqual(['done', 2]);
  });

  it.each([
    ['Good film. Bad end.', 40, null, false],
    ['Good film. Bad end.', 41, 'sentences', true],
    ['Good film, bad end.', 41, 'parts', true],
  ])(
    'of %j with %i words, looks for pairs of %s, and says what it takes: %s',
    async (text, words, groups, priced) => {
      draft.text = text;
      await read({ words, tokens: 2 * words });
      const { classification } = first.answer!;
      // A held model takes next to no time, now twice of that and now half: no price is told of that.
      for (let i = 0; i < 5; i++) first.pace.learn(10, classification, 1);
      expect([shown.pairsOf, shown.pairsPrice !== '']).toEqual([groups, priced]);
    },
  );

  it.each([
    ['Good film', { words: 90 }, ''],
    [
      'Good film',
      { words: 91 },
      'What turns the answer is looked for in texts that the model reads at once, of up to 90 words and marks.',
    ],
    [
      'Good film. Bad end.',
      { words: 50, windows: 2 },
      'What turns the answer is looked for in texts that the model reads at once, of up to 90 words and marks; it reads this one in 2 parts.',
    ],
  ])('says what cannot be asked of %j as long as %j', async (text, size, words) => {
    draft.text = text;
    await read(size);
    expect(shown.notOffered).toBe(words);
    expect(shown.offersPairs).toBe(true);
  });
});
