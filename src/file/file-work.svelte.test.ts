import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import { asks, csv, emptyPage, haltAt, pageWithFile, source, texts } from './testing';

describe('work on a file', () => {
  it('looks, reads the file, reads each text once, and holds it against the labels', async () => {
    const { work, model } = emptyPage();
    await work.open(source(`${csv}\n${csv.split('\n').slice(1).join('\n')}`));
    expect([work.choices.textColumn, work.choices.labelColumn]).toEqual([0, 1]);
    await work.start('windows');
    expect(model.batches.flat()).toEqual(texts);
    expect(work.running.phase).toBe('done');
    expect(work.tally.counts).toMatchObject({ rows: 200, read: 200, perClass: [0, 200] });
    expect(work.tally.scores?.metrics?.accuracy).toBeCloseTo(0.6, 12);
    expect((await work.shown.rows(0, 2)).map(({ text }) => text)).toEqual(['answer 0', 'answer 1']);
  });

  it('counts and lists what could be more than one class by the rule of the model', async () => {
    const { work, model } = emptyPage();
    model.rule = { threshold: 0.05 };
    await work.open(source());
    await work.start('windows');
    expect(work.tally.counts).toMatchObject({ read: 100, unsure: 100 });
    await work.shown.ask({ rows: 'unsure' });
    expect(work.shown.selected).toBe(100);
  });

  it('says that all is read only once it shows all that was read', async () => {
    const { work } = emptyPage();
    const seen: { phase: string; read: number | undefined }[] = [];
    const stop = $effect.root(() => {
      $effect(() => {
        seen.push({ phase: work.running.phase, read: work.tally.counts?.read });
      });
    });
    await work.open(source());
    await work.start('windows');
    await tick();
    stop();
    const ends = seen.filter(({ phase }) => phase === 'done');
    expect(ends.length).toBeGreaterThan(0);
    expect(new Set(ends.map(({ read }) => read))).toEqual(new Set([100]));
  });

  it('keeps what was read when it is paused, and goes on behind it', async () => {
    const { work, model } = emptyPage();
    model.before = haltAt(2, () => work.running.cancel());
    await work.open(source());
    await work.start('windows');
    expect(work.running.phase).toBe('cancelled');
    const read = model.batches[0]!.length;
    expect(read).toBeLessThan(100);
    expect(work.tally.counts?.read).toBe(read);
    model.batches.length = 0;
    model.before = async () => undefined;
    await work.running.goOn('windows');
    expect(model.batches.flat()).toEqual(texts.slice(read));
    expect(work.tally.counts?.read).toBe(100);
  });

  it('keeps what was read when the model fails, and says why', async () => {
    const { work, model } = emptyPage();
    model.before = async (batch) => {
      if (batch === 2) throw new Error('The model was lost.');
    };
    await work.open(source());
    await work.start('windows');
    expect([work.running.phase, work.running.error]).toEqual(['failed', 'The model was lost.']);
    expect(work.tally.counts?.read).toBe(model.batches[0]!.length);
    await work.running.goOn('windows');
    expect(work.tally.counts?.read).toBe(100);
  });

  it('shows the rows of the last question, in whatever order questions are answered', async () => {
    const { work } = await pageWithFile();
    await Promise.all([work.shown.ask({ contains: 'answer 1' }), work.shown.ask({ contains: 'answer 99' })]);
    expect([work.shown.selected, work.shown.isAsking]).toEqual([1, false]);
    expect((await work.shown.rows(0, 9)).map(({ row }) => row)).toEqual([99]);
  });

  it('says that labels cannot be understood, and takes what they stand for', async () => {
    const { work } = emptyPage();
    await work.open(source(csv.replaceAll(',good', ',yes')));
    await work.start('windows');
    expect(work.tally.scores?.refused).toMatchObject({ count: 60, line: 2 });
    await work.setLabels(1, 'yes: good');
    expect(work.problem).toMatch(/is not LABEL=CLASS/);
    await work.setLabels(1, 'yes=good');
    expect(work.problem).toBe('');
    expect(work.tally.scores?.refused).toBeNull();
    expect(work.tally.scores?.metrics?.accuracy).toBeCloseTo(0.6, 12);
  });

  it('says what is wrong with a file that cannot be read', async () => {
    const { work } = emptyPage();
    await work.open(source(''));
    expect([work.opening.looking.phase, work.summary]).toEqual(['failed', null]);
    expect(work.opening.looking.error).toMatch(/nothing in it/);
    await work.open(source());
    expect([work.opening.looking.phase, work.opening.looking.error]).toEqual(['done', '']);
  });

  it('asks before the page is left while results are there, and no longer once the file is closed', async () => {
    const { work } = emptyPage();
    await work.open(source());
    expect(asks()).toBe(false);
    await work.start('windows');
    expect(asks()).toBe(true);
    work.close();
    expect(asks()).toBe(false);
  });

  it('shows a text around the word that was asked for', async () => {
    const { work } = emptyPage();
    const long = `${'far '.repeat(100)}waiting here`;
    await work.open(source(`text\n${long}\nno such word`));
    await work.start('windows');
    await work.shown.ask({ phrase: 'waiting' });
    expect(work.shown.selected).toBe(1);
    expect((await work.shown.rows(0, 1))[0]!.text).toMatch(/^…(?:far )+waiting here$/);
    expect(work.shown.isNarrowed).toBe(true);
    const found = async () => {
      const [row] = await work.shown.rows(0, 1);
      return row!.found && row!.text.slice(row!.found.start, row!.found.end);
    };
    expect(await found()).toBe('waiting');
    await work.shown.ask({ phrase: null, contains: 'ING HE' });
    expect([work.shown.selected, await found()]).toEqual([1, 'ing he']);
    await work.shown.ask({ contains: '' });
    expect(await found()).toBeNull();
  });
});
