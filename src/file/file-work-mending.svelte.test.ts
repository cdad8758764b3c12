import { describe, expect, it } from 'vitest';
import { settle } from '../task/testing';
import { emptyPage, haltAt, pageWithFile, source, texts } from './testing';

describe('work on a file whose worker ends', () => {
  it('reads the file again where the worker that holds it ends, and loses nothing', async () => {
    const { work, model, workers } = emptyPage();
    model.before = haltAt(2, async () => {
      await settle();
      workers[0]!.fail('it ended');
    });
    await work.open(source());
    await work.start('windows');
    await expect.poll(() => work.running.phase).toBe('done');
    expect(workers.map(({ isEnded }) => isEnded)).toEqual([true, false]);
    expect(work.mending.message).toMatch(/nothing is lost/);
    expect(work.tally.counts).toMatchObject({ rows: 100, read: 100 });
    expect(work.tally.scores?.metrics?.accuracy).toBeCloseTo(0.6, 12);
    // What was read before is not read again.
    expect(new Set(model.batches.flat()).size).toBe(100);
    expect(model.batches[0]!.some((text) => model.batches.slice(2).flat().includes(text))).toBe(false);
  });

  it('counts and lists the rows in languages that the model has not learnt, also after a worker ended', async () => {
    const { work, model, workers } = emptyPage();
    model.languageOf = (text) => (/1$/.test(text) ? 'es' : null);
    await work.open(source());
    await work.start('windows');
    const spanish = [{ language: 'es', rows: 10 }];
    expect(work.tally.counts!.otherLanguages).toEqual(spanish);
    await work.shown.ask({ rows: 'other-language' });
    expect(work.shown.selected).toBe(10);
    expect(work.shown.isNarrowed).toBe(true);
    expect((await work.shown.rows(0, 1))[0]).toMatchObject({ text: 'answer 1', language: 'es' });
    workers[0]!.fail('it ended');
    await expect.poll(() => work.mending.message).toMatch(/nothing is lost/);
    expect(work.tally.counts!.otherLanguages).toEqual(spanish);
    expect(model.batches.flat()).toHaveLength(100);
  });

  it('gives up where the worker dies of the same again, says so, and takes the file anew', async () => {
    const { work, workers } = await pageWithFile();
    workers[0]!.fail('it ended');
    await expect.poll(() => work.mending.message).toMatch(/nothing is lost/);
    workers[1]!.fail('it ended');
    expect(work.problem).toMatch(/the results with it/);
    expect([work.summary, work.tally.counts]).toEqual([null, null]);
    await work.start('windows');
    expect(work.tally.counts?.read).toBe(100);
    expect(workers).toHaveLength(3);
  });

  it('goes on explaining where the worker that holds the file ends, and explains no text twice', async () => {
    const { work, model, workers } = await pageWithFile();
    model.beforeReasons = haltAt(3, async () => {
      await settle();
      workers[0]!.fail('it ended');
    });
    await work.reasons.start('windows');
    await expect.poll(() => work.reasons.running.phase).toBe('done');
    expect(work.mending.message).toMatch(/nothing is lost/);
    expect(work.reasons.state).toEqual({ counted: 100, target: 100, from: 100 });
    // All but the batch that was under way.
    const given = model.explained.toSpliced(2, 1).flat();
    expect(given.toSorted()).toEqual(texts.toSorted());
  });

  it('knows after a worker ended of which rows the reasons are, as they were asked for', async () => {
    const { work, model, workers } = await pageWithFile();
    await work.shown.ask({ contains: 'answer 1' });
    work.reasons.scope = 'selected';
    await work.reasons.start('windows');
    const asked = { counted: 11, target: 11, from: 11 };
    expect(work.reasons.state).toEqual(asked);
    await work.shown.ask({ contains: '' });
    workers[0]!.fail('it ended');
    await expect.poll(() => work.mending.message).toMatch(/nothing is lost/);
    expect(work.reasons.state).toEqual(asked);
    expect(work.shown.selected).toBe(100);
    expect(model.explained.flat()).toHaveLength(11);

    const packed = await work.packed();
    work.close();
    const { work: later, workers: others } = emptyPage();
    await later.open(packed!);
    await expect.poll(() => later.running.phase).toBe('done');
    others[0]!.fail('it ended');
    await expect.poll(() => later.mending.message).toMatch(/nothing is lost/);
    expect(later.reasons.state).toEqual(asked);
  });
});
