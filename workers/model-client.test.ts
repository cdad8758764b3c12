import { describe, expect, it } from 'vitest';
import type { Backend, LoadProgress } from './api';
import { FileFault, NewerFormat } from './file-fault';
import { clientOnFakes, classification, hang, read, summaryOf } from './testing/fake-model-workers';

describe('ModelClient opens a model', () => {
  it('runs on the first backend that loads, and says why the others do not', async () => {
    const { client, ended, states, failures } = clientOnFakes({
      load: async (backend) => {
        if (backend === 'wasm-threads') throw new Error('no threads here');
      },
    });
    await client.open();
    expect(states.at(-1)).toEqual({ phase: 'ready', summary: summaryOf('wasm') });
    expect(failures()).toEqual([{ backend: 'wasm-threads', reason: 'no threads here' }]);
    expect(ended()).toEqual([true, false]);
    expect(await read(client)).toEqual(classification);
  });

  it('fails with the last reason when no backend loads, and loads again when asked to', async () => {
    let broken = true;
    const { client, states, failures } = clientOnFakes({
      load: async () => {
        if (broken) throw new Error('weights.bin is truncated');
      },
    });
    await expect(client.open()).rejects.toThrow('weights.bin is truncated');
    expect(states.at(-1)).toEqual({
      phase: 'failed',
      message: 'weights.bin is truncated',
      remedy: 'retry',
    });
    expect(failures()).toHaveLength(3);
    broken = false;
    await client.retry();
    expect(states.at(-1)).toEqual({ phase: 'ready', summary: summaryOf('wasm-threads') });
    expect(failures()).toEqual([]);
  });

  it('stays failed when progress comes after the end', async () => {
    let report: (progress: LoadProgress) => unknown = () => undefined;
    const { client, states } = clientOnFakes({
      load: async (_backend, _onLost, onProgress) => {
        report = onProgress;
        throw new Error('weights.bin is truncated');
      },
    });
    await expect(client.open()).rejects.toThrow('weights.bin is truncated');
    // Resolves once the page has heard it.
    await report({ phase: 'start' });
    expect(states.at(-1)).toMatchObject({ phase: 'failed' });
  });

  it('gives up on a backend that hangs while it loads', async () => {
    const { client, states, failures } = clientOnFakes(
      { load: (backend) => (backend === 'wasm-threads' ? hang() : Promise.resolve()) },
      { silence: 30 },
    );
    await client.open();
    expect(states.at(-1)).toEqual({ phase: 'ready', summary: summaryOf('wasm') });
    expect(failures()).toEqual([
      { backend: 'wasm-threads', reason: expect.stringContaining('no sign of life') as string },
    ]);
  });

  it('loads on the same backend once more where its worker ends while it loads, and says so', async () => {
    const loads: Backend[] = [];
    const { client, workers, states, failures, mended } = clientOnFakes({
      load: (backend) => (loads.push(backend) === 1 ? hang() : Promise.resolve()),
    });
    const opened = client.open();
    await expect.poll(() => loads.length).toBe(1);
    workers[0]!.fail('it ended');
    await opened;
    expect(states.at(-1)).toEqual({ phase: 'ready', summary: summaryOf('wasm-threads') });
    expect(loads).toEqual(['wasm-threads', 'wasm-threads']);
    expect(failures()).toEqual([]);
    expect(mended()).toMatch(/worker failed: it ended/);
  });

  it('leaves a backend whose worker ends twice while it loads', async () => {
    const loads: Backend[] = [];
    const { client, workers, failures } = clientOnFakes({
      load: (backend) => (loads.push(backend) <= 2 ? hang() : Promise.resolve()),
    });
    const opened = client.open();
    for (const at of [0, 1]) {
      await expect.poll(() => loads.length).toBe(at + 1);
      workers[at]!.fail('it ended');
    }
    await opened;
    expect(loads).toEqual(['wasm-threads', 'wasm-threads', 'wasm']);
    expect(failures()).toEqual([{ backend: 'wasm-threads', reason: 'it ended' }]);
  });

  it.each([
    [new FileFault('weights.bin is truncated'), 'retry'],
    [new NewerFormat('manifest.json is of format 2'), 'reload'],
  ] as const)('tries no other backend where a file is at fault: %s', async (fault, remedy) => {
    const { client, workers, states } = clientOnFakes({ load: () => Promise.reject(fault) });
    await expect(client.open()).rejects.toThrow(fault.message);
    expect(states.at(-1)).toEqual({ phase: 'failed', message: fault.message, remedy });
    expect(workers).toHaveLength(1);
  });
});
