import { afterEach, describe, expect, it, vi } from 'vitest';
import { awaitEnd, holdLifeline } from './lifeline';

/** Web Locks of one bucket of storage: exclusive ones, without queries. */
class FakeLocks {
  readonly #last = new Map<string, Promise<unknown>>();
  readonly #held = new Set<string>();

  async request<T>(
    name: string,
    options: LockOptions | ((lock: unknown) => T),
    callback?: (lock: unknown) => T,
  ): Promise<T> {
    const [{ ifAvailable = false, signal }, work] =
      typeof options === 'function' ? [{} as LockOptions, options] : [options, callback!];
    if (ifAvailable && this.#held.has(name)) return work(null);
    const before = this.#last.get(name);
    const mine = (async () => {
      await before;
      signal?.throwIfAborted();
      this.#held.add(name);
      try {
        return await work({ name });
      } finally {
        this.#held.delete(name);
      }
    })();
    this.#last.set(
      name,
      mine.catch(() => undefined),
    );
    return mine;
  }
}

const settled = () => new Promise((later) => setTimeout(later, 5));

afterEach(() => vi.unstubAllGlobals());

describe('a lifeline', () => {
  /** A worker that holds its lifeline by these locks, and its starter, who waits by those. */
  function start(ofWorker: FakeLocks, ofStarter: FakeLocks) {
    const worker = new EventTarget();
    const onEnd = vi.fn();
    vi.stubGlobal('navigator', { locks: ofStarter });
    awaitEnd(worker as Pick<Worker, 'addEventListener'>, 'model-1', onEnd);
    vi.stubGlobal('navigator', { locks: ofWorker });
    const sent: unknown[] = [];
    holdLifeline({ name: 'model-1', postMessage: (message) => sent.push(message) });
    return {
      onEnd,
      arrive: async () => {
        await settled();
        vi.stubGlobal('navigator', { locks: ofStarter });
        for (const data of sent) worker.dispatchEvent(new MessageEvent('message', { data }));
        await settled();
      },
    };
  }

  it('tells nothing of a worker that lives', async () => {
    const locks = new FakeLocks();
    const { onEnd, arrive } = start(locks, locks);
    await arrive();
    expect(onEnd).not.toHaveBeenCalled();
  });

  it('tells of one whose lock is let go of', async () => {
    const locks = new FakeLocks();
    let end: () => void = () => undefined;
    const worker = new EventTarget();
    const onEnd = vi.fn();
    vi.stubGlobal('navigator', { locks });
    awaitEnd(worker as Pick<Worker, 'addEventListener'>, 'model-1', onEnd);
    void locks.request('model-1', () => new Promise<void>((done) => (end = done)));
    await settled();
    worker.dispatchEvent(new MessageEvent('message', { data: 'lifeline held' }));
    await settled();
    expect(onEnd).not.toHaveBeenCalled();
    end();
    await settled();
    expect(onEnd).toHaveBeenCalledOnce();
  });

  it("takes one for no dead one whose locks are not its starter's, since the site's data were deleted", async () => {
    const { onEnd, arrive } = start(new FakeLocks(), new FakeLocks());
    await arrive();
    expect(onEnd).not.toHaveBeenCalled();
  });
});
