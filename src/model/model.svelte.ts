import type { BroughtModel } from '../../workers/model-location';
import { ModelClient } from '../../workers/model-client';
import type { ModelReport, ModelState } from '../../workers/model-report';
import { modelUrl } from '../../workers/model-url';
import { isSealed } from '../offline/policy-in-force';
import { spawnModelWorker } from './spawn-worker';

/** The model as the page shows it. */
export class Model {
  state = $state.raw<ModelState>({ phase: 'idle' });
  /** Backends that were tried, and why they do not run. */
  failures = $state.raw<ModelReport['failures']>([]);
  /** Backends that were measured against each other. */
  measured = $state.raw<ModelReport['measured']>([]);
  /** What ended, and was started again. */
  mended = $state.raw<ModelReport['mended']>(null);
  /** Whether it is kept for use without a network, and what the host has beside it; null until that is known. */
  keeping = $state.raw<ModelReport['keeping']>(null);
  /** null: the page's address asks for a model that cannot be loaded. */
  readonly client: ModelClient | null = null;

  readonly ready = $derived(this.state.phase === 'ready');
  readonly summary = $derived(this.state.phase === 'ready' ? this.state.summary : null);
  readonly classes = $derived(this.summary?.classes ?? null);
  /** Whether nothing more is loaded that the reader may be waiting for. */
  readonly settled = $derived(
    this.state.phase === 'failed' || (this.summary !== null && this.summary.gradients.kind !== 'coming'),
  );
  /** Whether it gives gradients, or will, as far as is known. */
  readonly gradients = $derived(!['none', 'failed'].includes(this.summary?.gradients.kind ?? 'coming'));

  /**
   * @param page the page's address
   * @param brought a model that the reader brought, in place of the page's own
   */
  constructor(
    readonly page: string,
    readonly brought: BroughtModel | null = null,
  ) {
    try {
      this.client = new ModelClient(
        spawnModelWorker,
        brought ?? modelUrl(page, __DEFAULT_MODEL__),
        undefined,
        isSealed(),
      );
    } catch (error) {
      this.state = { phase: 'failed', message: (error as Error).message, remedy: 'retry' };
      return;
    }
    this.client.watch(({ state, failures, measured, mended, keeping }) => {
      this.state = state;
      this.failures = failures;
      this.measured = measured;
      this.mended = mended;
      this.keeping = keeping;
    });
  }

  /** Loads the model; what goes wrong shows in the state. */
  open(): void {
    this.client?.open().catch(() => undefined);
  }

  /** Ends it for good: another model takes its place. */
  close(): void {
    this.client?.close();
  }

  retry(): void {
    this.client?.retry().catch(() => undefined);
  }
}
