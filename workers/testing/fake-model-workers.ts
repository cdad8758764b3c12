import * as Comlink from 'comlink';
import { expect } from 'vitest';
import type { Comparison } from '../../core/assessment/compare';
import type { Speed } from '../../runtime/speed';
import type {
  Backend,
  Classification,
  ExplainRequest,
  GradientState,
  LoadProgress,
  ModelNews,
  ModelSummary,
  ModelWorkerApi,
} from '../api';
import { signalOf } from '../cancellation';
import { ModelClient } from '../model-client';
import type { ModelReport, ModelState } from '../model-report';
import type { ClientLimits } from '../running-model';
import type { Trial } from '../trial';
import type { WorkerHandle } from '../worker-handle';

/** What every fake worker answers to `read`. */
export const classification: Classification = {
  probabilities: [0.2, 0.3, 0.5],
  windows: 1,
  readTokens: 4,
  seenTokens: 4,
  tokens: 4,
  words: 2,
  marks: 0,
  seconds: 0.1,
};

/** What a fake worker answers to `explain`, where its behaviour says nothing else. */
export const comparison: Comparison = {
  explanations: [],
  agreement: { topK: 5, order: 'absolute', top: [], pairs: [] },
  evaluations: 0,
};

/** Of the model that every fake worker loads. */
export function summaryOf(backend: Backend, gradients: GradientState = { kind: 'coming' }): ModelSummary {
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

export type GradientNews = Extract<ModelNews, { kind: 'gradients' }>;

/** What a worker tells once its gradients are checked. */
export const there: GradientNews = {
  kind: 'gradients',
  gradients: { kind: 'there', difference: 1e-4 },
  unfit: false,
};

export const hang = () => new Promise<never>(() => undefined);

/** What a fake worker does; by default it loads on any backend and answers. */
export interface Behaviour {
  load?: (
    backend: Backend,
    onLost: (reason: string) => void,
    onProgress: (progress: LoadProgress) => void,
  ) => Promise<void>;
  /** What a worker tells once the page runs its model. */
  news?: GradientNews;
  measure?: (backend: Backend) => Promise<Speed>;
  /** @param call counts the calls of all workers */
  explain?: (signal: AbortSignal, call: number) => Promise<Comparison>;
  ping?: () => Promise<void>;
}

interface FakeWorker extends WorkerHandle {
  terminated: boolean;
  fail(message: string): void;
}

/** A client whose workers behave so, and what it tells. */
export function clientOnFakes(behaviour: Behaviour = {}, limits: Partial<ClientLimits> = {}, trial?: Trial) {
  const workers: FakeWorker[] = [];
  const tellNews = new Map<Backend, () => void>();
  let explained = 0;
  const spawn = (): WorkerHandle => {
    const { port1, port2 } = new MessageChannel();
    let loaded: Backend = 'wasm';
    const api: ModelWorkerApi = {
      load: async (_base, backend, onProgress, onLost, onNews) => {
        loaded = backend;
        const { news } = behaviour;
        if (news) tellNews.set(backend, () => onNews(news));
        await behaviour.load?.(backend, onLost, onProgress);
        return summaryOf(backend);
      },
      measure: () => behaviour.measure?.(loaded) ?? Promise.resolve({ forward: 1, gradient: 1 }),
      classify: () => Promise.resolve(classification),
      explain: (_request, cancel) =>
        behaviour.explain?.(signalOf(cancel), ++explained) ?? Promise.resolve(comparison),
      languageNote: () => Promise.resolve(null),
      otherLanguages: () => Promise.resolve([]),
      predict: () => Promise.resolve(new Float64Array(0)),
      reasons: () => Promise.resolve({ bytes: new Uint8Array(0), lengths: new Uint32Array(0) }),
      ping: () => behaviour.ping?.() ?? Promise.resolve(),
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
    if (report.state.phase !== 'ready') return;
    const { backend } = report.state.summary;
    tellNews.get(backend)?.();
    tellNews.delete(backend);
  });
  return {
    client,
    workers,
    states,
    /** Waits until the page runs the model, on this backend. */
    running: (backend: Backend) =>
      expect
        .poll(() => {
          const state = states.at(-1);
          return state?.phase === 'ready' ? state.summary.backend : state?.phase;
        })
        .toBe(backend),
    /** Waits until workers have heard so many questions to explain. */
    heard: (calls: number) => expect.poll(() => explained).toBe(calls),
    failures: () => last?.failures,
    measured: () => last?.measured,
    mended: () => last?.mended,
    /** Whether each worker, in their order, was ended. */
    ended: () => workers.map(({ terminated }) => terminated),
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

const unheard = () => Comlink.proxy(() => undefined);

export const read = (client: ModelClient) =>
  client.call((api, cancel) => api.classify(request, cancel, unheard()));

export const explain = (client: ModelClient, signal?: AbortSignal) =>
  client.call((api, cancel) => api.explain(request, cancel, unheard()), signal);
