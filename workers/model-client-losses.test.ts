import { describe, expect, it } from 'vitest';
import type { Comparison } from '../core/assessment/compare';
import { MemoryRefused } from './memory-refused';
import {
  clientOnFakes,
  classification,
  comparison,
  explain,
  hang,
  read,
  summaryOf,
  there,
} from './testing/fake-model-workers';

/** Answers, but not to the first who asks. */
const later = async (_signal: AbortSignal, call: number) => (call === 1 ? hang() : comparison);

describe('ModelClient loses what it runs on', () => {
  it('goes on without a graphics device that is lost, and repeats the call that it hit', async () => {
    let lose: (reason: string) => void = () => undefined;
    const { client, failures, mended, states, running, heard } = clientOnFakes({
      load: async (backend, onLost) => {
        if (backend === 'webgpu') lose = onLost;
      },
      news: there,
      measure: async (backend) =>
        backend === 'webgpu' ? { forward: 0.01, gradient: 0.01 } : { forward: 0.1, gradient: 0.1 },
      explain: later,
    });
    await client.open();
    await running('webgpu');
    const call = explain(client);
    await heard(1);
    lose('driver reset');
    expect(await call).toEqual(comparison);
    await expect
      .poll(() => states.at(-1))
      .toEqual({ phase: 'ready', summary: summaryOf('wasm-threads', there.gradients) });
    expect(failures()).toEqual([{ backend: 'webgpu', reason: 'the device was lost: driver reset' }]);
    expect(mended()).toMatch(/the device was lost/);
  });

  it('repeats a call on a new worker when its worker ends, and says what happened', async () => {
    const { client, workers, ended, mended, heard } = clientOnFakes({ explain: later });
    await client.open();
    const call = explain(client);
    await heard(1);
    workers[0]!.fail('it ended');
    expect(await call).toEqual(comparison);
    expect(ended()).toEqual([true, false]);
    expect(mended()).toMatch(/worker failed: it ended/);
  });

  it('notices a worker that ends while nobody calls', async () => {
    const { client, workers, ended, running } = clientOnFakes();
    await client.open();
    workers[0]!.fail('it ended');
    await running('wasm-threads');
    expect(ended()).toEqual([true, false]);
    expect(await read(client)).toEqual(classification);
  });

  it('repeats a call once only', async () => {
    const { client, workers, heard } = clientOnFakes({ explain: hang });
    await client.open();
    const refused = expect(explain(client)).rejects.toThrow('it ended again');
    await heard(1);
    workers[0]!.fail('it ended');
    await heard(2);
    workers[1]!.fail('it ended again');
    await refused;
  });

  it('replaces a worker that does not hear any more', async () => {
    let deaf = true;
    const { client, ended, mended } = clientOnFakes(
      {
        explain: later,
        ping: () => {
          if (!deaf) return Promise.resolve();
          deaf = false;
          return hang();
        },
      },
      { silence: 60 },
    );
    await client.open();
    expect(await explain(client)).toEqual(comparison);
    expect(ended()).toEqual([true, false]);
    expect(mended()).toMatch(/did not answer/);
  });

  it('lets a call take its time as long as the worker hears', async () => {
    let pings = 0;
    let answer: (comparison: Comparison) => void = () => undefined;
    const { client, workers } = clientOnFakes(
      {
        explain: () => new Promise((resolve) => (answer = resolve)),
        ping: async () => void pings++,
      },
      { silence: 60 },
    );
    const call = explain(client);
    // Six go into what would be silence.
    await expect.poll(() => pings).toBeGreaterThan(12);
    answer(comparison);
    expect(await call).toEqual(comparison);
    expect(workers).toHaveLength(1);
  });

  it('goes on with fewer threads where memory is refused, and says so in the end', async () => {
    const { client, failures } = clientOnFakes({
      explain: () => Promise.reject(new MemoryRefused('std::bad_alloc')),
    });
    await expect(explain(client)).rejects.toThrow('The browser gives this page no more memory');
    expect(failures()?.map(({ backend }) => backend)).toEqual(['wasm-threads']);
    // The model itself still runs.
    expect(await read(client)).toEqual(classification);
  });
});
