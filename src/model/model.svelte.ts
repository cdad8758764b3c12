import type { Backend } from '../../workers/api';
import { ModelClient, type ModelReport } from '../../workers/model-client';
import { modelUrl } from './model-url';
import { spawnModelWorker } from './spawn-worker';

export const backendNames: Record<Backend, string> = {
  webgpu: 'WebGPU',
  'wasm-threads': 'WebAssembly with threads',
  wasm: 'WebAssembly without threads',
};

/** The model as the page shows it. */
export class Model {
  #report = $state.raw<ModelReport>({ state: { phase: 'idle' }, failures: [], mended: null, keeping: null });
  /** null: the page's address asks for a model that cannot be loaded. */
  readonly client: ModelClient | null = null;

  readonly state = $derived(this.#report.state);
  /** Faster backends that were tried, and why they do not run. */
  readonly failures = $derived(this.#report.failures);
  /** What ended, and was started again. */
  readonly mended = $derived(this.#report.mended);
  /** Whether it is kept for use without a network, and what the host has beside it; null until that is known. */
  readonly keeping = $derived(this.#report.keeping);
  readonly ready = $derived(this.state.phase === 'ready');
  readonly summary = $derived(this.state.phase === 'ready' ? this.state.summary : null);
  readonly classes = $derived(this.summary?.classes ?? null);

  /** @param page the page's address */
  constructor(page: string) {
    try {
      this.client = new ModelClient(spawnModelWorker, modelUrl(page, __DEFAULT_MODEL__));
    } catch (error) {
      const { message } = error as Error;
      this.#report = { ...this.#report, state: { phase: 'failed', message, remedy: 'retry' } };
      return;
    }
    this.client.watch((report) => (this.#report = report));
  }

  /** Loads the model; what goes wrong shows in the state. */
  open(): void {
    this.client?.open().catch(() => undefined);
  }

  retry(): void {
    this.client?.retry().catch(() => undefined);
  }
}
