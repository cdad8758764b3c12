import type { TeachReport } from '../core/teaching/report';
import type { TeachState } from '../core/teaching/state';
import type { Lesson } from '../core/teaching/teach';
import type { CheckpointStore } from '../core/training/store';
import type { BroughtModel, ModelLocation } from './model-location';

/** The model that is to be taught. */
export interface TeachSource {
  readonly location: ModelLocation;
  /** The version that the page runs: another is not taught in its place. */
  readonly version: string;
  /** Whether it runs on a graphics card here, and answered there as it must. */
  readonly onGpu: boolean;
  /** Whether the page's policy lets it connect to nobody. */
  readonly sealed: boolean;
}

/** What can be taught of a model. */
export interface Teachable {
  /** Layers that a text passes, and the sets of weights that they have among them. */
  readonly layers: number;
  readonly layerSets: number;
  /** Weights that learn, by scope. */
  readonly weights: { readonly classifier: number; readonly pooler: number; readonly all: number };
  /** Longer texts are taught by so many tokens of their beginning. */
  readonly maxTokens: number;
}

export type TeachProgress =
  | { readonly phase: 'opening' }
  /** The layers read texts whose features are not known yet. */
  | { readonly phase: 'features'; readonly done: number; readonly total: number }
  /** Texts to measure on are read. */
  | { readonly phase: 'before' | 'after'; readonly done: number; readonly total: number }
  | {
      readonly phase: 'learning';
      readonly step: number;
      readonly steps: number;
      /** Of the last step. */
      readonly loss: number;
    }
  /** The taught model is rounded, and its answers are computed. */
  | { readonly phase: 'writing' };

/** What training runs on. */
export interface TeachBackend {
  readonly kind: 'wasm' | 'webgpu';
  readonly threads: number;
  /** Why not WebGPU, where it was tried; null where it was not, or is used. */
  readonly reason: string | null;
}

/** What came of a lesson. */
export interface TeachOutcome {
  readonly report: TeachReport;
  readonly steps: number;
  /** Texts of which only the beginning was taught. */
  readonly cut: number;
  readonly backend: TeachBackend;
  /** The taught model, as the page runs it. */
  readonly model: BroughtModel;
  /** The same weights in float32, as transformers reads them (model.safetensors). */
  readonly weights: Blob;
}

/** Labels that are kept on this machine. */
export interface KeptTeaching {
  readonly id: string;
  readonly savedAt: string;
  readonly model: string;
  readonly classes: readonly string[];
  readonly texts: number;
  readonly labels: number;
}

/** What the worker offers in which a model is taught, over Comlink. */
export interface TeachWorkerApi {
  /** Answers as soon as the worker has an ear: one that hangs has not. */
  ping(): Promise<void>;
  /**
   * Looks whether a model can be taught.
   * @throws FileFault saying why not
   */
  look(source: TeachSource): Promise<Teachable>;
  /**
   * Teaches the model that was looked at. A message on `cancel` saves a checkpoint and ends it.
   * @param resume whether to go on from the checkpoint
   * @param memory where checkpoints go while nothing is kept on this machine
   * @param onNotKept told why checkpoints are no longer kept on this machine
   * @returns null where it was ended, to go on later
   */
  teach(
    lesson: Lesson,
    resume: boolean,
    cancel: MessagePort,
    memory: CheckpointStore,
    onProgress: (progress: TeachProgress) => void,
    onNotKept: (reason: string) => void,
  ): Promise<TeachOutcome | null>;
  /** A zip of files, by their paths in it. */
  zip(files: Readonly<Record<string, Blob>>): Promise<Blob>;
  /** What is kept on this machine, and not open in another tab, newest first. */
  kept(): Promise<KeptTeaching[]>;
  /**
   * Keeps labels, and what comes of them, on this machine from now on.
   * @param memory checkpoints that are there already
   * @returns its id
   */
  keep(state: TeachState, memory: CheckpointStore): Promise<string>;
  /** Keeps what has changed; nothing where nothing is kept. */
  remember(state: TeachState): Promise<void>;
  /** Opens what was kept, and goes on keeping it. @throws Error when it is damaged, or open in another tab */
  openKept(id: string): Promise<TeachState>;
  /** Lets go of what is kept; it stays. */
  closeKept(): void;
  /** Deletes what is kept. */
  forgetKept(id: string): Promise<void>;
}
