import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { classificationOf } from '../explain/testing';
import { HeldModel } from '../task/testing';
import { LiveClassification } from './live-classification.svelte';

const readingOf = (first: number) => classificationOf({ probabilities: [first, 1 - first] });

describe('live classification', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('reads a text once typing has stopped, and only the last', async () => {
    const model = new HeldModel();
    const live = new LiveClassification(model);
    live.update('a', 'windows');
    await vi.advanceTimersByTimeAsync(200);
    live.update('ab', 'windows');
    await vi.advanceTimersByTimeAsync(249);
    expect(model.calls.classify).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(model.calls.classify.map(({ request }) => request)).toEqual([{ text: 'ab', longText: 'windows' }]);
    model.calls.classify[0]!.answer(readingOf(0.25));
    await vi.runAllTimersAsync();
    expect(live.value).toMatchObject({ text: 'ab', classification: { probabilities: [0.25, 0.75] } });
  });

  it('keeps the former reading until the new one is there, and ignores late answers for former texts', async () => {
    const model = new HeldModel();
    const live = new LiveClassification(model);
    live.update('old', 'windows');
    await vi.advanceTimersByTimeAsync(250);
    live.update('new', 'windows');
    await vi.advanceTimersByTimeAsync(250);
    expect(model.calls.classify[0]!.signal.aborted).toBe(true);
    model.calls.classify[1]!.answer(readingOf(0.5));
    await vi.runAllTimersAsync();
    model.calls.classify[0]!.answer(readingOf(0.1));
    await vi.runAllTimersAsync();
    expect(live.value?.text).toBe('new');
    live.update('newer', 'windows');
    await vi.advanceTimersByTimeAsync(250);
    expect([live.phase, live.value?.text]).toEqual(['running', 'new']);
  });

  it('tells how far a long text has been read, until it is stopped', async () => {
    const model = new HeldModel();
    const live = new LiveClassification(model);
    live.update('long', 'windows');
    await vi.advanceTimersByTimeAsync(250);
    model.calls.classify[0]!.tell({ done: 3, total: 9 });
    expect(live.progress).toMatchObject({ done: 3, total: 9 });
    live.cancel();
    model.calls.classify[0]!.tell({ done: 4, total: 9 });
    expect([live.phase, live.progress]).toEqual(['cancelled', null]);
  });

  it('reads nothing where there is nothing to read, and forgets what was read', async () => {
    const model = new HeldModel();
    const live = new LiveClassification(model);
    live.update('text', 'windows');
    await vi.advanceTimersByTimeAsync(250);
    model.calls.classify[0]!.answer(readingOf(0.5));
    await vi.runAllTimersAsync();
    live.update(null, 'windows');
    await vi.runAllTimersAsync();
    expect([live.phase, live.value, model.calls.classify.length]).toEqual(['idle', null, 1]);
  });

  it('knows a reading by its text and by how it is read', async () => {
    const model = new HeldModel();
    const live = new LiveClassification(model);
    live.update('text', 'windows');
    await vi.advanceTimersByTimeAsync(250);
    model.calls.classify[0]!.answer(readingOf(0.5));
    await vi.runAllTimersAsync();
    expect(live.of({ text: 'text', longText: 'windows' })).toEqual(readingOf(0.5));
    expect(live.of({ text: 'text', longText: 'truncate' })).toBeNull();
    expect(live.of({ text: 'other', longText: 'windows' })).toBeNull();
  });

  it('says what went wrong, and reads the next text', async () => {
    const model = new HeldModel();
    const live = new LiveClassification(model);
    live.update('text', 'windows');
    await vi.advanceTimersByTimeAsync(250);
    model.calls.classify[0]!.fail(new Error('The worker ended.'));
    await vi.runAllTimersAsync();
    expect([live.phase, live.error]).toEqual(['failed', 'The worker ended.']);
    live.update('text', 'windows');
    await vi.advanceTimersByTimeAsync(250);
    model.calls.classify[1]!.answer(readingOf(0.5));
    await vi.runAllTimersAsync();
    expect([live.phase, live.error]).toEqual(['done', '']);
  });

  it('says so where there is no model', async () => {
    const live = new LiveClassification({ client: null });
    live.update('text', 'windows');
    await vi.advanceTimersByTimeAsync(250);
    expect(live.error).toBe('There is no model to ask.');
  });
});
