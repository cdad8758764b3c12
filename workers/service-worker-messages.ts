/** What page and service worker say to each other. */
import type { Newer } from './api';

/** The page to its service worker: three words, and never anything of a reader's. */
export type ToServiceWorker =
  /** It has come up: what it was served is sound. */
  | 'up'
  /** The reader wants the new version now. */
  | 'take over'
  /** The reader has all deleted that is kept. It is answered, on the port that comes along, once nothing more is kept. */
  | 'end';

/** The service worker to pages. */
export type FromServiceWorker = ShellProblem | ModelNewer;

/** To the pages of its scope: why it could not keep them. */
export interface ShellProblem {
  readonly kind: 'shell-problem';
  readonly problem: 'storage is full' | 'a file is not right';
  readonly detail: string;
}

/** To a page that may ask nobody: what the host has beside its model. */
export interface ModelNewer {
  readonly kind: 'model-newer';
  readonly newer: Exclude<Newer, null>;
}
