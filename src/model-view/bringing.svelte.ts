import type { BroughtFile } from '../../workers/brought-folder';
import type { BroughtModel } from '../../workers/model-location';
import type { BroughtOffer } from '../../workers/conversion-api';
import { ConversionClient } from '../../workers/conversion-client';
import type { ConversionProgress } from '../../workers/convert-folder';
import { isSealed } from '../offline/policy-in-force';
import type { WorkerHandle } from '../../workers/worker-handle';

/** Bytes of weights from which a model says what it costs before it is opened. */
export const costlyBytes = 25e6;

export type BringingStage =
  | { readonly phase: 'idle' }
  | { readonly phase: 'looking' }
  /** A large model, which waits to be opened. */
  | { readonly phase: 'offered'; readonly offer: BroughtOffer }
  | { readonly phase: 'opening'; readonly offer: BroughtOffer; readonly progress: ConversionProgress | null }
  | { readonly phase: 'failed'; readonly message: string };

/** From files that a reader brings to a model that runs. */
export class Bringing {
  stage = $state.raw<BringingStage>({ phase: 'idle' });
  readonly #spawn: () => WorkerHandle;
  readonly #onOpen: (model: BroughtModel) => void;
  #client: ConversionClient | null = null;

  /** @param onOpen given the model once it is there */
  constructor(spawn: () => WorkerHandle, onOpen: (model: BroughtModel) => void) {
    this.#spawn = spawn;
    this.#onOpen = onOpen;
  }

  /** Looks at files; a small model is opened at once, a large one when the reader says so. */
  async bring(brought: Promise<readonly BroughtFile[]>): Promise<void> {
    this.cancel();
    this.stage = { phase: 'looking' };
    const client = new ConversionClient(this.#spawn);
    this.#client = client;
    await this.#ending(client, async () => {
      const offer = await client.look(await brought);
      if (this.#client !== client) return;
      if (offer.bytes > costlyBytes) this.stage = { phase: 'offered', offer };
      else await this.#open(client, offer);
    });
  }

  /** Opens the model that is offered. */
  async open(): Promise<void> {
    const client = this.#client;
    if (this.stage.phase !== 'offered' || !client) return;
    const { offer } = this.stage;
    await this.#ending(client, () => this.#open(client, offer));
  }

  /** Puts away what was brought; what runs goes on running. */
  cancel(): void {
    this.#client?.close();
    this.#client = null;
    this.stage = { phase: 'idle' };
  }

  async #open(client: ConversionClient, offer: BroughtOffer): Promise<void> {
    this.stage = { phase: 'opening', offer, progress: null };
    const model = await client.open(isSealed(), (progress) => {
      if (this.#client === client) this.stage = { phase: 'opening', offer, progress };
    });
    if (this.#client !== client) return;
    this.cancel();
    this.#onOpen(model);
  }

  /** A failure ends the worker and is told; one that was put away tells nothing. */
  async #ending(client: ConversionClient, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.#client !== client) return;
      this.cancel();
      this.stage = { phase: 'failed', message: (error as Error).message };
    }
  }
}
