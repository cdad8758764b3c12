import * as Comlink from 'comlink';
import { describe, expect, it, vi } from 'vitest';
import type { Comparison } from '../core/assessment/compare';
import type {
  Backend,
  Classification,
  ExplainRequest,
  GradientState,
  LoadProgress,
  ModelNews,
  ModelSummary,
  ModelWorkerApi,
} from './api';
import type { Speed } from '../runtime/speed';
import { signalOf } from './cancellation';
import { FileFault, NewerFormat } from './file-fault';
import { MemoryRefused } from './memory-refused';
import { defaultLimits, ModelClient } from './model-client';
import type { ModelReport, ModelState } from './model-report';
import type { ClientLimits } from './running-model';
import type { Trial } from './trial';
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

function summaryOf(backend: Backend, gradients: GradientState = { kind: 'coming' }): ModelSummary {
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
    gradients,
    golden: { logits: 0, claims: true },
  };
}

type GradientNews = Extract<ModelNews, { kind: 'gradients' }>;

/** What a worker tells once its gradients are checked. */
const there: GradientNews = {
  kind: 'gradients',
  gradients: { kind: 'there', difference: 1e-4 },
  unfit: false,
};

const quickGpu = async (backend: Backend): Promise<Speed> =>
  backend === 'webgpu' ? { forward: 0.01, gradient: 0.01 } : { forward: 0.1, gradient: 0.1 };

const hang = () => new Promise<never>(() => undefined);

/** What a fake worker does; by default it loads on any backend and answers. */
interface Behaviour {
  load?: (
    backend: Backend,
    onLost: (reason: string) => void,
    onProgress: (progress: LoadProgress) => void,
    onNews: (news: ModelNews) => void,
  ) => Promise<void>;
  measure?: (backend: Backend) => Promise<Speed>;
  /** @param call counts the calls of all workers */
  explain?: (signal: AbortSignal, call: number) => Promise<Comparison>;
  ping?: () => Promise<void>;
}

interface FakeWorker extends WorkerHandle {
  terminated: boolean;
  fail(message: string): void;
}

function setUp(behaviour: Behaviour = {}, limits: Partial<ClientLimits> = {}, trial?: Trial) {
  const workers: FakeWorker[] = [];
  let calls = 0;
  const spawn = (): WorkerHandle => {
    const { port1, port2 } = new MessageChannel();
    let loaded: Backend = 'wasm';
    const api: ModelWorkerApi = {
      load: async (_base, backend, onProgress, onLost, onNews) => {
        loaded = backend;
        await behaviour.load?.(backend, onLost, onProgress, onNews);
        return summaryOf(backend);
      },
      measure: async () => behaviour.measure?.(loaded) ?? { forward: 1, gradient: 1 },
      classify: async () => classification,
      explain: async (_request, cancel) => behaviour.explain?.(signalOf(cancel), ++calls) ?? comparison,
      languageNote: async () => null,
      otherLanguages: async () => [],
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
  const client = new ModelClient(
    spawn,
    'http://host/models/x/',
    { silence: 10_000, cancel: 10_000, stillness: 5, ...limits },
    false,
    trial,
  );
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
  return {
    client,
    workers,
    states,
    reach,
    failures: () => last?.failures,
    measured: () => last?.measured,
    mended: () => last?.mended,
  };
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
        if (backend === 'wasm-threads') throw new Error('no threads here');
      },
    });
    await client.open();
    expect(states.at(-1)).toEqual({ phase: 'ready', summary: summaryOf('wasm') });
    expect(failures()).toEqual([{ backend: 'wasm-threads', reason: 'no threads here' }]);
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
    expect(states.at(-1)).toEqual({ phase: 'ready', summary: summaryOf('wasm-threads') });
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
      { load: (backend) => (backend === 'wasm-threads' ? hang() : Promise.resolve()) },
      { silence: 30 },
    );
    await client.open();
    await reach('ready', 'wasm');
    expect(failures()).toEqual([
      { backend: 'wasm-threads', reason: expect.stringContaining('no sign of life') as string },
    ]);
  });

  it('loads on the same backend once more where its worker ends while it loads, and says so', async () => {
    const loads: Backend[] = [];
    const { client, workers, reach, failures, mended } = setUp({
      load: (backend) => (loads.push(backend) === 1 ? hang() : Promise.resolve()),
    });
    const opened = client.open();
    await expect.poll(() => loads.length).toBe(1);
    workers[0]!.fail('it ended');
    await opened;
    await reach('ready', 'wasm-threads');
    expect(loads).toEqual(['wasm-threads', 'wasm-threads']);
    expect(failures()).toEqual([]);
    expect(mended()).toMatch(/worker failed: it ended/);
  });

  it('leaves a backend whose worker ends twice while it loads', async () => {
    const loads: Backend[] = [];
    const { client, workers, failures } = setUp({
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
    const { client, failures, mended, states, reach } = setUp({
      load: async (backend, onLost, _onProgress, onNews) => {
        if (backend === 'webgpu') lose = onLost;
        setTimeout(() => onNews(there), 10);
      },
      measure: quickGpu,
      explain: later,
    });
    await client.open();
    await reach('ready', 'webgpu');
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
    await reach('ready', 'wasm-threads');
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
      { silence: 60 },
    );
    await client.open();
    expect(await explain(client)).toEqual(comparison);
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
    expect(mended()).toMatch(/did not answer/);
  });

  it('lets a call take its time as long as the worker hears', async () => {
    const { client, workers } = setUp(
      { explain: () => new Promise((done) => setTimeout(() => done(comparison), 200)) },
      { silence: 60 },
    );
    expect(await explain(client)).toEqual(comparison);
    expect(workers).toHaveLength(1);
  });

  it('goes on with fewer threads where memory is refused, and says so in the end', async () => {
    const { client, failures } = setUp({
      explain: () => Promise.reject(new MemoryRefused('std::bad_alloc')),
    });
    await expect(explain(client)).rejects.toThrow('The browser gives this page no more memory');
    expect(failures()?.map(({ backend }) => backend)).toEqual(['wasm-threads']);
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
    const { client, workers } = setUp({}, { cancel: 1 });
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

  it('keeps a worker that is at a long step when a call is cancelled, as opening gradients is on a slow computer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    try {
      const { client, workers } = setUp(
        {
          explain: (signal) =>
            new Promise((_, reject) => setTimeout(() => reject(signal.reason as Error), 15_000)),
        },
        defaultLimits,
      );
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
      const ended = expect(call).rejects.toMatchObject({ name: 'AbortError' });
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
      await ended;
      expect(workers.map(({ terminated }) => terminated)).toEqual([false]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('replaces a worker that does not heed a cancel', async () => {
    const { client, workers, reach } = setUp(
      // The third call is the second one's repetition.
      { explain: async (_signal, number) => (number < 3 ? hang() : comparison) },
      { cancel: 20 },
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
    await reach('ready', 'wasm-threads');
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
    expect(await read(client)).toEqual(classification);
  });

  const soon = (onNews: (news: ModelNews) => void, news: ModelNews = there) =>
    void setTimeout(() => onNews(news), 10);

  it('reads by what answers soonest, and hears of gradients afterwards', async () => {
    const { client, states } = setUp(
      { load: async (_backend, _onLost, _onProgress, onNews) => soon(onNews) },
      { stillness: 10_000 },
    );
    await client.open();
    expect(states.at(-1)).toEqual({ phase: 'ready', summary: summaryOf('wasm-threads') });
    await expect
      .poll(() => states.at(-1))
      .toEqual({ phase: 'ready', summary: summaryOf('wasm-threads', there.gradients) });
  });

  it('goes over to WebGPU where that is measured to be quicker, once nobody is being answered', async () => {
    let answer: (comparison: Comparison) => void = () => undefined;
    const { client, workers, reach, measured, failures } = setUp({
      load: async (_backend, _onLost, _onProgress, onNews) => soon(onNews),
      measure: async (backend) => {
        // Somebody asks while it is measured.
        if (backend === 'webgpu') asked.push(explain(client));
        return quickGpu(backend);
      },
      explain: () => new Promise((resolve) => (answer = resolve)),
    });
    const asked: Promise<Comparison>[] = [];
    await client.open();
    await expect.poll(measured).toEqual([
      { backend: 'wasm-threads', forward: 0.1, gradient: 0.1 },
      { backend: 'webgpu', forward: 0.01, gradient: 0.01 },
    ]);
    await arrival();
    expect(workers.map(({ terminated }) => terminated)).toEqual([false, false]);
    answer(comparison);
    expect(await Promise.all(asked)).toEqual([comparison]);
    await reach('ready', 'webgpu');
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
    expect(failures()).toEqual([]);
    expect(await read(client)).toEqual(classification);
  });

  it('stays where it is when WebGPU is no quicker, and says what was measured', async () => {
    const { client, workers, states, measured, failures } = setUp({
      load: async (_backend, _onLost, _onProgress, onNews) => soon(onNews),
      measure: async (backend) => ({ forward: backend === 'webgpu' ? 2 : 1, gradient: 1 }),
    });
    await client.open();
    await expect.poll(() => measured()?.length).toBe(2);
    await expect.poll(() => workers.map(({ terminated }) => terminated)).toEqual([false, true]);
    expect(states.at(-1)).toEqual({
      phase: 'ready',
      summary: summaryOf('wasm-threads', there.gradients),
    });
    expect(failures()).toEqual([]);
  });

  it('says why WebGPU cannot be measured, and troubles nobody with it', async () => {
    const { client, workers, failures, mended, states } = setUp({
      load: async (backend, _onLost, _onProgress, onNews) => {
        if (backend === 'webgpu') throw new Error('its adapter is software');
        soon(onNews);
      },
    });
    await client.open();
    await expect.poll(failures).toEqual([{ backend: 'webgpu', reason: 'its adapter is software' }]);
    expect(workers.map(({ terminated }) => terminated)).toEqual([false, true]);
    expect(mended()).toBeNull();
    expect(states.some((state) => state.phase === 'loading' && state.backend === 'webgpu')).toBe(false);
  });

  const failed = (unfit: boolean): GradientNews => ({
    kind: 'gradients',
    gradients: { kind: 'failed', reason: 'its gradients are off by 0.5' },
    unfit,
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
      load: async (backend, _onLost, _onProgress, onNews) => {
        if (backend === 'webgpu') return hang();
        soon(onNews);
      },
    };
    const first = setUp(behaviour, {}, trial);
    await first.client.open();
    await expect.poll(() => begun).toBe(true);
    // The page is gone, and its next load finds the trial begun.
    const second = setUp(behaviour, {}, trial);
    await second.client.open();
    await expect.poll(() => second.failures()?.map(({ backend }) => backend)).toEqual(['webgpu']);
    expect(second.failures()![0]!.reason).toMatch(/ended without a word/);
    expect(second.workers).toHaveLength(1);
    expect(ends).toBe(0);
  });

  it('ends the trial of WebGPU where the page outlives it', async () => {
    for (const load of [() => Promise.resolve(), () => Promise.reject(new Error('no adapter'))]) {
      let ends = 0;
      const { client } = setUp(
        {
          load: async (backend, _onLost, _onProgress, onNews) => {
            if (backend === 'webgpu') return load();
            soon(onNews);
          },
        },
        {},
        { begin: () => false, end: () => void ends++ },
      );
      await client.open();
      await expect.poll(() => ends).toBe(1);
    }
  });

  it('goes on without threads where they give no right gradients, and reads on where nothing does', async () => {
    const { client, states, failures } = setUp({
      load: async (_backend, _onLost, _onProgress, onNews) => soon(onNews, failed(true)),
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
    const { client, states, workers } = setUp(
      { load: async (_backend, _onLost, _onProgress, onNews) => soon(onNews, failed(false)) },
      { stillness: 10_000 },
    );
    await client.open();
    await expect
      .poll(() => states.at(-1))
      .toEqual({ phase: 'ready', summary: summaryOf('wasm-threads', failed(false).gradients) });
    expect(workers).toHaveLength(1);
  });
});
