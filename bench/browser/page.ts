import * as Comlink from 'comlink';
import type { Comparison } from '../../core/assessment/compare';
import type { ExplainRequest, ModelSummary, ModelWorkerApi } from '../../workers/api';
import { boundWorker } from '../../workers/bound-worker';
import script from '../../workers/model.worker.ts?worker&url';

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
    const worker = boundWorker(script, `model-${workers.length}`);
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
