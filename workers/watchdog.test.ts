import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Watchdog, watchOver } from './watchdog';

describe('Watchdog', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('calls once after silence, and not while there are signs of life', () => {
    const onSilence = vi.fn();
    const watchdog = new Watchdog(1000, onSilence);
    for (let i = 0; i < 10; i++) {
      vi.advanceTimersByTime(900);
      watchdog.alive();
    }
    expect(onSilence).not.toHaveBeenCalled();
    vi.advanceTimersByTime(5000);
    expect(onSilence).toHaveBeenCalledOnce();
  });

  it('is quiet once it is stopped', () => {
    const onSilence = vi.fn();
    new Watchdog(1000, onSilence).stop();
    vi.advanceTimersByTime(5000);
    expect(onSilence).not.toHaveBeenCalled();
  });
});

describe('watchOver', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('lets be who answers, and calls once when there is no answer any more', async () => {
    const onSilence = vi.fn();
    let hears = true;
    const ask = vi.fn(() => (hears ? Promise.resolve() : new Promise(() => undefined)));
    const unwatch = watchOver(ask, 6000, onSilence);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ask.mock.calls.length).toBeGreaterThan(50);
    expect(onSilence).not.toHaveBeenCalled();
    hears = false;
    ask.mockClear();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(onSilence).toHaveBeenCalledOnce();
    expect(ask, 'who does not answer is not asked again').toHaveBeenCalledOnce();
    unwatch();
  });

  it('asks nobody once it is ended', async () => {
    const ask = vi.fn(() => new Promise(() => undefined));
    const onSilence = vi.fn();
    watchOver(ask, 6000, onSilence)();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ask).not.toHaveBeenCalled();
    expect(onSilence).not.toHaveBeenCalled();
  });
});
