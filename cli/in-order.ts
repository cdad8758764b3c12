/** Items that are worked on, or done and waited for, to one worker: enough that none idles behind a slow neighbour. */
const aheadOfOne = 4;

/**
 * Milliseconds that a row of a stream waits for others: whoever types rows, or follows a log, gets each answer when its row
 * has come.
 */
export const patience = 50;

interface Begun<R> {
  readonly result: Promise<R>;
  /** Resolves once there is a result or a fault. */
  done: Promise<void>;
  isDone: boolean;
}

/**
 * What workers make of items, in the order of the items, each as soon as it is there; a worker takes the next item when it is
 * free. Only some items stand in memory at once, however many there are.
 * @throws what a worker or the items throw, after all that comes before it was given
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  workers: readonly ((item: T) => Promise<R>)[],
): AsyncGenerator<R> {
  const idle = [...workers];
  const begun: Begun<R>[] = [];
  let busy: Promise<unknown>[] = [];
  const begin = (result: Promise<R>): Promise<void> => {
    const one: Begun<R> = { result, isDone: false, done: Promise.resolve() };
    const isDone = () => void (one.isDone = true);
    one.done = result.then(isDone, isDone);
    begun.push(one);
    return one.done;
  };
  const taken = (async function* () {
    try {
      yield* items;
    } catch (error) {
      // What was taken before is given before.
      void begin(failed(error));
    }
  })();
  /** The next item, once it is there. */
  const next: { result: IteratorResult<T, void> | null } = { result: null };
  const take = () => taken.next().then((result) => void (next.result = result));
  let taking = take();
  try {
    for (;;) {
      const [first] = begun;
      if (first && (first.isDone || begun.length === aheadOfOne * workers.length)) {
        begun.shift();
        yield await first.result;
      } else if (next.result === null) {
        await Promise.race(first ? [taking, first.done] : [taking]);
      } else {
        if (next.result.done) break;
        const work = idle.pop();
        if (!work) {
          await Promise.race(busy);
          continue;
        }
        const freed: Promise<unknown> = begin(work(next.result.value)).then(() => {
          idle.push(work);
          busy = busy.filter((other) => other !== freed);
        });
        busy.push(freed);
        next.result = null;
        taking = take();
      }
    }
    while (begun.length > 0) yield await begun.shift()!.result;
  } finally {
    // Whoever takes no more may leave an item on its way, for which nobody waits.
    void taken.return(undefined).catch(() => undefined);
  }
}

async function failed(error: unknown): Promise<never> {
  await Promise.resolve();
  throw error;
}

/**
 * Items in lists of a length, the last one shorter, before a fault too.
 * @param patience milliseconds after which a list is given with what it has, where further items are slow to come
 */
export async function* inChunks<T>(
  items: AsyncIterable<T> | Iterable<T>,
  length: number,
  patience = Infinity,
): AsyncGenerator<T[]> {
  const iterator = (async function* () {
    yield* items;
  })();
  const take = () => {
    const coming = iterator.next();
    // A fault is met where it is waited for, which may be behind what came before it.
    coming.catch(() => undefined);
    return coming;
  };
  let chunk: T[] = [];
  let timer: NodeJS.Timeout | undefined;
  /** Resolves when the list is to be given as it is; null while nobody waits for one. */
  let over: Promise<null> | null = null;
  try {
    for (let coming = take(); ;) {
      const result = await (over ? Promise.race([coming, over]) : coming);
      if (result?.done) break;
      if (result !== null) {
        if (chunk.push(result.value) === 1 && patience < Infinity) {
          over = new Promise((resolve) => (timer = setTimeout(resolve, patience, null)));
        }
        coming = take();
        if (chunk.length < length) continue;
      }
      clearTimeout(timer);
      over = null;
      const full = chunk;
      chunk = [];
      yield full;
    }
  } catch (error) {
    if (chunk.length > 0) yield chunk;
    throw error;
  } finally {
    clearTimeout(timer);
    void iterator.return(undefined).catch(() => undefined);
  }
  if (chunk.length > 0) yield chunk;
}
