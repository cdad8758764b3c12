import { resolve } from 'node:path';
import { expect, inject, it } from 'vitest';
import {
  backendOf,
  launch,
  openPage,
  probabilities,
  runEnd,
  setNumbers,
  softwareGpu,
  sumsOf,
  Watch,
} from './browser';
import { serveSite } from '../../scripts/site-server';

it('explains on WebGPU', async () => {
  const mounts = { 'tiny-model': resolve(import.meta.dirname, '../fixtures/tiny-model') };
  const server = await serveSite(inject('site'), { mounts });
  const browser = await launch(softwareGpu);
  try {
    const context = await browser.newContext();
    const watch = new Watch(context, server.url);
    const page = await openPage(context, `${server.url}?model=tiny-model`);
    expect(await backendOf(page)).toBe('webgpu');
    await page.locator('#text').fill('I absolutely love this phone, but the battery life is short.');
    expect((await probabilities(page)).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
    await setNumbers(page, { 'Shapley evaluations': 200, 'LIME samples': 100, 'Integration steps': 10 });
    await page.getByRole('button', { name: 'Explain' }).click();
    expect(await runEnd(page)).toBe('done');
    const shapley = await sumsOf(page, 'shapley-interpolation');
    expect(Math.abs(shapley.base + shapley.sum - shapley.output)).toBeLessThan(1e-3);
    expect(Math.abs((await sumsOf(page, 'integrated-gradients')).delta)).toBeLessThan(1e-2);
    expect((await sumsOf(page, 'lime')).output).toBeCloseTo(shapley.output, 4);
    expect(watch.foreignRequests).toEqual([]);
  } finally {
    await browser.close();
    await server.close();
  }
});
