import { describe, expect, it } from 'vitest';
import { nextTask, portOf, signalOf } from './cancellation';

describe('cancelling across a port', () => {
  it('aborts the signal on the other side, with an AbortError', async () => {
    const controller = new AbortController();
    const { port, release } = portOf(controller.signal);
    const signal = signalOf(port);
    await nextTask();
    expect(signal.aborted).toBe(false);
    controller.abort();
    await new Promise((heard) => signal.addEventListener('abort', heard));
    expect((signal.reason as DOMException).name).toBe('AbortError');
    release();
  });

  it('carries an abort that came first', async () => {
    const { port, release } = portOf(AbortSignal.abort());
    const signal = signalOf(port);
    await new Promise((heard) => signal.addEventListener('abort', heard));
    release();
  });

  it('is heard by work that never leaves the microtask queue but for nextTask', async () => {
    const controller = new AbortController();
    const { port, release } = portOf(controller.signal);
    const signal = signalOf(port);
    setTimeout(() => controller.abort(), 5);
    const steps = 1_000_000;
    let step = 0;
    for (; step < steps && !signal.aborted; step++) await nextTask();
    expect(step).toBeLessThan(steps);
    release();
  });
});
