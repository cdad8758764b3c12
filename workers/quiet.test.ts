import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Quiet } from './quiet';

describe('Quiet', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const flag = (promise: Promise<void>) => {
    const seen = { done: false };
    void promise.then(() => (seen.done = true));
    return seen;
  };

  it('lasts while nothing is under way, and begins anew after what is', async () => {
    const quiet = new Quiet();
    const lasting = flag(quiet.lasting(200));
    await vi.advanceTimersByTimeAsync(150);
    let end: () => void = () => undefined;
    const work = quiet.during(() => new Promise<void>((resolve) => (end = resolve)));
    await vi.advanceTimersByTimeAsync(1000);
    expect(lasting.done).toBe(false);
    end();
    await work;
    await vi.advanceTimersByTimeAsync(199);
    expect(lasting.done).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(lasting.done).toBe(true);
  });

  it('notices what began and ended meanwhile, and work that fails', async () => {
    const quiet = new Quiet();
    const lasting = flag(quiet.lasting(100));
    await vi.advanceTimersByTimeAsync(50);
    await expect(quiet.during(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    await vi.advanceTimersByTimeAsync(60);
    expect(lasting.done).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    expect(lasting.done).toBe(true);
  });

  it('may be asked for this very moment', async () => {
    const quiet = new Quiet();
    let end: () => void = () => undefined;
    const work = quiet.during(() => new Promise<void>((resolve) => (end = resolve)));
    const now = flag(quiet.lasting(0));
    await vi.advanceTimersByTimeAsync(0);
    expect(now.done).toBe(false);
    end();
    await work;
    await vi.advanceTimersByTimeAsync(0);
    expect(now.done).toBe(true);
  });
});
