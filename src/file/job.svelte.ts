import { Task, type TaskControl } from '../task/task.svelte';

/** A task that is told its work when it starts. */
export class Job<Value, Progress = never> extends Task<Value, Progress> {
  start(work: (control: TaskControl<Value, Progress>) => Promise<Value>): Promise<void> {
    return this.run(work);
  }
}
