import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import { Task, type TaskControl } from './task.svelte';

/** Work that the test ends by hand. */
class Handwork extends Task<string, number> {
  /** One a start. */
  readonly controls: TaskControl<string, number>[] = [];
  readonly #ends: { resolve: (value: string) => void; reject: (error: unknown) => void }[] = [];

  start(): Promise<void> {
    return this.run((control) => {
      this.controls.push(control);
      return new Promise((resolve, reject) => this.#ends.push({ resolve, reject }));
    });
  }

  resolve(at: number, value: string): void {
    this.#ends[at]!.resolve(value);
  }

  reject(at: number, error: unknown): void {
    this.#ends[at]!.reject(error);
  }
}

describe('a task', () => {
  it('tells progress, partial values and the result, each as a state that can be watched', async () => {
    const task = new Handwork();
    const seen: string[] = [];
    const stop = $effect.root(() => {
      $effect(() => void seen.push(`${task.phase} ${task.progress} ${task.value}`));
    });
    flushSync();
    const ended = task.start();
    flushSync();
    task.controls[0]!.onProgress(0.5);
    flushSync();
    task.controls[0]!.onPartial('half');
    flushSync();
    task.resolve(0, 'whole');
    await ended;
    flushSync();
    stop();
    expect(seen).toEqual([
      'idle null null',
      'running null null',
      'running 0.5 null',
      'running 0.5 half',
      'done null whole',
    ]);
  });

  it('is cancelled at once, keeps what has come, and heeds nothing that comes later', async () => {
    const task = new Handwork();
    const ended = task.start();
    const { signal, onProgress, onPartial } = task.controls[0]!;
    onPartial('half');
    task.cancel();
    expect(signal.aborted).toBe(true);
    expect((signal.reason as DOMException).name).toBe('AbortError');
    expect([task.phase, task.value, task.progress]).toEqual(['cancelled', 'half', null]);
    onProgress(0.9);
    onPartial('more');
    task.resolve(0, 'whole');
    await ended;
    expect([task.phase, task.value, task.progress]).toEqual(['cancelled', 'half', null]);
  });

  it('heeds neither the error of a cancelled work nor that of one that another took the place of', async () => {
    const task = new Handwork();
    const first = task.start();
    const second = task.start();
    expect(task.controls[0]!.signal.aborted).toBe(true);
    expect(task.controls[1]!.signal.aborted).toBe(false);
    task.reject(0, new Error('too late'));
    await first;
    expect([task.phase, task.error]).toEqual(['running', '']);
    task.cancel();
    task.reject(1, new Error('too late'));
    await second;
    expect([task.phase, task.error]).toEqual(['cancelled', '']);
  });

  it('ignores the result of a work that another took the place of, in whatever order they end', async () => {
    const task = new Handwork();
    const both = [task.start(), task.start()];
    task.resolve(1, 'new');
    await both[1];
    task.resolve(0, 'old');
    await both[0];
    expect([task.phase, task.value]).toEqual(['done', 'new']);
  });

  it('keeps the last value while it fails and starts again', async () => {
    const task = new Handwork();
    const first = task.start();
    task.resolve(0, 'first');
    await first;
    const second = task.start();
    expect([task.phase, task.value]).toEqual(['running', 'first']);
    task.reject(1, new Error('The disk is full.'));
    await second;
    expect([task.phase, task.value, task.error]).toEqual(['failed', 'first', 'The disk is full.']);
    const third = task.start();
    expect(task.error).toBe('');
    task.resolve(2, 'third');
    await third;
    expect([task.phase, task.value]).toEqual(['done', 'third']);
  });

  it('forgets everything when it is reset', async () => {
    const task = new Handwork();
    const ended = task.start();
    task.controls[0]!.onPartial('half');
    task.reset();
    task.resolve(0, 'whole');
    await ended;
    expect([task.phase, task.value, task.error]).toEqual(['idle', null, '']);
    expect(task.controls[0]!.signal.aborted).toBe(true);
  });

  it('has nothing to cancel once it has ended', async () => {
    const task = new Handwork();
    const ended = task.start();
    task.resolve(0, 'whole');
    await ended;
    task.cancel();
    expect([task.phase, task.value]).toEqual(['done', 'whole']);
  });

  it('tells what was thrown even where that is no error', async () => {
    const task = new Handwork();
    const ended = task.start();
    task.reject(0, 'no reason');
    await ended;
    expect(task.error).toBe('no reason');
  });
});
