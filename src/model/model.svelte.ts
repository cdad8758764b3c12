import { answerRule } from '../../core/prediction/verdict';
import { ModelClient } from '../../workers/model-client';
import type { BroughtModel, ModelLocation } from '../../workers/model-location';
import type { ModelReport, ModelState } from '../../workers/model-report';
import { asksForModel, modelUrl } from '../../workers/model-url';
import { isSealed } from '../offline/policy-in-force';
import { Asking } from './bringing.svelte';
import { GradientCost } from './gradient-cost';
import { spawnConversionWorker } from './spawn-conversion-worker';
import { spawnModelWorker } from './spawn-worker';
import { webgpuTrial } from './webgpu-trial';

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
  /** How dear its gradients are, measured where that is asked. */
  readonly gradientCost = new GradientCost(this);
  /** null: it waits for what the page's address asks for, or that cannot be loaded. */
  client = $state.raw<ModelClient | null>(null);
  /** A model in place of the page's own: its reader brought it, or it was made of a folder that the address asks for. */
  brought = $state.raw<BroughtModel | null>(null);
  /** What the address asks for by `?model=`, on its way; null where it asks for none. */
  readonly asking: Asking | null = null;

  readonly ready = $derived(this.state.phase === 'ready');
  readonly summary = $derived(this.state.phase === 'ready' ? this.state.summary : null);
  readonly classes = $derived(this.summary?.classes ?? null);
  /** Which answers a reading leaves open. */
  readonly rule = $derived(answerRule(this.summary?.activation, this.summary?.sets));
  /** Whether trying again may help. */
  readonly retriable = $derived(this.client !== null || this.asking !== null);
  /** Whether nothing more is loaded that the reader may be waiting for. */
  readonly settled = $derived(
    this.state.phase === 'failed' || (this.summary !== null && this.summary.gradients.kind !== 'coming'),
  );
  /** Whether more is loaded behind what it answers. */
  readonly busy = $derived(this.summary?.gradients.kind === 'coming');
  /** Whether it gives gradients, or will, as far as is known. */
  readonly gradients = $derived(!['none', 'failed'].includes(this.summary?.gradients.kind ?? 'coming'));

  /**
   * @param page the page's address
   * @param brought a model that the reader brought, in place of the page's own
   */
  constructor(
    readonly page: string,
    brought: BroughtModel | null = null,
  ) {
    try {
      if (brought !== null) {
        this.brought = brought;
        this.#use(brought);
        return;
      }
      const base = modelUrl(page, __DEFAULT_MODEL__);
      // Of a sealed page all is kept, and there is nobody to ask.
      if (!asksForModel(page) || isSealed()) this.#use(base);
      else {
        this.asking = new Asking(
          spawnConversionWorker,
          (made) => {
            this.brought = made;
            this.#load(made);
          },
          () => this.#load(base),
          async () => (await import('../../workers/asked-folder')).lookAtAsked(base),
        );
      }
    } catch (error) {
      this.#fail((error as Error).message);
    }
  }

  /** Loads the model; what goes wrong shows in the state. */
  open(): void {
    if (this.client) this.client.open().catch(() => undefined);
    else void this.#ask();
  }

  /** Ends it for good: another model takes its place. */
  close(): void {
    this.asking?.cancel();
    this.client?.close();
  }

  retry(): void {
    if (this.client) this.client.retry().catch(() => undefined);
    else void this.#ask();
  }

  /** Opens what the address asks for, after its reader was told what that costs. */
  async agree(): Promise<void> {
    await this.asking?.open();
    this.#tellAsking();
  }

  async #ask(): Promise<void> {
    if (!this.asking) return;
    this.state = { phase: 'idle' };
    await this.asking.ask();
    this.#tellAsking();
  }

  #tellAsking(): void {
    if (this.asking?.stage.phase === 'failed') this.#fail(this.asking.stage.message);
  }

  #load(source: ModelLocation): void {
    this.#use(source);
    this.open();
  }

  #use(source: ModelLocation): void {
    this.client = new ModelClient(spawnModelWorker, source, undefined, isSealed(), webgpuTrial());
    this.client.watch(({ state, failures, measured, mended, keeping }) => {
      this.state = state;
      this.failures = failures;
      this.measured = measured;
      this.mended = mended;
      this.keeping = keeping;
    });
  }

  #fail(message: string): void {
    this.state = { phase: 'failed', message, remedy: 'retry' };
  }
}
