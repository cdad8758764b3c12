import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeptWrites } from './kept-writes.svelte';

describe('What is kept', () => {
  let thing: string | null;
  let written: string[];
  let ids: (string | null)[];
  let ended: string[];
  /** Lets the first write end, or fail. */
  let first: Deferred<string>;
  let writes: KeptWrites<string>;

  beforeEach(() => {
    vi.useFakeTimers();
    [thing, written, ids, ended, first] = ['a', [], [], [], deferred()];
    writes = new KeptWrites({
      thing: () => thing,
      keep: () => first.promise,
      remember: async (now) => {
        if (now === 'too large') throw new Error('no room');
        written.push(now);
      },
      onId: (id) => ids.push(id),
      onEnd: (reason) => ended.push(reason),
    });
  });

  afterEach(() => void vi.useRealTimers());

  it('is written once a pause follows the last of several changes', async () => {
    writes.goesOn('1');
    for (thing of ['b', 'c', 'd']) writes.remember();
    expect([writes.isPending, written]).toEqual([true, []]);
    await vi.runAllTimersAsync();
    expect([writes.isPending, written]).toEqual([false, ['d']]);
  });

  it('is written again where it changed while it was written first', async () => {
    const begun = writes.begin();
    thing = 'b';
    writes.remember();
    expect([writes.isFirst, writes.id]).toEqual([true, null]);
    first.resolve('1');
    expect(await begun).toBe(true);
    await vi.runAllTimersAsync();
    expect([writes.isFirst, writes.id, written]).toEqual([false, '1', ['b']]);
  });

  it('that was closed while it was written first says so, and nothing of what is open then', async () => {
    const begun = writes.begin();
    writes.close();
    writes.goesOn('2');
    first.resolve('1');
    expect(await begun).toBe(false);
    expect([writes.id, ids]).toEqual(['2', [null, '2']]);
  });

  it('ends with the reason where there is no room, and is written no more', async () => {
    writes.goesOn('1');
    thing = 'too large';
    writes.remember();
    await vi.runAllTimersAsync();
    expect([writes.id, writes.isPending, ids, ended]).toEqual([null, false, ['1', null], ['no room']]);
    writes.remember();
    expect(writes.isPending).toBe(false);
  });

  it('is not kept where it cannot be written first, and may be tried again', async () => {
    const begun = writes.begin();
    first.reject(new Error('not here'));
    await begun;
    expect([writes.isFirst, writes.id, ended]).toEqual([false, null, ['not here']]);
    first = deferred();
    first.resolve('1');
    await writes.begin();
    expect(writes.id).toBe('1');
  });
});

interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

function deferred<T>(): Deferred<T> {
  let [resolve, reject]: [(value: T) => void, (error: Error) => void] = [() => undefined, () => undefined];
  const promise = new Promise<T>((onValue, onError) => {
    [resolve, reject] = [onValue, onError];
  });
  return { promise, resolve, reject };
}
