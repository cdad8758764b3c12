import * as Comlink from 'comlink';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../core/assessment/compare';
import type {
  Backend,
  Classification,
  ExplainRequest,
  LoadProgress,
  ModelSummary,
  ModelWorkerApi,
} from './api';
import { signalOf } from './cancellation';
import { ModelClient, type BackendFailure, type ModelState } from './model-client';
import type { WorkerHandle } from './worker-handle';

const classification: Classification = {
  probabilities: [0.2, 0.3, 0.5],
  windows: 1,
  readTokens: 4,
  seenTokens: 4,
  tokens: 4,
  words: 2,
  seconds: 0.1,
};

const comparison: Comparison = {
  explanations: [],
  agreement: { topK: 5, order: 'absolute', top: [], pairs: [] },
  evaluations: 0,
};

function summaryOf(backend: Backend): ModelSummary {
  return {
    name: 'fake',
    version: '0',
    classes: ['negative', 'neutral', 'positive'],
    maxTokens: 512,
    windowTokens: 512,
    backend,
    threads: 1,
    reader: { kind: 'runtime', reason: null },
    golden: { logits: 0, gradient: 0 },
  };
}

const hang = () => new Promise<never>(() => undefined);

/** What a fake worker does; by default it loads on any backend and answers. */
interface Behaviour {
  load?: (
    backend: Backend,
    onLost: (reason: string) => void,
    onProgress: (progress: LoadProgress) => void,
  ) => Promise<void>;
  explain?: (signal: AbortSignal) => Promise<Comparison>;
}

interface FakeWorker extends WorkerHandle {
  terminated: boolean;
  fail(message: string): void;
}

function setUp(behaviour: Behaviour = {}, limits = { silence: 10_000, cancel: 10_000 }) {
  const workers: FakeWorker[] = [];
  const spawn = (): WorkerHandle => {
    const { port1, port2 } = new MessageChannel();
    const api: ModelWorkerApi = {
      load: async (_base, backend, onProgress, onLost) => {
        await behaviour.load?.(backend, onLost, onProgress);
        return summaryOf(backend);
      },
      classify: async () => classification,
      explain: async (_request, cancel) => behaviour.explain?.(signalOf(cancel)) ?? comparison,
      assess: hang,
    };
    Comlink.expose(api, port1);
    let failed: (message: string) => void = () => undefined;
    const worker: FakeWorker = {
      endpoint: port2,
      terminated: false,
      terminate() {
        this.terminated = true;
        port1.close();
      },
      onFailure: (callback) => (failed = callback),
      fail: (message) => failed(message),
    };
    workers.push(worker);
    return worker;
  };
  const client = new ModelClient(spawn, 'http://host/models/x/', limits);
  const states: ModelState[] = [];
  let failures: readonly BackendFailure[] = [];
  client.watch((state, failed) => {
    states.push(state);
    failures = failed;
  });
  const reach = async (phase: ModelState['phase'], backend?: Backend) => {
    for (;;) {
      const state = states.at(-1);
      const on = state?.phase === 'ready' ? state.summary.backend : undefined;
      if (state?.phase === phase && (backend === undefined || on === backend)) return;
      await new Promise((later) => setTimeout(later, 2));
    }
  };
  return { client, workers, states, reach, failures: () => failures };
}

const request: ExplainRequest = {
  text: 'a',
  longText: 'windows',
  methods: [],
  classIndex: null,
  output: 'probability',
  unit: 'word',
  topK: 5,
};

const read = (client: ModelClient) =>
  client.call((api, cancel) =>
    api.classify(
      request,
      cancel,
      Comlink.proxy(() => undefined),
    ),
  );

describe('ModelClient', () => {
  it('runs on the first backend that loads, and says why the others do not', async () => {
    const { client, workers, states, failures } = setUp({
      load: async (backend) => {
        if (backend === 'webgpu') throw new Error('no GPU here');
      },
    });
    await client.open();
    expect(states.at(-1)).toEqual({ phase: 'ready', summary: summaryOf('wasm-threads') });
    expect(failures()).toEqual([{ backend: 'webgpu', reason: 'no GPU here' }]);
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
    expect(await read(client)).toEqual(classification);
  });

  it('fails with the last reason when no backend loads, and loads again when asked to', async () => {
    let broken = true;
    const { client, states, failures } = setUp({
      load: async () => {
        if (broken) throw new Error('weights.bin is truncated');
      },
    });
    await expect(client.open()).rejects.toThrow('weights.bin is truncated');
    expect(states.at(-1)).toEqual({ phase: 'failed', message: 'weights.bin is truncated' });
    expect(failures()).toHaveLength(3);
    broken = false;
    await client.retry();
    expect(states.at(-1)).toEqual({ phase: 'ready', summary: summaryOf('webgpu') });
    expect(failures()).toEqual([]);
  });

  it('stays failed when progress comes after the end', async () => {
    let report: (progress: LoadProgress) => void = () => undefined;
    const { client, states } = setUp({
      load: async (_backend, _onLost, onProgress) => {
        report = onProgress;
        throw new Error('weights.bin is truncated');
      },
    });
    await expect(client.open()).rejects.toThrow('weights.bin is truncated');
    await report({ phase: 'start' });
    expect(states.at(-1)).toMatchObject({ phase: 'failed' });
  });

  it('gives up on a backend that hangs while it loads', async () => {
    const { client, reach, failures } = setUp(
      { load: (backend) => (backend === 'webgpu' ? hang() : Promise.resolve()) },
      { silence: 30, cancel: 10_000 },
    );
    await client.open();
    await reach('ready', 'wasm-threads');
    expect(failures()).toEqual([{ backend: 'webgpu', reason: 'it did not answer' }]);
  });

  it('goes on without a graphics device that is lost, and tells the call that it hit', async () => {
    let lose: (reason: string) => void = () => undefined;
    const { client, reach, failures } = setUp({
      load: async (backend, onLost) => {
        if (backend === 'webgpu') lose = onLost;
      },
      explain: hang,
    });
    await client.open();
    const call = client.call((api, cancel) =>
      api.explain(
        request,
        cancel,
        Comlink.proxy(() => undefined),
      ),
    );
    lose('driver reset');
    await expect(call).rejects.toThrow('graphics device was lost');
    await reach('ready', 'wasm-threads');
    expect(failures()).toEqual([{ backend: 'webgpu', reason: 'the device was lost: driver reset' }]);
  });

  it('starts a new worker when one ends by an uncaught error', async () => {
    const { client, workers, reach } = setUp({ explain: hang });
    await client.open();
    const call = client.call((api, cancel) =>
      api.explain(
        request,
        cancel,
        Comlink.proxy(() => undefined),
      ),
    );
    workers[0]?.fail('out of memory');
    await expect(call).rejects.toThrow('out of memory');
    await reach('ready', 'webgpu');
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
  });

  it('cancels a call that heeds its signal, and keeps the worker', async () => {
    const { client, workers } = setUp({
      explain: (signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    });
    const controller = new AbortController();
    const call = client.call(
      (api, cancel) =>
        api.explain(
          request,
          cancel,
          Comlink.proxy(() => undefined),
        ),
      controller.signal,
    );
    setTimeout(() => controller.abort(), 20);
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(workers).toHaveLength(1);
    expect(await read(client)).toEqual(classification);
  });

  it('keeps the worker when the signal of a call that has ended is aborted', async () => {
    const { client, workers } = setUp({}, { silence: 10_000, cancel: 1 });
    const controller = new AbortController();
    await client.call(
      (api, cancel) =>
        api.explain(
          request,
          cancel,
          Comlink.proxy(() => undefined),
        ),
      controller.signal,
    );
    controller.abort();
    await new Promise((later) => setTimeout(later, 20));
    expect(workers.map(({ terminated }) => terminated)).toEqual([false]);
  });

  it('replaces a worker that does not heed a cancel', async () => {
    const { client, workers, reach } = setUp({ explain: hang }, { silence: 10_000, cancel: 20 });
    await client.open();
    const controller = new AbortController();
    const call = client.call(
      (api, cancel) =>
        api.explain(
          request,
          cancel,
          Comlink.proxy(() => undefined),
        ),
      controller.signal,
    );
    const other = client.call((api, cancel) =>
      api.explain(
        request,
        cancel,
        Comlink.proxy(() => undefined),
      ),
    );
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    await expect(other).rejects.toThrow('The model is loading again');
    await reach('ready', 'webgpu');
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
    expect(await read(client)).toEqual(classification);
  });
});
