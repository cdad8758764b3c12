import { describe, expect, it, vi } from 'vitest';
import { defaultLimits } from './model-client';
import { clientOnFakes, classification, comparison, explain, hang, read } from './testing/fake-model-workers';

describe('ModelClient has a call cancelled', () => {
  it('cancels a call that heeds its signal, and keeps the worker', async () => {
    const { client, workers, heard } = clientOnFakes({
      explain: (signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    });
    const controller = new AbortController();
    const cancelled = expect(explain(client, controller.signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
    await heard(1);
    controller.abort();
    await cancelled;
    expect(workers).toHaveLength(1);
    expect(await read(client)).toEqual(classification);
  });

  it('keeps the worker when the signal of a call that has ended is aborted', async () => {
    const { client, ended } = clientOnFakes({}, { cancel: 1 });
    const controller = new AbortController();
    await explain(client, controller.signal);
    controller.abort();
    // Twice as many of its ticks as would end the worker.
    await new Promise((later) => setTimeout(later, 40));
    expect(ended()).toEqual([false]);
  });

  it('keeps a worker that is at a long step when a call is cancelled, as opening gradients is on a slow computer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    try {
      const { client, ended } = clientOnFakes(
        {
          explain: (signal) =>
            new Promise((_, reject) => setTimeout(() => reject(signal.reason as Error), 15_000)),
        },
        defaultLimits,
      );
      const controller = new AbortController();
      const cancelled = expect(explain(client, controller.signal)).rejects.toMatchObject({
        name: 'AbortError',
      });
      const pass = async (seconds: number) => {
        for (let second = 0; second < seconds; second++) {
          // Messages between the two sides take turns of the real event loop.
          for (let turn = 0; turn < 5; turn++) await new Promise((next) => setImmediate(next));
          await vi.advanceTimersByTimeAsync(1000);
        }
      };
      await pass(1);
      controller.abort();
      await pass(20);
      await cancelled;
      expect(ended()).toEqual([false]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('replaces a worker that does not heed a cancel', async () => {
    const { client, ended, running, heard } = clientOnFakes(
      // The third call is the second one's repetition.
      { explain: async (_signal, number) => (number < 3 ? hang() : comparison) },
      { cancel: 20 },
    );
    await client.open();
    const controller = new AbortController();
    const cancelled = expect(explain(client, controller.signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
    const other = explain(client);
    await heard(2);
    controller.abort();
    await cancelled;
    expect(await other).toEqual(comparison);
    await running('wasm-threads');
    expect(ended()).toEqual([true, false]);
    expect(await read(client)).toEqual(classification);
  });
});
