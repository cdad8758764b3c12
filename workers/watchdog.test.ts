import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Watchdog } from './watchdog';

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
