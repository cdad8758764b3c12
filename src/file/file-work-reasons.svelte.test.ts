import { describe, expect, it } from 'vitest';
import { emptyPage, pageWithFile, texts } from './testing';

describe('the reasons of a file', () => {
  it('tells a price, then explains each text once, the rows in sight first', async () => {
    const { work, model } = await pageWithFile();
    expect([work.reasons.most, work.reasons.state]).toEqual([null, null]);
    await work.reasons.estimate();
    expect(work.reasons.price.value).toMatchObject({ rows: 100 });
    expect(work.reasons.price.value!.seconds).toBeGreaterThan(0);
    work.shown.inSight = { from: 97, count: 3 };
    await work.reasons.start('windows');
    expect(work.reasons.running.phase).toBe('done');
    expect(model.explained[0]!.slice(0, 3)).toEqual(texts.slice(97));
    expect(model.explained.flat().toSorted()).toEqual(texts.toSorted());
    expect(work.reasons.state).toEqual({ counted: 100, target: 100, from: 100 });
    expect([...model.methods]).toEqual(['leave-one-out']);
    const [row] = await work.shown.rows(0, 1);
    expect(row!.reasons).toEqual([
      { start: 0, end: 6, value: expect.closeTo(0.2, 6) as number, clear: true },
      { start: 7, end: 8, value: 0, clear: true },
    ]);
    const ask = () => work.call((api) => api.drivers({ classIndex: 1, least: null, order: 'mean', most: 5 }));
    const drivers = await ask();
    await work.shown.ask({ phrase: 'answer 7' });
    expect([work.shown.selected, work.shown.isNarrowed, work.shown.isNarrowedBeside]).toEqual([
      1,
      true,
      false,
    ]);
    // Its words stay on the list, to be clicked one after another.
    expect(await ask()).toEqual(drivers);
    await work.shown.ask({ phrase: null, contains: 'answer 7' });
    expect((await ask())?.rows).toBe(11);
    expect(drivers!.raises.map(({ phrase, rows }) => [phrase, rows])).toEqual([['answer', 100]]);
  });

  it('draws a random sample where it is asked for, keeps it when paused, goes on, and ends where it is stopped', async () => {
    const { work, model } = await pageWithFile();
    work.reasons.most = 30;
    model.beforeReasons = async (batch) => {
      if (batch === 2) work.reasons.pause();
    };
    await work.reasons.start('windows');
    expect(work.reasons.running.phase).toBe('cancelled');
    const { counted } = work.reasons.state!;
    expect(counted).toBeGreaterThan(0);
    expect(counted).toBeLessThan(30);
    model.beforeReasons = async (batch) => {
      if (batch === 4) await work.reasons.stop();
    };
    await work.reasons.goOn();
    const ended = work.reasons.state!;
    expect(ended.counted).toBe(ended.target);
    expect(ended.counted).toBeLessThan(30);
    expect(ended.counted).toBeGreaterThan(counted);
    model.beforeReasons = async () => undefined;
    const before = model.explained.flat().length;
    await work.reasons.start('windows');
    expect(work.reasons.state).toEqual({ counted: 30, target: 30, from: 100 });
    expect(model.explained.flat().length - before).toBeLessThan(30);
  });

  it('is explained by the model that read it alone', async () => {
    const { work } = await pageWithFile();
    work.reasons.most = 30;
    await work.reasons.start('windows');
    const packed = await work.packed();
    work.close();
    const { work: later, model } = emptyPage();
    model.summary = { name: 'fake', version: '2' };
    await later.open(packed!);
    later.reasons.most = 60;
    await later.reasons.start('windows');
    expect(later.reasons.running.error).toMatch(/read by fake 1, and this page has fake 2/);
    expect([model.explained, later.reasons.state?.counted]).toEqual([[], 30]);
  });

  it('tells a price of gradients by what they take here', async () => {
    const { work, model } = await pageWithFile();
    work.reasons.price.know(1, 1000);
    work.reasons.method = 'saliency';
    const priceAt = async (cost: number) => {
      model.gradientCost = { ask: () => Promise.resolve(cost) };
      await work.reasons.estimate();
      return work.reasons.price.value!.seconds!;
    };
    expect((await priceAt(12)) / (await priceAt(3))).toBeCloseTo(4, 6);
    model.gradientCost = { ask: () => Promise.reject(new Error('It gives no gradients.')) };
    await work.reasons.estimate();
    expect(work.reasons.price.value).toEqual({ seconds: null, rows: 100 });
  });

  it('tells a price for work that was read before, by reading a few of its texts', async () => {
    const { work } = await pageWithFile();
    const packed = await work.packed();
    work.close();
    const { work: later, model } = emptyPage();
    await later.open(packed!);
    await expect.poll(() => later.running.phase).toBe('done');
    expect(model.batches).toEqual([]);
    await later.reasons.estimate();
    expect(model.batches).toEqual([texts.slice(0, 16)]);
    expect(later.reasons.price.value!.seconds).toBeGreaterThan(0);
    await later.reasons.estimate();
    expect(model.batches).toHaveLength(1);
  });

  it('forgets reasons by another method, and says why explaining failed', async () => {
    const { work, model } = await pageWithFile();
    await work.reasons.start('windows');
    work.reasons.method = 'saliency';
    model.beforeReasons = async () => {
      throw new Error('The model was lost.');
    };
    await work.reasons.start('windows');
    expect([work.reasons.running.phase, work.reasons.running.error]).toEqual([
      'failed',
      'The model was lost.',
    ]);
    expect(work.reasons.state!.counted).toBe(0);
    expect((await work.shown.rows(0, 1))[0]!.reasons).toBeNull();
    work.close();
    expect([work.reasons.state, work.reasons.made, work.reasons.method]).toEqual([
      null,
      null,
      'leave-one-out',
    ]);
  });
});
