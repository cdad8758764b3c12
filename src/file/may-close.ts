import type { FileWork } from './file-work.svelte';

/** Whether what is open may be closed: its reader is asked where something would be lost. */
export function mayClose({ keeping, tally }: FileWork): boolean {
  const asked = 'Close this file? What the model made of it is lost unless you took it away.';
  return keeping.id !== null || !tally.counts?.read || confirm(asked);
}
