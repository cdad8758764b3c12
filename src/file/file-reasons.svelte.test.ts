import { expect, it } from 'vitest';
import { allRows } from '../../core/table/select-rows';
import type { FileModel } from './file-model';
import { FileReasons } from './file-reasons.svelte';

const sizes = { rows: 2, texts: 2, words: Uint32Array.of(2, 2), characters: Uint32Array.of(10, 10) };
const rowsInSight = ['good text', 'bad text'].map((text) => ({ state: 'text', text }));

it('times a few texts for a price, but none before their reading has begun or while it goes on', async () => {
  let isAtRest = false;
  let asked = 0;
  const predict = () => {
    asked++;
    return Promise.resolve(new Float64Array(4));
  };
  const model: FileModel = {
    classes: ['bad', 'good'],
    rule: null,
    gradientCost: { ask: () => Promise.resolve(1) },
    summary: { name: 'fake', version: '1' },
    client: { call: (body) => body({ predict } as never, {} as MessagePort) },
  };
  const api = { wordCounts: () => Promise.resolve(sizes), rows: () => Promise.resolve(rowsInSight) };
  const reasons = new FileReasons({
    model,
    client: { call: (body) => body(api as never) },
    agreeOnModel: () => Promise.resolve(),
    query: () => allRows,
    isAtRest: () => isAtRest,
    inSight: () => ({ from: 0, count: 2 }),
    onReasons: () => undefined,
    onRest: () => undefined,
  });
  await reasons.estimate();
  expect([asked, reasons.price.value]).toEqual([0, { seconds: null, rows: 2 }]);
  isAtRest = true;
  await reasons.estimate();
  expect(asked).toBe(1);
  expect(reasons.price.value!.seconds).toBeGreaterThanOrEqual(0);
  await reasons.estimate();
  expect(asked).toBe(1);
});
