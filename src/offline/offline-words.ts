import type { Keeping } from '../../workers/content-cache';
import { bytes } from '../shared/format';

/** Whether the page's own files are kept. */
export type ShellState =
  | { readonly kind: 'pending' }
  | { readonly kind: 'kept' }
  | { readonly kind: 'failed'; readonly reason: string }
  /** The reader has deleted what was kept. */
  | { readonly kind: 'deleted' }
  /** This browser, or this address, knows no service workers. */
  | { readonly kind: 'unavailable' };

export interface OfflineWords {
  readonly state: 'pending' | 'kept' | 'not-kept';
  readonly words: string;
}

/** What the page says about its use without a network. @param keeping null: the model is not loaded yet */
export function offlineWords(shell: ShellState, keeping: Keeping | null): OfflineWords {
  if (keeping?.kind === 'full') {
    const needed = `${bytes(keeping.needed)} more are needed`;
    return notKept(`storage is full (${needed}). Free some space on this computer, then reload.`);
  }
  if (shell.kind === 'deleted' || keeping?.kind === 'deleted') {
    return notKept('what was kept has been deleted. Load the page again to keep it anew.');
  }
  if (shell.kind === 'unavailable' || keeping?.kind === 'unavailable') {
    return notKept('this browser offers no storage at this address. It does at https addresses.');
  }
  if (shell.kind === 'failed') return notKept(`${shell.reason}. Reload to try again.`);
  if (shell.kind === 'pending' || keeping === null) {
    return { state: 'pending', words: 'Being kept for offline use.' };
  }
  return { state: 'kept', words: 'Kept for offline use.' };
}

function notKept(reason: string): OfflineWords {
  return { state: 'not-kept', words: `Not kept for offline use: ${reason}` };
}
