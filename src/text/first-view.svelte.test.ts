import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoredExamples } from '../../core/analysis/examples';
import type { Explanation } from '../../core/attribution/explanation';
import { bestShapleyMethod } from '../../core/attribution/methods/all';
import { classificationOf, comparisonOf, explanationBy, summary } from '../explain/testing';
import { passed } from '../task/testing';
import { expectedRows } from './effort';
import { firstViewInTest, type FirstViewInTest } from './testing.svelte';

/** Of one example, as an export would store it. */
const stored: StoredExamples = {
  format: 1,
  version: '1',
  classes: ['bad', 'good'],
  sets: null,
  date: '2026-01-01T00:00:00.000Z',
  examples: [
    {
      text: 'bad film',
      classification: classificationOf(),
      explanation: explanationBy('shapley-interpolation', { values: [-0.2, 0.05] }),
    },
  ],
};

describe('the first view', () => {
  let held: FirstViewInTest['held'];
  let model: FirstViewInTest['model'];
  let draft: FirstViewInTest['draft'];
  let first: FirstViewInTest['first'];
  let read: FirstViewInTest['read'];
  let open = $state(true);

  beforeEach(() => {
    open = true;
    const view = firstViewInTest(stored, () => open);
    ({ held, model, draft, first, read } = view);
    return view.close;
  });

  const shapley = (values = [0.3, -0.1]) =>
    comparisonOf([explanationBy('leverage-shap', { values, standardErrors: [0.01, 0.01] })]);

  /** Answers the newest question of explanations. */
  async function explain(comparison = shapley()) {
    held.calls.explain.at(-1)!.answer(comparison);
    await passed();
  }

  /** Of the newest question of explanations. */
  const methodsAsked = () => held.calls.explain.at(-1)!.request.methods.map(({ method }) => method);

  /** Has the other methods answer, one after the other. */
  async function askOthers() {
    await explain(comparisonOf([explanationBy('lime')]));
    await explain(comparisonOf([explanationBy('integrated-gradients', { values: [0.2, 0.1] })]));
  }

  it('shows what is stored of an example before the model has come, until live values have settled', async () => {
    model.state = { phase: 'idle' };
    draft.text = 'bad film';
    await passed(1000);
    expect(first.classes).toEqual(['bad', 'good']);
    expect([first.answer?.stage, first.answer?.explanation?.values, first.stale]).toEqual([
      'stored',
      [-0.2, 0.05],
      false,
    ]);
    // It cannot be taken away: nothing says that this page's model gave it.
    expect(first.explained).toBe(false);
    model.state = { phase: 'ready', summary };
    await read();
    expect(first.answer?.stage).toBe('stored');
    const partial = explanationBy('leverage-shap', { values: [0.2, 0], standardErrors: [0.1, 0.1] });
    held.calls.explain[0]!.tell({ method: 'leverage-shap', done: 1, total: 64, partial, finished: [] });
    await passed();
    expect(first.answer?.stage).toBe('stored');
    await explain(shapley([-0.21, 0.06]));
    expect([first.answer?.stage, first.answer?.explanation?.values]).toEqual(['settled', [-0.21, 0.06]]);
  });

  it('shows nothing stored of another class, nor of a text without one of its words, as an answer to that', async () => {
    model.state = { phase: 'idle' };
    draft.text = 'bad film';
    await passed();
    first.strike({ start: 0, end: 3 });
    await passed();
    expect([first.answer?.stage, first.stale]).toEqual(['stored', true]);
    first.edits.undo();
    first.explainClass(0);
    await passed();
    // Another question about the same text.
    expect([first.stale, first.isOfTextBefore]).toEqual([true, false]);
    draft.text = 'bad films';
    await passed();
    expect(first.answer).toBeNull();
  });

  it('leaves open what the model’s own sets leave open, before and after it has come', async () => {
    expect(first.rule).toBeNull();
    const sets = { coverage: 0.9, threshold: 0.3 };
    model.state = { phase: 'ready', summary: { ...summary, sets } };
    await passed();
    expect(first.rule).toEqual({ threshold: 0.3 });
  });

  it('reads, colours, settles, refines and asks other methods, of itself', async () => {
    draft.text = 'good film';
    await passed(200);
    expect(held.calls.classify).toHaveLength(0);
    await read();
    expect(first.answer?.stage).toBe('read');
    const asked = held.calls.explain[0]!;
    expect(asked.request).toMatchObject({ text: 'good film', classIndex: null, output: 'probability' });
    const partial = explanationBy('leverage-shap', { values: [0.2, 0], standardErrors: [0.1, 0.1] });
    asked.tell({ method: 'leverage-shap', done: 10, total: 64, partial, finished: [] });
    await passed();
    expect([first.answer?.stage, first.working]).toEqual(['coloured', true]);
    await explain();
    expect([first.answer?.stage, first.working, first.settled]).toEqual(['settled', false, true]);
    // Its error is still larger than what is asked for.
    expect(first.answer?.fine).toBe(false);
    expect(held.calls.explain).toHaveLength(2);
    await explain(shapley([0.29, -0.09]));
    expect(first.answer?.explanation?.values).toEqual([0.29, -0.09]);
    expect(first.answer?.fine).toBe(true);
    expect(methodsAsked()).toEqual(['lime']);
    await explain(comparisonOf([explanationBy('lime')]));
    // It stands there while the next one is asked.
    expect(first.answer?.consensus).toMatchObject({ methods: 2, disputed: [], agree: true });
    expect(methodsAsked()).toEqual(['integrated-gradients']);
    await explain(comparisonOf([explanationBy('integrated-gradients', { values: [0.2, 0.1] })]));
    expect(first.answer?.consensus).toMatchObject({ methods: 3, disputed: [1] });
    expect(first.answering.phase).toBe('done');
  });

  it('sets the marks that any tool can read, and measures from start to settled', async () => {
    for (const name of ['first-prediction', 'first-colours', 'settled', 'stopped'])
      performance.clearMarks(name);
    draft.text = 'good film';
    await read();
    await explain();
    expect(performance.getEntriesByName('settled')).toHaveLength(0);
    await explain();
    const names = performance.getEntriesByType('mark').map(({ name }) => name);
    for (const name of ['first-prediction', 'first-colours', 'settled']) expect(names).toContain(name);
    expect(performance.getEntriesByName('explain', 'measure')).toHaveLength(1);
    expect(names).not.toContain('stopped');
  });

  it.each([
    ['Good. Bad.', 1],
    ['So it goes. '.repeat(12), 0],
  ])(
    'by sentence it is settled before its phrases are refined, where its sentences have their values: %s',
    async (text, early) => {
      draft.text = text;
      await read({ words: 60 });
      performance.clearMarks('settled');
      first.explainBy('phrases');
      await passed();
      await explain(comparisonOf([explanationBy('partition-shap')]));
      expect(performance.getEntriesByName('settled')).toHaveLength(early);
      await explain(comparisonOf([explanationBy('partition-shap')]));
      expect(performance.getEntriesByName('settled')).toHaveLength(1);
    },
  );

  it('tells how far it is by what the text takes as a rule, not by all that its budget allows', async () => {
    for (let times = 0; times < 3; times++) first.pace.learn(1, classificationOf({ readTokens: 102 }), 0.01);
    draft.text = 'good film';
    await read({ words: 100, tokens: 102, seenTokens: 102, readTokens: 102, seconds: 4 });
    first.explainBy('words');
    await passed();
    held.calls.explain[0]!.tell({
      method: 'leverage-shap',
      done: 2,
      total: 1_000_000,
      partial: null,
      finished: [],
    });
    await passed();
    const { total, left } = first.answering.progress!;
    expect(total).toBeLessThan(10_000);
    expect(left).toBeCloseTo(0.01 * (total - 2), 6);
  });

  describe('the price of a long text', () => {
    const long = classificationOf({ words: 100, tokens: 102, seenTokens: 102, readTokens: 102, seconds: 40 });
    const price = () =>
      first.answering.priceOf({ method: 'leverage-shap', settings: { budget: 'normal' } }, long);
    /** Each reading of some rows takes so many milliseconds; the last of them all further ones. */
    const readingTakes = (...milliseconds: number[]) => {
      let now = 0;
      vi.spyOn(performance, 'now').mockImplementation(() => now);
      const calls = { count: 0 };
      held.predict = () => {
        now += milliseconds[Math.min(calls.count++, milliseconds.length - 1)]!;
        return Promise.resolve(new Float64Array());
      };
      return calls;
    };
    afterEach(() => vi.restoreAllMocks());

    const ask = async () => {
      draft.text = 'good film';
      await read({ words: 100, tokens: 102, seenTokens: 102, readTokens: 102, seconds: 40 });
    };

    it('is measured by rows of its own, whatever its first reading took', async () => {
      const calls = readingTakes(200);
      await ask();
      expect(calls.count).toBe(3);
      // Twenty rows in 0.2 s.
      const rows = expectedRows({ method: 'leverage-shap', settings: { budget: 'normal' } }, long);
      expect(price()).toBeCloseTo(0.01 * rows, 6);
      // What is known is not measured again.
      draft.text = 'good book';
      await read({ words: 100, tokens: 102, seenTokens: 102, readTokens: 102 });
      expect(calls.count).toBe(3);
    });

    it('is measured on while the computer is busy, and no number until it is steady', async () => {
      const calls = readingTakes(4000, 4000, 200);
      await ask();
      expect([calls.count, price()]).toEqual([3, null]);
      await passed(10_000);
      expect(calls.count).toBe(5);
      expect(price()).toBeLessThan(60);
      expect(first.answering.phase).toBe('done');
    });

    it('is given up where it is never steady', async () => {
      const calls = readingTakes(...Array.from({ length: 36 }, (_, i) => 100 * 5 ** (i % 3)));
      await ask();
      await passed(60_000);
      expect(first.pace.inVain).toBe(false);
      await passed(180_000);
      expect([calls.count, price(), first.pace.inVain]).toEqual([36, null, true]);
    });

    it('is not measured, nor told, while more of the model is loaded', async () => {
      const calls = readingTakes(200);
      model.state = { phase: 'ready', summary: { ...summary, gradients: { kind: 'coming' } } };
      await ask();
      expect([calls.count, price()]).toEqual([0, null]);
      model.state = { phase: 'ready', summary };
      await passed();
      expect([calls.count, price() !== null]).toEqual([3, true]);
    });

    it('is measured anew where another backend reads', async () => {
      const calls = readingTakes(200);
      await ask();
      model.state = { phase: 'ready', summary: { ...summary, backend: 'webgpu' } };
      await passed();
      expect([calls.count, price() !== null]).toEqual([6, true]);
    });

    it('gives way at once to what is asked for', async () => {
      readingTakes(200);
      const signals: AbortSignal[] = [];
      held.predict = (signal) => {
        signals.push(signal);
        return new Promise(() => undefined);
      };
      await ask();
      expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
      first.explainBy('words');
      await passed();
      expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    });
  });

  it('explains a long text when it is told how, and goes on where it was stopped', async () => {
    draft.text = 'good film';
    await read({ words: 60 });
    expect(held.calls.explain).toHaveLength(0);
    expect(first.answering.phase).toBe('done');
    first.explainBy('phrases');
    await passed();
    expect(held.calls.classify).toHaveLength(1);
    expect(held.calls.explain[0]!.request.methods[0]!.method).toBe('partition-shap');
    first.stop();
    expect(held.calls.explain[0]!.signal.aborted).toBe(true);
    await passed(1000);
    expect([first.answering.phase, held.calls.explain.length]).toEqual(['cancelled', 1]);
    first.resume();
    await passed();
    expect(held.calls.explain).toHaveLength(2);
  });

  it('shows values by chance only with their errors: until then no direction is clear', async () => {
    draft.text = 'good film';
    await read();
    const [asked] = held.calls.explain;
    const tell = (standardErrors: number[] | null) => {
      const partial = explanationBy('leverage-shap', { standardErrors });
      asked!.tell({ method: 'leverage-shap', done: 1, total: 64, partial, finished: [] });
      return passed();
    };
    await tell(null);
    expect([first.answer?.stage, first.answer?.explanation]).toEqual(['read', null]);
    await tell([0.1, 0.1]);
    expect(first.answer?.stage).toBe('coloured');
  });

  it('keeps what is on show when it is stopped', async () => {
    draft.text = 'good film';
    await read();
    const partial = explanationBy('leverage-shap', { standardErrors: [0.1, 0.1] });
    held.calls.explain[0]!.tell({ method: 'leverage-shap', done: 1, total: 64, partial, finished: [] });
    await passed();
    first.stop();
    await explain();
    expect(first.answer?.explanation).toEqual(partial);
    expect(first.explained).toBe(true);
  });

  describe('another class', () => {
    const target = { classIndex: 0, output: 'probability' } as const;
    const coarse = explanationBy('leverage-shap', { target, standardErrors: [0.02, 0.01] });
    /** What was known is enough: nothing was evaluated. */
    const known = (...explanations: Explanation[]) => ({ ...comparisonOf(explanations), evaluations: 0 });

    beforeEach(async () => {
      draft.text = 'good film';
      await read();
      await explain();
      await explain();
      await askOthers();
      first.explainClass(0);
      await passed();
    });

    it('is explained from what was read, by its own errors, and nothing is asked after that', async () => {
      const { request } = held.calls.explain.at(-1)!;
      expect(request).toMatchObject({ classIndex: 0, fromKnown: true });
      expect(methodsAsked()).toEqual([bestShapleyMethod, 'lime']);
      const calls = held.calls.explain.length;
      // What was on show stays until there is more.
      expect(first.answer?.explanation?.target.classIndex).toBe(1);
      await explain(known(coarse, explanationBy('lime', { target })));
      expect(first.answer).toMatchObject({
        stage: 'settled',
        explanation: coarse,
        fine: false,
        fromKnown: true,
      });
      expect(first.answer?.consensus?.methods).toBe(2);
      await passed(10_000);
      expect(held.calls.explain).toHaveLength(calls);
      expect(held.calls.classify).toHaveLength(1);
      // Back and forth: both are kept.
      first.explainClass(1);
      await passed();
      expect(first.answer).toMatchObject({ fine: true, fromKnown: false });
      first.explainClass(0);
      await passed();
      expect(first.answer).toMatchObject({ explanation: coarse, fromKnown: true });
      expect(held.calls.explain).toHaveLength(calls);
    });

    it('is read for when that is asked, and the other methods are asked', async () => {
      await explain(known(coarse, explanationBy('lime', { target })));
      first.refine();
      await passed();
      expect(held.calls.explain.at(-1)!.request).toMatchObject({ classIndex: 0, fromKnown: false });
      expect(first.answer?.explanation).toEqual(coarse);
      await explain(
        comparisonOf([explanationBy('leverage-shap', { target, standardErrors: [0.004, 0.004] })]),
      );
      expect(first.answer).toMatchObject({ fine: true, fromKnown: false });
      await askOthers();
      expect(first.answer?.consensus?.methods).toBe(3);
    });

    it('needs no more for its values where its errors are small enough', async () => {
      const fine = { ...coarse, standardErrors: [0.001, 0.004] };
      await explain(known(fine, explanationBy('lime', { target })));
      expect(first.answer).toMatchObject({ fine: true, fromKnown: true });
      first.refine();
      await passed();
      expect(methodsAsked()).toEqual(['integrated-gradients']);
    });

    it('is read for where nothing is known any more', async () => {
      await explain();
      expect(held.calls.explain.at(-1)!.request).toMatchObject({ classIndex: 0, fromKnown: false });
      expect(first.answer?.stage).toBe('read');
    });
  });

  it('strikes a word: the class stays, the colours follow, and undo brings the answer back at once', async () => {
    draft.text = 'good film';
    await read();
    await explain();
    await explain();
    await askOthers();
    const before = first.answer;
    first.strike({ start: 0, end: 4 });
    await passed();
    expect(held.calls.classify.at(-1)!.request).toMatchObject({
      text: 'good film',
      struck: [{ start: 0, end: 4 }],
    });
    expect([first.stale, first.isOfTextBefore]).toEqual([true, true]);
    expect(first.original.value?.classification).toEqual(before?.classification);
    await read({ words: 1, probabilities: [0.8, 0.2] });
    expect(first.stale).toBe(false);
    const { request } = held.calls.explain.at(-1)!;
    expect(request).toMatchObject({ struck: [{ start: 0, end: 4 }], classIndex: 1 });
    await explain();
    const calls = held.calls.explain.length;
    first.edits.undo();
    await passed();
    expect(held.calls.classify).toHaveLength(2);
    expect(held.calls.explain).toHaveLength(calls);
    expect(first.answer?.explanation).toEqual(before?.explanation);
    expect(first.stale).toBe(false);
  });

  it('replaces a word by a new text, of which the original is read where it is not known', async () => {
    first.open({ text: 'good film', struck: [{ start: 0, end: 4 }], className: 'bad' });
    await passed();
    expect(held.calls.classify.map(({ request }) => request.struck)).toEqual([
      [{ start: 0, end: 4 }],
      undefined,
    ]);
    held.calls.classify[0]!.answer(classificationOf({ words: 1 }));
    await passed();
    expect(held.calls.explain[0]!.request.classIndex).toBe(0);
    first.replace({ start: 5, end: 9 }, 'book');
    await passed();
    expect(draft.text).toBe('good book');
    expect(held.calls.classify.at(-1)!.request).toMatchObject({
      text: 'good book',
      struck: [{ start: 0, end: 4 }],
    });
  });

  it('rests while another view is open, and asks nothing again once it has answered', async () => {
    draft.text = 'good film';
    await read();
    open = false;
    await passed();
    expect(held.calls.explain[0]!.signal.aborted).toBe(true);
    open = true;
    await passed();
    await explain();
    await explain();
    await askOthers();
    const calls = held.calls.explain.length;
    open = false;
    await passed();
    open = true;
    await passed(1000);
    expect(held.calls.explain).toHaveLength(calls);
  });

  it('says why other methods have not answered, and keeps the explanation', async () => {
    draft.text = 'good film';
    await read();
    await explain();
    await explain();
    for (let times = 0; times < 2; times++) {
      held.calls.explain.at(-1)!.fail(new Error('The graphics device was lost.'));
      await passed();
    }
    expect(first.answer?.withoutOthers).toBe(
      'LIME and Integrated Gradients could not be asked. The graphics device was lost.',
    );
    expect(first.settled).toBe(true);
  });

  it('asks the methods that need gradients once the model gives them again, and those alone', async () => {
    const gradients = (kind: 'there' | 'failed') => {
      const state = kind === 'there' ? ({ kind, difference: 0 } as const) : ({ kind, reason: '' } as const);
      model.state = { phase: 'ready', summary: { ...summary, gradients: state } };
    };
    draft.text = 'good film';
    await read();
    await explain();
    await explain();
    await explain(comparisonOf([explanationBy('lime')]));
    held.calls.explain.at(-1)!.fail(new Error('The runtime did not come.'));
    await passed();
    gradients('failed');
    await passed();
    expect(first.answer?.consensus?.methods).toBe(2);
    expect(first.answer?.withoutOthers).toBe(
      'Integrated Gradients could not be asked. The runtime did not come.',
    );
    const calls = held.calls.explain.length;

    // Trying again loads the model anew.
    model.state = { phase: 'loading', backend: 'wasm', progress: null };
    await passed();
    gradients('there');
    await passed();
    expect(held.calls.classify).toHaveLength(1);
    expect(held.calls.explain).toHaveLength(calls + 1);
    expect(methodsAsked()).toEqual(['integrated-gradients']);
    expect(first.settled).toBe(true);
    await explain(comparisonOf([explanationBy('integrated-gradients')]));
    expect(first.answer?.consensus?.methods).toBe(3);
    expect(first.answer?.withoutOthers).toBe('');
    expect(held.calls.explain).toHaveLength(calls + 1);
  });

  it('says that a text is in another language, once it is read, and not of the next text', async () => {
    held.languageNote = () => Promise.resolve({ language: 'pl', unknownWords: 0 });
    draft.text = 'dobry film';
    await passed(300);
    expect(first.languageNote).toBeNull();
    await read();
    expect(first.languageNote).toEqual({ language: 'pl', unknownWords: 0 });
    held.languageNote = () => Promise.resolve(null);
    draft.text = 'good film';
    await read();
    expect(first.languageNote).toBeNull();
  });

  it('asks nothing about the language of what is stored with the model', async () => {
    held.languageNote = () => Promise.resolve({ language: 'pl', unknownWords: 0 });
    draft.text = 'bad film';
    await read();
    await explain();
    expect(first.settled).toBe(true);
    expect(first.languageNote).toBeNull();
  });

  it('keeps its answer where the language cannot be looked at', async () => {
    held.languageNote = () => Promise.reject(new Error('a file did not come'));
    draft.text = 'good film';
    await read();
    expect(first.languageNote).toBeNull();
    expect(first.answer?.stage).toBe('read');
  });

  it('forgets the text that is taken out of the box', async () => {
    draft.text = 'good film';
    await read();
    draft.text = '';
    await passed();
    expect(first.answer).toBeNull();
  });
});
