import type { BroughtFile } from '../../workers/brought-folder';
import type { ModelOffer, OpeningProgress } from '../../workers/conversion-api';
import { ConversionClient } from '../../workers/conversion-client';
import type { HostedFolder } from '../../workers/hosted-folder';
import type { BroughtModel } from '../../workers/model-location';
import type { WorkerHandle } from '../../workers/worker-handle';
import { isSealed } from '../offline/policy-in-force';

/** Bytes of weights from which a model says what it costs before it is opened. */
const costlyBytes = 25e6;

export type BringingStage =
  | { readonly phase: 'idle' }
  | { readonly phase: 'looking' }
  /** A large model, which waits to be opened. */
  | { readonly phase: 'offered'; readonly offer: ModelOffer }
  | { readonly phase: 'opening'; readonly offer: ModelOffer; readonly progress: OpeningProgress | null }
  | { readonly phase: 'failed'; readonly message: string };

/** What becomes of a model once the reader has it opened. */
interface Found {
  readonly offer: ModelOffer;
  open(): Promise<void>;
}

/** From a model that a reader brings, or asks for, to one that runs: a large one waits until the reader says so. */
abstract class Opening {
  stage = $state.raw<BringingStage>({ phase: 'idle' });
  /** Whether something is under way, or waits for an answer. */
  readonly busy = $derived(this.stage.phase !== 'idle' && this.stage.phase !== 'failed');
  #found: Found | null = null;
  #client: ConversionClient | null = null;
  /** Counts what was begun: what was put away tells nothing. */
  #turn = 0;

  /** @param onOpen given the model once it is there */
  constructor(
    private readonly spawn: () => WorkerHandle,
    private readonly onOpen: (model: BroughtModel) => void,
  ) {}

  /** Opens the model that is offered. */
  async open(): Promise<void> {
    if (this.stage.phase === 'offered' && this.#found) await this.#attempt(() => this.#open(this.#found!));
  }

  /** Puts away what was brought; what runs goes on running. */
  cancel(): void {
    this.#turn++;
    this.#client?.close();
    this.#client = null;
    this.#found = null;
    this.stage = { phase: 'idle' };
  }

  /** Begins with what `look` finds. */
  protected async begin(look: () => Promise<Found>): Promise<void> {
    this.cancel();
    this.stage = { phase: 'looking' };
    await this.#attempt(async () => {
      const turn = this.#turn;
      const found = await look();
      if (turn !== this.#turn) return;
      this.#found = found;
      const { bytes } = found.offer;
      // A host that does not say how large it is may have anything.
      if (bytes === null || bytes > costlyBytes) this.stage = { phase: 'offered', offer: found.offer };
      else await this.#open(found);
    });
  }

  /** A worker for the model that is being opened. */
  protected worker(): ConversionClient {
    this.#client ??= new ConversionClient(this.spawn);
    return this.#client;
  }

  protected async make(offer: ModelOffer, prepare: (onProgress: Progress) => Promise<void>): Promise<void> {
    const turn = this.#turn;
    const onProgress = (progress: OpeningProgress) => {
      if (turn === this.#turn) this.stage = { phase: 'opening', offer, progress };
    };
    await prepare(onProgress);
    if (turn !== this.#turn) return;
    const model = await this.worker().open(isSealed(), onProgress);
    if (turn !== this.#turn) return;
    this.cancel();
    this.onOpen(model);
  }

  async #open(found: Found): Promise<void> {
    this.stage = { phase: 'opening', offer: found.offer, progress: null };
    await found.open();
  }

  /** A failure ends the worker and is told; one that was put away tells nothing. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn;
    try {
      await work();
    } catch (error) {
      if (turn !== this.#turn) return;
      this.cancel();
      this.stage = { phase: 'failed', message: (error as Error).message };
    }
  }
}

type Progress = (progress: OpeningProgress) => void;

/** A model whose files a reader brings. */
export class Bringing extends Opening {
  bring(brought: Promise<readonly BroughtFile[]>): Promise<void> {
    return this.begin(async () => {
      const offer = await this.worker().look(await brought);
      return { offer, open: () => this.make(offer, () => Promise.resolve()) };
    });
  }
}

/** A model in a folder of the page's host, for which its address asks. */
export class Asking extends Opening {
  /**
   * @param look tells what lies in the folder; null where there is nothing to be asked
   * @param onAsIs called where the folder can be loaded as it is: an exported model, or one that will say what is wrong
   */
  constructor(
    spawn: () => WorkerHandle,
    onOpen: (model: BroughtModel) => void,
    private readonly onAsIs: () => void,
    private readonly look: () => Promise<HostedFolder | null>,
  ) {
    super(spawn, onOpen);
  }

  ask(): Promise<void> {
    return this.begin(async () => {
      const folder = await this.look();
      const asIs = () => {
        this.cancel();
        this.onAsIs();
        return Promise.resolve();
      };
      if (folder === null) return { offer: { name: '', kind: 'exported', bytes: 0 }, open: asIs };
      const open =
        folder.kind === 'exported'
          ? asIs
          : () => this.make(folder, (onProgress) => this.worker().fetch(folder, onProgress));
      return { offer: folder, open };
    });
  }
}
