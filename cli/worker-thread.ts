import { Worker } from 'node:worker_threads';

/** What a worker answers an item with. */
export type Answer<R> = { readonly result: R } | { readonly error: string };

export interface WorkerThread<T, R> {
  /** One item at a time. @throws Error with the words of the worker's own, or when it ends */
  readonly run: (item: T) => Promise<R>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a script as a thread of its own (see `serveItems`).
 * @param data what the script is served with
 * @returns when the script serves
 * @throws Error with the script's own words where it cannot
 */
export async function startThread<T, R>(script: URL, data: unknown): Promise<WorkerThread<T, R>> {
  const worker = new Worker(new URL('./start-thread.mjs', import.meta.url), {
    workerData: { script: script.href, data },
  });
  const answer = () =>
    new Promise<Answer<R>>((resolve, reject) => {
      const ended = () => reject(new Error('a worker ended while it was at work'));
      worker.once('error', reject);
      worker.once('exit', ended);
      worker.once('message', (message: Answer<R>) => {
        worker.off('error', reject);
        worker.off('exit', ended);
        resolve(message);
      });
    });
  const resultOf = (message: Answer<R>): R => {
    if ('error' in message) throw new Error(message.error);
    return message.result;
  };
  resultOf(await answer());
  return {
    async run(item) {
      const next = answer();
      worker.postMessage(item);
      return resultOf(await next);
    },
    async stop() {
      await worker.terminate();
    },
  };
}
