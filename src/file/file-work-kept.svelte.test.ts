import { describe, expect, it } from 'vitest';
import { MemoryShelf } from '../../workers/testing/memory-shelf';
import type { FileWork } from './file-work.svelte';
import { FakeModel, asks, csv, emptyPage, haltAt, pageWithFile, source, texts } from './testing';

describe('work on a file that is kept or saved', () => {
  it('judges work that was saved without a rule by that of its model, and by its margin with another model', async () => {
    const { work, model } = emptyPage();
    await work.open(source());
    await work.start('windows');
    work.running.stop();
    work.running.readBy = { name: 'fake', version: '1', classes: ['bad', 'good'] };
    const packed = (await work.packed())!;
    expect(new TextDecoder().decode(await packed.content.slice(0, 2000).arrayBuffer())).not.toContain(
      '"rule"',
    );

    model.rule = { threshold: 0.05 };
    await work.open(packed);
    await expect.poll(() => work.tally.counts?.unsure).toBe(100);
    expect(work.running.readBy.rule).toEqual({ threshold: 0.05 });
    // What is saved from here on says it.
    const again = (await work.packed())!;
    model.summary = { name: 'another', version: '2' };
    model.rule = null;
    await work.open(again);
    expect([work.running.rule, work.tally.counts?.unsure]).toEqual([{ threshold: 0.05 }, 100]);
    await work.open(packed);
    expect([work.running.rule, work.tally.counts?.unsure]).toEqual([null, 0]);
  });

  it('goes on after a reload with what is kept, and asks nobody before it', async () => {
    const shelf = new MemoryShelf();
    const { work, model } = emptyPage(new FakeModel(), shelf);
    model.before = haltAt(2, () => work.running.cancel());
    await work.open(source());
    work.keeping.isWanted = true;
    await work.start('windows');
    const read = work.tally.counts!.read;
    expect(read).toBeLessThan(100);
    await work.shown.ask({ contains: 'answer 9' });
    await work.keeping.rememberNow();
    expect(asks()).toBe(false);
    work.close();

    const { work: later, model: after } = emptyPage(new FakeModel(), shelf);
    await later.keeping.refresh();
    expect(later.keeping.works).toMatchObject([{ name: 'rows.csv', rows: 100, readTexts: read }]);
    await later.openKept(later.keeping.works[0]!.id);
    await expect.poll(() => later.running.phase).toBe('done');
    expect(after.batches.flat()).toEqual(texts.slice(read));
    expect([later.shown.query.contains, later.shown.selected, later.name]).toEqual([
      'answer 9',
      11,
      'rows.csv',
    ]);
    expect(later.tally.scores?.metrics?.accuracy).toBeCloseTo(0.6, 12);
    await later.keeping.want(false);
    expect([later.keeping.id, later.keeping.works, later.tally.counts?.read]).toEqual([null, [], 100]);
    expect(asks()).toBe(true);
  });

  it('is kept as it was stopped: it opens without reading on, until that is asked for', async () => {
    const shelf = new MemoryShelf();
    const { work, model } = emptyPage(new FakeModel(), shelf);
    model.before = haltAt(2, () => work.running.stop());
    await work.open(source());
    work.keeping.isWanted = true;
    await work.start('windows');
    const read = work.tally.counts!.read;
    expect(read).toBeLessThan(100);
    await work.keeping.rememberNow();
    work.close();

    const { work: later, model: after } = emptyPage(new FakeModel(), shelf);
    await later.keeping.refresh();
    await later.openKept(later.keeping.works[0]!.id);
    expect([later.running.isStopped, later.tally.counts?.read, after.batches]).toEqual([true, read, []]);
    await later.running.goOn('windows');
    expect(after.batches.flat()).toEqual(texts.slice(read));
    expect(later.running.isStopped).toBe(false);
  });

  it('is kept with what is chosen while it is written for the first time', async () => {
    const shelf = new MemoryShelf();
    const { work } = await pageWithFile(new FakeModel(), shelf);
    const wanted = work.keeping.want(true);
    await work.shown.ask({ contains: 'answer 9' });
    await wanted;
    await expect.poll(() => work.keeping.isSettled).toBe(true);
    work.close();
    const { work: later } = emptyPage(new FakeModel(), shelf);
    await later.keeping.refresh();
    await later.openKept(later.keeping.works[0]!.id);
    expect(later.shown.query.contains).toBe('answer 9');
  });

  it('is settled once the last of several choices is kept', async () => {
    const { work } = await pageWithFile();
    await work.keeping.want(true);
    void work.shown.ask({ contains: 'answer 8' });
    const first = work.keeping.rememberNow();
    void work.shown.ask({ contains: 'answer 7' });
    await first;
    expect(work.keeping.isSettled).toBe(false);
    await expect.poll(() => work.keeping.isSettled).toBe(true);
  });

  it('that was closed while it was written says nothing of the file that is open then', async () => {
    const { work } = await pageWithFile();
    const wanted = work.keeping.want(true);
    await work.open(source(csv, 'another.csv'));
    await wanted;
    const { id, isWanted, isWriting, problem } = work.keeping;
    expect([id, isWanted, isWriting, problem]).toEqual([null, false, false, '']);
  });

  it('is known again by its bytes, whatever its name', async () => {
    const { work } = emptyPage();
    await work.open(source());
    work.keeping.isWanted = true;
    await work.start('windows');
    work.close();
    await work.open(source(csv, 'another.csv'));
    expect(work.keeping.known).toMatchObject({ name: 'rows.csv' });
    await work.open(source(csv.replace('bad', 'sad')));
    expect(work.keeping.known).toBeNull();
  });

  it('is saved as one file, opened by another page, and read on by the same model alone', async () => {
    const { work, model } = emptyPage();
    model.before = haltAt(2, () => work.running.cancel());
    await work.open(source());
    await work.start('windows');
    const read = work.tally.counts!.read;
    let saved: Blob | null = null;
    await work.output.saveWork((content) => (saved = content));
    work.close();

    const { work: later, model: other } = emptyPage();
    other.summary = { name: 'fake', version: '2' };
    await later.open(source(await saved!.arrayBuffer(), 'saved.albert-work'));
    await expect.poll(() => later.running.phase).toBe('failed');
    expect([later.running.isOtherModel, later.tally.counts?.read, later.name]).toEqual([
      true,
      read,
      'rows.csv',
    ]);
    expect(later.running.error).toMatch(/read by fake 1, and this page has fake 2/);
    await later.models.readAnew('windows');
    expect(other.batches.flat()).toEqual(texts);
    expect([later.running.isOtherModel, later.running.readBy?.version]).toEqual([false, '2']);
  });

  it('is read to its end as it was begun, and knows after it was saved how that was', async () => {
    const { work, model } = emptyPage();
    model.before = haltAt(2, () => work.running.cancel());
    await work.open(source());
    await work.start('truncate');
    await work.running.goOn('windows');
    expect(work.running.longText).toBe('truncate');
    expect(new Set(model.longTexts)).toEqual(new Set(['truncate']));
    const packed = await work.packed();
    work.close();
    const { work: later } = emptyPage();
    await later.open(packed!);
    expect(later.running.longText).toBe('truncate');
    await later.models.readAnew('windows');
    expect(later.running.longText).toBe('windows');
  });

  it('is saved with its reasons, and kept with them', async () => {
    const shelf = new MemoryShelf();
    const { work } = emptyPage(new FakeModel(), shelf);
    await work.open(source());
    work.keeping.isWanted = true;
    await work.start('windows');
    work.reasons.most = 30;
    await work.reasons.start('windows');
    let saved: Blob | null = null;
    await work.output.saveWork((content) => (saved = content));
    const driversOf = (page: FileWork) =>
      page.call((api) => api.drivers({ classIndex: 1, least: null, order: 'mean', most: 5 }));
    const shown = await driversOf(work);
    expect(shown!.raises).toHaveLength(1);
    // Kept a moment after they have come.
    await expect.poll(() => [...shelf.folders.values()][0]?.has('reasons.bytes')).toBe(true);
    await work.keeping.rememberNow();
    work.close();

    for (const from of ['kept', 'saved'] as const) {
      const { work: later, model } = emptyPage(new FakeModel(), shelf);
      await later.keeping.refresh();
      if (from === 'kept') await later.openKept(later.keeping.works[0]!.id);
      else await later.open(source(await saved!.arrayBuffer(), 'a'));
      expect(later.reasons.state, from).toEqual({ counted: 30, target: 30, from: 100 });
      expect(await driversOf(later), from).toEqual(shown);
      // More can be drawn behind those that are there.
      later.reasons.most = 40;
      await later.reasons.start('windows');
      expect(later.reasons.state, from).toEqual({ counted: 40, target: 40, from: 100 });
      expect(model.explained.flat(), from).toHaveLength(10);
      later.close();
    }
  });
});
