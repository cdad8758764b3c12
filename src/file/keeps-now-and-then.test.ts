import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { KeepsNowAndThen } from './keeps-now-and-then';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('keeps what grows now and then, and all of it at the end, never twice at once', async () => {
  let [grown, kept, atOnce] = [0, 0, 0];
  const keeps = new KeepsNowAndThen(async () => {
    atOnce++;
    expect(atOnce).toBe(1);
    const found = grown;
    await new Promise((resolve) => setTimeout(resolve, 100));
    kept = found;
    atOnce--;
  });
  const grow = async (milliseconds: number) => {
    grown++;
    keeps.soon();
    await vi.advanceTimersByTimeAsync(milliseconds);
  };
  await grow(200);
  await grow(200);
  expect(kept).toBe(1);
  await grow(10_000);
  await grow(50);
  // While it is still being written, more comes and it ends.
  grown++;
  void keeps.now();
  await vi.advanceTimersByTimeAsync(300);
  expect([kept, grown]).toEqual([5, 5]);
});
