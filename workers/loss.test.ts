import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { Loss } from './loss';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('Loss', () => {
  it('ends what waits and what comes later, with its first reason, at once', async () => {
    const loss = new Loss();
    const waits = loss.orLost(new Promise(() => undefined));
    loss.lose(new Error('it ended'));
    loss.lose(new Error('and once more'));
    await expect(waits).rejects.toThrow('it ended');
    await expect(loss.orLost(Promise.resolve('too late'))).rejects.toThrow('it ended');
  });

  it('hands through what the work gives and throws', async () => {
    const loss = new Loss();
    expect(await loss.orLost(Promise.resolve(1))).toBe(1);
    await expect(loss.orLost(Promise.reject(new Error('of the work')))).rejects.toThrow('of the work');
  });

  it('keeps nothing of the calls that have ended', async () => {
    const loss = new Loss();
    const given: WeakRef<object>[] = [];
    for (let call = 0; call < 20; call++) {
      await loss
        .orLost(Promise.resolve(new Float32Array(1000)))
        .then((value) => given.push(new WeakRef(value)));
    }
    // A reference that was made in this task holds until its end.
    await new Promise((next) => setTimeout(next));
    collectGarbage();
    expect(given.filter((reference) => reference.deref() !== undefined)).toEqual([]);
    loss.lose(new Error('the loss outlives them'));
  });
});
