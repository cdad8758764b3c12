/** Items that are worked on, or done and waited for, to one worker: enough that none idles behind a slow neighbour. */
const aheadOfOne = 4;

interface Begun<R> {
  readonly result: Promise<R>;
  isDone: boolean;
}

/**
 * What workers make of items, in the order of the items; a worker takes the next one when it is free. Only some items
 * stand in memory at once, however many there are.
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
    const one: Begun<R> = { result, isDone: false };
    begun.push(one);
    return result.then(
      () => void (one.isDone = true),
      () => void (one.isDone = true),
    );
  };
  const taken = (async function* () {
    try {
      yield* items;
    } catch (error) {
      // What was taken before is given before.
      void begin(failed(error));
    }
  })();
  for await (const item of taken) {
    while (idle.length === 0) await Promise.race(busy);
    while (begun.length > 0 && (begun[0]!.isDone || begun.length === aheadOfOne * workers.length)) {
      yield await begun.shift()!.result;
    }
    const work = idle.pop()!;
    const freed: Promise<unknown> = begin(work(item)).then(() => {
      idle.push(work);
      busy = busy.filter((other) => other !== freed);
    });
    busy.push(freed);
  }
  while (begun.length > 0) yield await begun.shift()!.result;
}

async function failed(error: unknown): Promise<never> {
  await Promise.resolve();
  throw error;
}

/** Items in lists of a length, the last one shorter, before a fault too. */
export async function* inChunks<T>(
  items: AsyncIterable<T> | Iterable<T>,
  length: number,
): AsyncGenerator<T[]> {
  let chunk: T[] = [];
  try {
    for await (const item of items) {
      chunk.push(item);
      if (chunk.length < length) continue;
      yield chunk;
      chunk = [];
    }
  } catch (error) {
    if (chunk.length > 0) yield chunk;
    throw error;
  }
  if (chunk.length > 0) yield chunk;
}
