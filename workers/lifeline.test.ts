import { resolveObjectURL } from 'node:buffer';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { awaitEnd, holdLifeline } from './lifeline';

/** Web Locks of one bucket of storage: exclusive ones, without queries. */
class FakeLocks {
  readonly #last = new Map<string, Promise<unknown>>();
  readonly #held = new Set<string>();
  /** How many have asked for a lock to have it, or to wait until they do. */
  asked = 0;

  async request<T>(
    name: string,
    options: LockOptions | ((lock: unknown) => T),
    callback?: (lock: unknown) => T,
  ): Promise<T> {
    const [{ ifAvailable = false, signal }, work] =
      typeof options === 'function' ? [{} as LockOptions, options] : [options, callback!];
    if (ifAvailable && this.#held.has(name)) return work(null);
    if (!ifAvailable) this.asked++;
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

const { constructor: AsyncFunction } = Object.getPrototypeOf(async () => undefined) as {
  constructor: new (...parts: string[]) => (self: unknown, navigator: unknown) => Promise<void>;
};

afterEach(() => vi.unstubAllGlobals());

describe('a lifeline', () => {
  /** A worker that holds its lifeline by these locks, and its starter, who waits by those. */
  function start(ofWorker: FakeLocks, ofStarter: FakeLocks) {
    /** What is started by the starter from now on: it has the worker's locks. */
    const started: string[] = [];
    vi.stubGlobal(
      'Worker',
      class extends EventTarget {
        constructor(url: string, { name }: WorkerOptions) {
          super();
          started.push(name!);
          const postMessage = (data: unknown) => this.dispatchEvent(new MessageEvent('message', { data }));
          void resolveObjectURL(url)!
            .text()
            .then((source) =>
              new AsyncFunction('self', 'navigator', source)({ name, postMessage }, { locks: ofWorker }),
            );
        }
        terminate(): void {
          started.splice(0);
        }
      },
    );
    const worker = new EventTarget();
    const onEnd = vi.fn();
    vi.stubGlobal('navigator', { locks: ofStarter });
    const forget = awaitEnd(worker as Pick<Worker, 'addEventListener'>, 'model-1', onEnd);
    const sent: unknown[] = [];
    let end: () => void = () => undefined;
    const locks = {
      request: (name: string, live: () => Promise<void>) =>
        ofWorker.request(name, () => {
          void live();
          return new Promise<void>((ended) => (end = ended));
        }),
    };
    vi.stubGlobal('navigator', { locks });
    holdLifeline({ name: 'model-1', postMessage: (message) => sent.push(message) });
    vi.stubGlobal('navigator', { locks: ofStarter });
    return {
      onEnd,
      forget,
      started,
      /** What the worker sends comes to its starter; then somebody waits for its lock beside itself. */
      arrive: async () => {
        await expect.poll(() => sent.length).toBe(1);
        for (const data of sent) worker.dispatchEvent(new MessageEvent('message', { data }));
        await expect.poll(() => ofWorker.asked).toBe(2);
      },
      /** The worker ends, and all that follows has happened. */
      end: async () => {
        end();
        await new Promise((later) => setTimeout(later, 10));
      },
    };
  }

  it('tells nothing of a worker that lives, and of its end once', async () => {
    const locks = new FakeLocks();
    const { onEnd, arrive, end, started } = start(locks, locks);
    await arrive();
    expect(onEnd).not.toHaveBeenCalled();
    await end();
    expect(onEnd).toHaveBeenCalledOnce();
    expect(started).toEqual([]);
  });

  it("tells of the end by a witness where the locks are not its starter's, since the site's data were deleted", async () => {
    const { onEnd, arrive, end, started } = start(new FakeLocks(), new FakeLocks());
    await arrive();
    expect(started).toEqual(['witness of model-1']);
    expect(onEnd).not.toHaveBeenCalled();
    await end();
    expect(onEnd).toHaveBeenCalledOnce();
    expect(started).toEqual([]);
  });

  it('asks the witness no longer once nobody waits', async () => {
    const { onEnd, arrive, end, forget, started } = start(new FakeLocks(), new FakeLocks());
    await arrive();
    forget();
    expect(started).toEqual([]);
    await end();
    expect(onEnd).not.toHaveBeenCalled();
  });
});
