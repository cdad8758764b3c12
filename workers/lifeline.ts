/**
 * How a worker's end is noticed. A worker that is closed, or dies, sends nothing; but it holds a Web Lock named like
 * itself for as long as it lives, and who started it waits for that lock.
 */
import { boundWorkerOf } from './bound-worker';

/** What a worker sends once it holds its lock; Comlink takes no notice of it. */
const held = 'lifeline held';

let started = 0;

/** A name that no other worker of this origin has, in any tab. */
export function uniqueName(role: string): string {
  return `${role}-${Math.random().toString(36).slice(2)}-${++started}`;
}

/** The worker's side; called once, first of all. Without a secure context there are no locks, and silence alone tells. */
export function holdLifeline(scope: { readonly name: string; postMessage(message: unknown): void }): void {
  void (navigator.locks as LockManager | undefined)?.request(scope.name, () => {
    scope.postMessage(held);
    return new Promise<never>(() => undefined);
  });
}

/** Its starter's side: calls back once when the worker has ended. The returned function gives up waiting. */
export function awaitEnd(
  worker: Pick<Worker, 'addEventListener'>,
  name: string,
  onEnd: () => void,
): () => void {
  const waiting = new AbortController();
  const wait = async () => {
    const isSeen = await navigator.locks.request(name, { ifAvailable: true }, (lock) => lock === null);
    if (isSeen) await navigator.locks.request(name, { signal: waiting.signal }, onEnd);
    else askWitness(name, waiting.signal, onEnd);
  };
  worker.addEventListener('message', ({ data }: MessageEvent) => {
    if (data === held && !waiting.signal.aborted) wait().catch(() => undefined);
  });
  return () => waiting.abort();
}

const witnessOf = 'witness of ';

/** A worker that says when the lock that its own name speaks of is let go of; nothing, where it does not see it either. */
const witness = `
const name = self.name.slice(${witnessOf.length});
const isSeen = await navigator.locks.request(name, { ifAvailable: true }, (lock) => lock === null);
if (isSeen) await navigator.locks.request(name, () => self.postMessage('ended'));
`;

/**
 * Waits where the starter does not see the lock. Once the site's data are deleted, locks that are taken then are others than
 * those of the page, and of all that ran before: but one that is started then sees them.
 */
function askWitness(name: string, signal: AbortSignal, onEnd: () => void): void {
  if (signal.aborted) return;
  const asked = boundWorkerOf(witness, `${witnessOf}${name}`);
  asked.addEventListener('message', () => {
    asked.terminate();
    if (!signal.aborted) onEnd();
  });
  signal.addEventListener('abort', () => asked.terminate());
}
