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
import { FileFault, NewerFormat } from './file-fault';
import { MemoryRefused } from './memory-refused';
import { ModelClient, type ModelReport, type ModelState } from './model-client';
import type { WorkerHandle } from './worker-handle';

const classification: Classification = {
  probabilities: [0.2, 0.3, 0.5],
  windows: 1,
  readTokens: 4,
  seenTokens: 4,
  tokens: 4,
  words: 2,
  marks: 0,
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
    sets: null,
    classes: ['negative', 'neutral', 'positive'],
    maxTokens: 512,
    windowTokens: 512,
    backend,
    threads: 1,
    reader: { kind: 'runtime', reason: null },
    activation: 'softmax',
    bytes: 8_000_000,
    gradients: true,
    golden: { logits: 0, gradient: 0, claims: true },
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
  /** @param call counts the calls of all workers */
  explain?: (signal: AbortSignal, call: number) => Promise<Comparison>;
  ping?: () => Promise<void>;
}

interface FakeWorker extends WorkerHandle {
  terminated: boolean;
  fail(message: string): void;
}

function setUp(behaviour: Behaviour = {}, limits = { silence: 10_000, cancel: 10_000 }) {
  const workers: FakeWorker[] = [];
  let calls = 0;
  const spawn = (): WorkerHandle => {
    const { port1, port2 } = new MessageChannel();
    const api: ModelWorkerApi = {
      load: async (_base, backend, onProgress, onLost) => {
        await behaviour.load?.(backend, onLost, onProgress);
        return summaryOf(backend);
      },
      classify: async () => classification,
      explain: async (_request, cancel) => behaviour.explain?.(signalOf(cancel), ++calls) ?? comparison,
      languageNote: async () => null,
      predict: async () => new Float64Array(0),
      reasons: async () => ({ bytes: new Uint8Array(0), lengths: new Uint32Array(0) }),
      ping: async () => behaviour.ping?.(),
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
  let last: ModelReport | null = null;
  client.watch((report) => {
    states.push(report.state);
    last = report;
  });
  const reach = async (phase: ModelState['phase'], backend?: Backend) => {
    for (;;) {
      const state = states.at(-1);
      const on = state?.phase === 'ready' ? state.summary.backend : undefined;
      if (state?.phase === phase && (backend === undefined || on === backend)) return;
      await new Promise((later) => setTimeout(later, 2));
    }
  };
  return { client, workers, states, reach, failures: () => last?.failures, mended: () => last?.mended };
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
    expect(states.at(-1)).toEqual({
      phase: 'failed',
      message: 'weights.bin is truncated',
      remedy: 'retry',
    });
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
    report({ phase: 'start' });
    expect(states.at(-1)).toMatchObject({ phase: 'failed' });
  });

  it('gives up on a backend that hangs while it loads', async () => {
    const { client, reach, failures } = setUp(
      { load: (backend) => (backend === 'webgpu' ? hang() : Promise.resolve()) },
      { silence: 30, cancel: 10_000 },
    );
    await client.open();
    await reach('ready', 'wasm-threads');
    expect(failures()).toEqual([
      { backend: 'webgpu', reason: expect.stringContaining('no sign of life') as string },
    ]);
  });

  it.each([
    [new FileFault('weights.bin is truncated'), 'retry'],
    [new NewerFormat('manifest.json is of format 2'), 'reload'],
  ] as const)('tries no other backend where a file is at fault: %s', async (fault, remedy) => {
    const { client, workers, states } = setUp({ load: () => Promise.reject(fault) });
    await expect(client.open()).rejects.toThrow(fault.message);
    expect(states.at(-1)).toEqual({ phase: 'failed', message: fault.message, remedy });
    expect(workers).toHaveLength(1);
  });

  const explain = (client: ModelClient) =>
    client.call((api, cancel) =>
      api.explain(
        request,
        cancel,
        Comlink.proxy(() => undefined),
      ),
    );
  /** Answers, but not to the first who asks. */
  const later = async (_signal: AbortSignal, call: number) => (call === 1 ? hang() : comparison);

  /** Time for a call to reach its worker. */
  const arrival = () => new Promise((later) => setTimeout(later, 20));

  it('goes on without a graphics device that is lost, and repeats the call that it hit', async () => {
    let lose: (reason: string) => void = () => undefined;
    const { client, failures, mended, states } = setUp({
      load: async (backend, onLost) => {
        if (backend === 'webgpu') lose = onLost;
      },
      explain: later,
    });
    await client.open();
    const call = explain(client);
    await arrival();
    lose('driver reset');
    expect(await call).toEqual(comparison);
    expect(states.at(-1)).toEqual({ phase: 'ready', summary: summaryOf('wasm-threads') });
    expect(failures()).toEqual([{ backend: 'webgpu', reason: 'the device was lost: driver reset' }]);
    expect(mended()).toMatch(/the device was lost/);
  });

  it('repeats a call on a new worker when its worker ends, and says what happened', async () => {
    const { client, workers, mended } = setUp({ explain: later });
    await client.open();
    const call = explain(client);
    await arrival();
    workers[0]?.fail('it ended');
    expect(await call).toEqual(comparison);
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
    expect(mended()).toMatch(/worker failed: it ended/);
  });

  it('notices a worker that ends while nobody calls', async () => {
    const { client, workers, reach } = setUp();
    await client.open();
    workers[0]?.fail('it ended');
    await reach('ready', 'webgpu');
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
    expect(await read(client)).toEqual(classification);
  });

  it('repeats a call once only', async () => {
    const { client, workers } = setUp({ explain: hang });
    await client.open();
    const call = explain(client);
    workers[0]?.fail('it ended');
    setTimeout(() => workers[1]?.fail('it ended again'), 50);
    await expect(call).rejects.toThrow('it ended again');
  });

  it('replaces a worker that does not hear any more', async () => {
    let deaf = true;
    const { client, workers, mended } = setUp(
      {
        explain: later,
        ping: () => {
          if (!deaf) return Promise.resolve();
          deaf = false;
          return hang();
        },
      },
      { silence: 60, cancel: 10_000 },
    );
    await client.open();
    expect(await explain(client)).toEqual(comparison);
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
    expect(mended()).toMatch(/did not answer/);
  });

  it('lets a call take its time as long as the worker hears', async () => {
    const { client, workers } = setUp(
      { explain: () => new Promise((done) => setTimeout(() => done(comparison), 200)) },
      { silence: 60, cancel: 10_000 },
    );
    expect(await explain(client)).toEqual(comparison);
    expect(workers).toHaveLength(1);
  });

  it('goes on with fewer threads where memory is refused, and says so in the end', async () => {
    const { client, failures } = setUp({
      explain: () => Promise.reject(new MemoryRefused('std::bad_alloc')),
    });
    await expect(explain(client)).rejects.toThrow('The browser gives this page no more memory');
    expect(failures()?.map(({ backend }) => backend)).toEqual(['webgpu', 'wasm-threads']);
    // The model itself still runs.
    expect(await read(client)).toEqual(classification);
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
    const { client, workers, reach } = setUp(
      // The third call is the second one's repetition.
      { explain: async (_signal, number) => (number < 3 ? hang() : comparison) },
      { silence: 10_000, cancel: 20 },
    );
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
    expect(await other).toEqual(comparison);
    await reach('ready', 'webgpu');
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
    expect(await read(client)).toEqual(classification);
  });
});
