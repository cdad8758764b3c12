import * as Comlink from 'comlink';

/**
 * Gives a callback of the page back once the work is done: Comlink keeps a channel open for each until then, and a page
 * that explains a thousand texts would hold thousands.
 */
export async function lending<T>(callback: object, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    (callback as Partial<Comlink.ProxyMethods>)[Comlink.releaseProxy]?.();
  }
}
