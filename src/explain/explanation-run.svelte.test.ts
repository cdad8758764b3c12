import { describe, expect, it } from 'vitest';
import { HeldModel, settle } from '../task/testing';
import { ExplanationRun } from './explanation-run.svelte';
import { classificationOf, comparisonOf, explanationBy, questionOf } from './testing';

const lime = explanationBy('lime');
const saliency = explanationBy('saliency');
const known = classificationOf();

async function started() {
  const model = new HeldModel();
  const run = new ExplanationRun(model);
  const question = questionOf();
  const ended = run.start(question, known);
  await settle();
  return { model, run, question, ended, call: model.calls.explain[0]! };
}

describe('an explanation run', () => {
  it('shows what is ready while it runs, then the whole', async () => {
    const { run, question, ended, call } = await started();
    expect([run.waiting, run.shown, run.whole]).toEqual([true, null, null]);
    call.tell({ method: 'lime', done: 1, total: 10, partial: null, finished: [] });
    expect(run.progress).toMatchObject({ method: 'lime', done: 1, total: 10 });
    expect(run.waiting).toBe(true);
    call.tell({ method: 'lime', done: 5, total: 10, partial: lime, finished: [] });
    expect(run.shown).toMatchObject({ explanations: [], partial: { method: 'lime' } });
    call.tell({ method: 'lime', done: 6, total: 10, partial: null, finished: [] });
    expect(run.shown?.partial).toBe(lime);
    call.tell({ method: 'saliency', done: 0, total: 1, partial: null, finished: [lime] });
    expect(run.shown).toMatchObject({ explanations: [lime], partial: null });
    expect(run.whole).toBeNull();
    call.answer(comparisonOf([lime, saliency]));
    await ended;
    expect(run.phase).toBe('done');
    expect(run.whole).toEqual({
      ...question,
      classification: known,
      explanations: [lime, saliency],
      partial: null,
      comparison: comparisonOf([lime, saliency]),
      date: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
    });
  });

  it('counts the time of each method from its own beginning', async () => {
    const { run, call } = await started();
    call.tell({ method: 'lime', done: 1, total: 10, partial: null, finished: [] });
    const first = run.progress!.startedAt;
    await new Promise((resolve) => setTimeout(resolve, 5));
    call.tell({ method: 'lime', done: 2, total: 10, partial: null, finished: [] });
    expect(run.progress!.startedAt).toBe(first);
    call.tell({ method: 'saliency', done: 0, total: 1, partial: null, finished: [lime] });
    expect(run.progress!.startedAt).toBeGreaterThan(first);
  });

  it('keeps what has come of it when it is cancelled, and nothing that comes later', async () => {
    const { run, ended, call } = await started();
    call.tell({ method: 'saliency', done: 0, total: 1, partial: null, finished: [lime] });
    call.tell({ method: 'saliency', done: 1, total: 2, partial: saliency, finished: [] });
    run.cancel();
    expect(call.signal.aborted).toBe(true);
    expect(run.phase).toBe('cancelled');
    call.tell({ method: 'saliency', done: 2, total: 2, partial: null, finished: [saliency] });
    call.answer(comparisonOf([lime, saliency]));
    await ended;
    expect(run.phase).toBe('cancelled');
    expect(run.shown).toMatchObject({ explanations: [lime], partial: saliency, comparison: null });
  });

  it('brings back the answer before where it is cancelled, or fails, with nothing to show', async () => {
    const { model, run, question, ended, call } = await started();
    call.answer(comparisonOf([lime, saliency]));
    await ended;
    const cancelled = run.start(questionOf({ text: 'bad film' }), known);
    await settle();
    expect([run.shown, run.question?.request.text]).toEqual([null, 'bad film']);
    run.cancel();
    expect(run.whole?.request).toBe(question.request);
    model.calls.explain[1]!.answer(comparisonOf([]));
    await cancelled;
    expect(run.whole?.request).toBe(question.request);
    const failed = run.start(questionOf({ text: 'bad film' }), known);
    await settle();
    model.calls.explain[2]!.fail(new Error('Out of memory.'));
    await failed;
    expect([run.phase, run.error, run.whole?.request]).toEqual([
      'failed',
      'Out of memory.',
      question.request,
    ]);
  });

  it('heeds only the last of two runs', async () => {
    const { model, run, ended, call } = await started();
    const second = run.start(questionOf({ text: 'bad film' }), known);
    await settle();
    call.tell({ method: 'saliency', done: 0, total: 1, partial: null, finished: [lime] });
    call.answer(comparisonOf([lime]));
    await ended;
    expect([run.phase, run.shown]).toEqual(['running', null]);
    model.calls.explain[1]!.answer(comparisonOf([lime, saliency]));
    await second;
    expect(run.whole?.request.text).toBe('bad film');
  });

  it('can be asked again after an error', async () => {
    const { model, run, ended, call } = await started();
    call.fail(new Error('The device was lost.'));
    await ended;
    expect([run.phase, run.error, run.value]).toEqual(['failed', 'The device was lost.', null]);
    const again = run.start(questionOf(), known);
    await settle();
    expect(run.error).toBe('');
    model.calls.explain[1]!.answer(comparisonOf([lime, saliency]));
    await again;
    expect([run.phase, run.whole?.explanations.length]).toEqual(['done', 2]);
  });

  it('has the text read first where it is not known how the model reads it', async () => {
    const model = new HeldModel();
    const run = new ExplanationRun(model);
    const ended = run.start(questionOf({ text: 'good film', longText: 'truncate' }), null);
    await settle();
    expect(model.calls.explain).toHaveLength(0);
    expect(model.calls.classify[0]!.request).toEqual({ text: 'good film', longText: 'truncate' });
    model.calls.classify[0]!.answer(classificationOf({ windows: 7 }));
    await settle();
    model.calls.explain[0]!.answer(comparisonOf([lime, saliency]));
    await ended;
    expect(run.whole?.classification.windows).toBe(7);
  });
});
