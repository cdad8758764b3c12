export type TaskPhase = 'idle' | 'running' | 'done' | 'cancelled' | 'failed';

/** What a task's work is given. After the task was cancelled, or has begun something else, nothing that it tells counts. */
export interface TaskControl<Value, Progress> {
  /** Aborted when the work is no longer wanted. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** What there is before the work has ended; each call replaces what was told before. */
  readonly onPartial: (value: Value) => void;
}

/**
 * Work that runs one at a time, can be watched and can be cancelled. What it last gave stays on show: starting again,
 * cancelling and failing take nothing away; only newer values and `reset` do.
 */
export abstract class Task<Value, Progress = never> {
  phase = $state<TaskPhase>('idle');
  /** How far the running work is; null while it has not told. */
  progress = $state.raw<Progress | null>(null);
  /** The newest value: whole after `done`, else what had come of it, or what an earlier work gave. */
  value = $state.raw<Value | null>(null);
  /** Why the work failed, in a sentence; empty when it did not. */
  error = $state('');
  /** That of the running work; null while nothing runs. */
  #controller: AbortController | null = null;

  /** Ends the work at once as far as anybody can see; what is under way behind it ends unseen. */
  cancel(): void {
    if (this.#controller) this.#end(this.#controller, 'cancelled');
  }

  /** Cancels, and forgets everything. */
  reset(): void {
    this.cancel();
    this.value = null;
    this.error = '';
    this.phase = 'idle';
  }

  /** Starts work in place of what runs. Never rejects: how it ended is in `phase` and `error`. */
  protected async run(work: (control: TaskControl<Value, Progress>) => Promise<Value>): Promise<void> {
    const controller = new AbortController();
    this.#controller?.abort(endOfTask());
    this.#controller = controller;
    this.progress = null;
    this.error = '';
    this.phase = 'running';
    const isWanted = () => this.#controller === controller;
    try {
      const value = await work({
        signal: controller.signal,
        onProgress: (progress) => {
          if (isWanted()) this.progress = progress;
        },
        onPartial: (partial) => {
          if (isWanted()) this.value = partial;
        },
      });
      if (!isWanted()) return;
      this.value = value;
      this.#end(controller, 'done');
    } catch (error) {
      if (!isWanted()) return;
      this.error = error instanceof Error ? error.message : String(error);
      this.#end(controller, 'failed');
    }
  }

  #end(controller: AbortController, phase: TaskPhase): void {
    this.#controller = null;
    this.progress = null;
    this.phase = phase;
    controller.abort(endOfTask());
  }
}

function endOfTask(): DOMException {
  return new DOMException('The run was cancelled', 'AbortError');
}
