import * as Comlink from 'comlink';
import type { Comparison } from '../../core/assessment/compare';
import type { ExplainRequest, ModelSummary, ModelWorkerApi } from '../../workers/api';

/** What the benchmark calls from outside of the browser. */
export interface BenchPage {
  /** Starts a worker of its own for the model at `base`; its number is for `explain`. */
  load(base: string): Promise<{ worker: number; summary: ModelSummary }>;
  explain(worker: number, request: ExplainRequest): Promise<Comparison>;
}

const workers: Comlink.Remote<ModelWorkerApi>[] = [];
const nothing = Comlink.proxy(() => undefined);

const bench: BenchPage = {
  async load(base) {
    // In one expression: that is how the bundler knows a worker.
    const worker = new Worker(new URL('../../workers/model.worker.ts', import.meta.url), { type: 'module' });
    const failed = new Promise<never>((_, reject) => {
      worker.addEventListener('error', ({ message }) => reject(new Error(`The worker failed: ${message}`)));
    });
    const api = Comlink.wrap<ModelWorkerApi>(worker);
    const absolute = new URL(base, location.href).href;
    const loading = api.load(absolute, 'wasm-threads', nothing, nothing, nothing, false);
    const summary = await Promise.race([loading, failed]);
    return { worker: workers.push(api) - 1, summary };
  },
  explain(worker, request) {
    const { port1 } = new MessageChannel();
    return workers[worker]!.explain(request, Comlink.transfer(port1, [port1]), nothing);
  },
};

Object.assign(self, { bench });
