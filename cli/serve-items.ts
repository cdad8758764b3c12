import { parentPort, workerData } from 'node:worker_threads';
import type { Answer } from './worker-thread';

/**
 * The worker's side of `startThread`: says when it is ready, then answers each item.
 * @param start makes what works on an item, of the data that the thread was started with
 */
export async function serveItems<D, T, R>(
  start: (data: D) => Promise<(item: T) => Promise<R>>,
): Promise<void> {
  const port = parentPort!;
  const answer = (message: Answer<R | null>) => port.postMessage(message);
  const failed = (error: unknown) =>
    answer({ error: error instanceof Error ? error.message : String(error) });
  try {
    const work = await start((workerData as { readonly data: D }).data);
    port.on('message', (item: T) => void work(item).then((result) => answer({ result }), failed));
    answer({ result: null });
  } catch (error) {
    failed(error);
  }
}
