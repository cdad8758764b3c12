import { describe, expect, it } from 'vitest';
import { inChunks, inOrder } from './in-order';

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('what workers make', () => {
  it('comes in the order of the items, whoever is first', async () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    const worker = async (item: number) => {
      await new Promise((done) => setTimeout(done, item % 7));
      return item;
    };
    expect(await collect(inOrder(items, [worker, worker, worker]))).toEqual(items);
  });

  it('takes no more items than a few ahead, each worker one at a time', async () => {
    let [taken, given, atOnce, most] = [0, 0, 0, 0];
    function* items() {
      for (; taken < 1000;) yield taken++;
    }
    const worker = async () => {
      most = Math.max(most, ++atOnce);
      await new Promise(setImmediate);
      atOnce--;
    };
    const results = inOrder(items(), [worker, worker]);
    while (!(await results.next()).done) {
      given++;
      expect(taken - given).toBeLessThanOrEqual(8);
    }
    expect({ given, most }).toEqual({ given: 1000, most: 2 });
  });

  it('is given as soon as it is there', async () => {
    const made: number[] = [];
    const worker = async (item: number) => {
      made.push(item);
      return item;
    };
    for await (const item of inOrder([0, 1, 2, 3, 4, 5], [worker])) {
      expect(made.length).toBeLessThanOrEqual(item + 2);
    }
  });

  it('is given while the next item is waited for', async () => {
    async function* items() {
      yield 1;
      await new Promise(() => undefined);
    }
    const results = inOrder(items(), [async (item: number) => item]);
    expect(await results.next()).toEqual({ done: false, value: 1 });
  });

  it('is begun by each free worker while others are at work', async () => {
    const begun: number[] = [];
    const worker = async (item: number) => {
      begun.push(item);
      await new Promise(() => undefined);
    };
    void inOrder([0, 1, 2, 3], [worker, worker]).next();
    await expect.poll(() => begun).toEqual([0, 1]);
  });

  it('fails where it fails, after what came before', async () => {
    const seen: number[] = [];
    const worker = async (item: number) => {
      if (item === 3) throw new Error('no');
      return item;
    };
    const reading = (async () => {
      for await (const item of inOrder([0, 1, 2, 3, 4], [worker])) seen.push(item);
    })();
    await expect(reading).rejects.toThrow('no');
    expect(seen).toEqual([0, 1, 2]);
  });

  it('fails where the items end in a fault, after what came before', async () => {
    const seen: number[] = [];
    function* items() {
      yield* [0, 1, 2];
      throw new Error('no more');
    }
    const reading = (async () => {
      for await (const item of inOrder(items(), [async (item: number) => item])) seen.push(item);
    })();
    await expect(reading).rejects.toThrow('no more');
    expect(seen).toEqual([0, 1, 2]);
  });
});

it('makes lists of items', async () => {
  expect(await collect(inChunks([1, 2, 3, 4, 5], 2))).toEqual([[1, 2], [3, 4], [5]]);
  expect(await collect(inChunks([], 2))).toEqual([]);
});

it('gives a list that is short where further items are slow to come, when asked to', async () => {
  async function* items() {
    yield* [1, 2, 3];
    await new Promise(() => undefined);
  }
  const lists = inChunks(items(), 2, 10);
  expect((await lists.next()).value).toEqual([1, 2]);
  expect((await lists.next()).value).toEqual([3]);
});

it('makes a list of the items before a fault, too', async () => {
  function* items() {
    yield* [1, 2, 3];
    throw new Error('no more');
  }
  const seen: number[][] = [];
  const reading = (async () => {
    for await (const some of inChunks(items(), 2)) seen.push(some);
  })();
  await expect(reading).rejects.toThrow('no more');
  expect(seen).toEqual([[1, 2], [3]]);
});
