/** What page and service worker say to each other. */

/** The page to its service worker. */
export type ToServiceWorker =
  /** It has come up: what it was served is sound. */
  | 'up'
  /** The reader wants the new version now. */
  | 'take over';

/** A service worker to the pages of its scope: why it could not keep them. */
export interface ShellProblem {
  readonly kind: 'shell-problem';
  readonly problem: 'storage is full' | 'a file is not right';
  readonly detail: string;
}
