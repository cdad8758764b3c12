import type { Speed } from '../runtime/speed';
import type { Backend, LoadProgress, ModelNews, ModelSummary } from './api';

/** A backend that was tried, and why it does not run. */
export interface BackendFailure {
  readonly backend: Backend;
  readonly reason: string;
}

/** How quick a backend is here. */
export interface Measured extends Speed {
  readonly backend: Backend;
}

export type ModelState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'loading'; readonly backend: Backend; readonly progress: LoadProgress | null }
  | { readonly phase: 'ready'; readonly summary: ModelSummary }
  | {
      readonly phase: 'failed';
      readonly message: string;
      readonly remedy: Remedy;
    };

/** What helps: trying again, another version of the page, or the same page once it may fetch what is missing. */
export type Remedy = 'retry' | 'reload' | 'refetch';

/** All that the page is told of a model. */
export interface ModelReport {
  readonly state: ModelState;
  /** Backends that were tried, and why they do not run. */
  readonly failures: readonly BackendFailure[];
  /** Backends that were measured against each other, of which the quickest runs; empty where there is nothing to choose. */
  readonly measured: readonly Measured[];
  /** What ended, and was started again, since the model was opened; the last such event. */
  readonly mended: string | null;
  /** Whether it is kept for use without a network; null until that is known. */
  readonly keeping: Extract<ModelNews, { kind: 'keeping' }> | null;
}

export const initialReport: ModelReport = {
  state: { phase: 'idle' },
  failures: [],
  measured: [],
  mended: null,
  keeping: null,
};

/** What helps against faults of files, by the error's name. */
const remedies: Readonly<Record<string, Remedy>> = {
  FileFault: 'retry',
  NewerFormat: 'reload',
  NotKept: 'refetch',
};

/** What helps against an error; null where the files are not at fault, so that another backend may run them. */
export function remedyOf(error: unknown): Remedy | null {
  return remedies[nameOf(error)] ?? null;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}
