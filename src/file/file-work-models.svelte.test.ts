import { describe, expect, it } from 'vitest';
import { FakeModel, emptyPage, pageWithFile, source, texts } from './testing';

describe('work on a file by two models', () => {
  it('takes how the rows are read here as a column, to be held against one of the file', async () => {
    const { work } = emptyPage();
    await work.open(source());
    expect(work.models.readingName).toBeNull();
    await work.start('windows');
    expect(await work.models.addReadings()).toBe(2);
    expect(work.summary?.columns).toEqual(['text', 'label', 'fake 1']);
    const { counts, values } = await work.call((api) => api.changes([1, 2]));
    expect(values).toEqual(['bad', 'good']);
    // Sixty rows have the label that the model gives all of them.
    expect(counts).toEqual([
      [0, 40],
      [0, 60],
    ]);
  });

  it('has a file read by two models side by side, as columns that outlive their worker', async () => {
    const { work } = await pageWithFile();
    const packed = await work.packed();
    work.close();
    const other = new FakeModel();
    other.summary = { name: 'other', version: '2' };
    other.isBad = (text) => text.endsWith('7');
    const { work: beside, workers } = emptyPage(other);
    await beside.open(packed!);
    await expect.poll(() => beside.running.isOtherModel).toBe(true);
    await beside.models.readBeside('windows');
    expect(beside.problem).toBe('');
    expect(beside.summary?.columns).toEqual(['text', 'label', 'fake 1', 'other 2']);
    expect(beside.models.compared).toEqual([2, 3]);
    const changes = await beside.call((api) => api.changes([2, 3]));
    expect([changes.rows, changes.changed?.estimate]).toEqual([100, 0.1]);
    await beside.shown.ask({ differ: [2, 3] });
    const rows = await beside.shown.rows(0, 100);
    expect(rows.map(({ text }) => text)).toEqual(texts.filter((text) => text.endsWith('7')));
    expect(rows[0]!.cells.slice(-2)).toEqual(['good', 'bad']);
    // The figure whose click lists them stays what it was.
    expect(await beside.call((api) => api.changes([2, 3]))).toEqual(changes);
    await beside.shown.ask({ differ: null, cells: [{ column: 3, values: ['bad'] }] });
    expect(await beside.call((api) => api.changes([2, 3]))).toEqual(changes);
    await beside.shown.ask({ differ: [2, 3], cells: [] });
    workers.at(-1)!.fail('it was ended');
    await expect.poll(() => beside.mending.message).toMatch(/./);
    await expect
      .poll(() => beside.call((api) => api.changes([2, 3])).then(({ rows: count }) => count))
      .toBe(100);
  });
});
