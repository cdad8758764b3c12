import { describe, expect, it } from 'vitest';
import type { Comparison } from '../core/assessment/compare';
import {
  clientOnFakes,
  classification,
  comparison,
  explain,
  hang,
  read,
  summaryOf,
  there,
  type Behaviour,
  type GradientNews,
} from './testing/fake-model-workers';

describe('ModelClient, once its gradients are checked', () => {
  it('reads by what answers soonest, and hears of gradients afterwards', async () => {
    const { client, states } = clientOnFakes({ news: there }, { stillness: 10_000 });
    await client.open();
    await expect
      .poll(() => states.at(-1))
      .toEqual({ phase: 'ready', summary: summaryOf('wasm-threads', there.gradients) });
    expect(states.at(-2)).toEqual({ phase: 'ready', summary: summaryOf('wasm-threads') });
  });

  it('goes over to WebGPU where that is measured to be quicker, once nobody is being answered', async () => {
    let answer: (comparison: Comparison) => void = () => undefined;
    const { client, ended, running, measured, failures, heard } = clientOnFakes({
      news: there,
      measure: async (backend) => {
        if (backend !== 'webgpu') return { forward: 0.1, gradient: 0.1 };
        // Somebody asks while it is measured.
        asked.push(explain(client));
        return { forward: 0.01, gradient: 0.01 };
      },
      explain: () => new Promise((resolve) => (answer = resolve)),
    });
    const asked: Promise<Comparison>[] = [];
    await client.open();
    await expect.poll(measured).toEqual([
      { backend: 'wasm-threads', forward: 0.1, gradient: 0.1 },
      { backend: 'webgpu', forward: 0.01, gradient: 0.01 },
    ]);
    await heard(1);
    // Time to go over, which it must not take.
    await new Promise((later) => setTimeout(later, 20));
    expect(ended()).toEqual([false, false]);
    answer(comparison);
    expect(await Promise.all(asked)).toEqual([comparison]);
    await running('webgpu');
    await expect.poll(ended).toEqual([true, false]);
    expect(failures()).toEqual([]);
    expect(await read(client)).toEqual(classification);
  });

  it('stays where it is when WebGPU is no quicker, and says what was measured', async () => {
    const { client, ended, states, measured, failures } = clientOnFakes({
      news: there,
      measure: async (backend) => ({ forward: backend === 'webgpu' ? 2 : 1, gradient: 1 }),
    });
    await client.open();
    await expect.poll(() => measured()?.length).toBe(2);
    await expect.poll(ended).toEqual([false, true]);
    expect(states.at(-1)).toEqual({
      phase: 'ready',
      summary: summaryOf('wasm-threads', there.gradients),
    });
    expect(failures()).toEqual([]);
  });

  it('says why WebGPU cannot be measured, and troubles nobody with it', async () => {
    const { client, ended, failures, mended, states } = clientOnFakes({
      load: async (backend) => {
        if (backend === 'webgpu') throw new Error('its adapter is software');
      },
      news: there,
    });
    await client.open();
    await expect.poll(failures).toEqual([{ backend: 'webgpu', reason: 'its adapter is software' }]);
    expect(ended()).toEqual([false, true]);
    expect(mended()).toBeNull();
    expect(states.some((state) => state.phase === 'loading' && state.backend === 'webgpu')).toBe(false);
  });

  it('does not try WebGPU again in a tab whose page ended while it was tried', async () => {
    let begun = false;
    let ends = 0;
    const trial = {
      begin() {
        const before = begun;
        begun = true;
        return before;
      },
      end: () => void ends++,
    };
    const behaviour: Behaviour = {
      load: (backend) => (backend === 'webgpu' ? hang() : Promise.resolve()),
      news: there,
    };
    const first = clientOnFakes(behaviour, {}, trial);
    await first.client.open();
    await expect.poll(() => begun).toBe(true);
    // The page is gone, and its next load finds the trial begun.
    const second = clientOnFakes(behaviour, {}, trial);
    await second.client.open();
    await expect.poll(() => second.failures()?.map(({ backend }) => backend)).toEqual(['webgpu']);
    expect(second.failures()![0]!.reason).toMatch(/ended without a word/);
    expect(second.workers).toHaveLength(1);
    expect(ends).toBe(0);
  });

  it('ends the trial of WebGPU where the page outlives it', async () => {
    for (const load of [() => Promise.resolve(), () => Promise.reject(new Error('no adapter'))]) {
      let ends = 0;
      const { client } = clientOnFakes(
        { load: (backend) => (backend === 'webgpu' ? load() : Promise.resolve()), news: there },
        {},
        { begin: () => false, end: () => void ends++ },
      );
      await client.open();
      await expect.poll(() => ends).toBe(1);
    }
  });

  const failed = (unfit: boolean): GradientNews => ({
    kind: 'gradients',
    gradients: { kind: 'failed', reason: 'its gradients are off by 0.5' },
    unfit,
  });

  it('goes on without threads where they give no right gradients, and reads on where nothing does', async () => {
    const { client, states, failures } = clientOnFakes({
      news: failed(true),
      measure: () => Promise.reject(new Error('It gives no gradients.')),
    });
    await client.open();
    await expect
      .poll(() => states.at(-1))
      .toEqual({ phase: 'ready', summary: summaryOf('wasm', failed(true).gradients) });
    expect(failures()?.[0]).toEqual({ backend: 'wasm-threads', reason: 'its gradients are off by 0.5' });
    expect(await read(client)).toEqual(classification);
  });

  it('reads on where the file of the gradients is at fault', async () => {
    const { client, states, workers } = clientOnFakes({ news: failed(false) }, { stillness: 10_000 });
    await client.open();
    await expect
      .poll(() => states.at(-1))
      .toEqual({ phase: 'ready', summary: summaryOf('wasm-threads', failed(false).gradients) });
    expect(workers).toHaveLength(1);
  });
});
