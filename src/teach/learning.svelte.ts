import * as Comlink from 'comlink';
import background from '../../core/model/background.json';
import { examples } from '../../core/analysis/examples';
import { makeLesson } from '../../core/teaching/lesson';
import { usualSettings, type Scope, type TeachSettings } from '../../core/teaching/plan';
import type { TeachReport } from '../../core/teaching/report';
import type { Lesson } from '../../core/teaching/teach';
import type { TeachText } from '../../core/teaching/texts';
import { portOf } from '../../workers/cancellation';
import type { Teachable, TeachOutcome, TeachProgress, TeachSource } from '../../workers/teach-api';
import { longSilence } from '../../workers/watchdog';
import type { MemoryStore } from './memory-store';
import type { Teacher } from './teacher';

/** Weights from which the classifier alone is proposed: all of them would take some gigabytes here. */
const manyWeights = 40e6;
/**
 * Milliseconds within which a worker that dies twice is not started again: it would die of the same. One that hangs is noticed
 * only after a while.
 */
const mendingPause = 60_000 + longSilence;

export type LearningPhase =
  /** Nothing was learnt yet. */
  | 'idle'
  | 'running'
  /** Broken off by the reader, a fault or a reload, to go on. */
  | 'paused'
  /** The taught model is there, to be kept or discarded. */
  | 'done';

/** What learning needs of what holds the labels. */
export interface LearningSurroundings {
  readonly teacher: Teacher;
  readonly memory: MemoryStore;
  /** The model that is taught; null while it is not there. */
  readonly source: () => TeachSource | null;
  readonly texts: () => readonly TeachText[];
  /** Tells of each text whether it is held out from now on; null: it has no label. */
  readonly onDivided: (heldOut: readonly (boolean | null)[]) => void;
  /** Something that is to be kept has changed. */
  readonly onChange: () => void;
  readonly onNotKept: (reason: string) => void;
}

/** Learning from labels: from its settings to a model that is kept or discarded. */
export class Learning {
  phase = $state<LearningPhase>('idle');
  settings = $state.raw<TeachSettings>({ scope: 'all', ...usualSettings.all, seed: 1 });
  progress = $state.raw<TeachProgress | null>(null);
  /** At the pace of the steps so far; null while there is none. */
  secondsLeft = $state<number | null>(null);
  /** What is learnt, or was. */
  lesson = $state.raw<Lesson | null>(null);
  report = $state.raw<TeachReport | null>(null);
  outcome = $state.raw<TeachOutcome | null>(null);
  /** Why it broke off; empty where it did not. */
  problem = $state('');
  /** What was put right without anybody's doing. */
  mended = $state('');
  /** What can be taught of the model, or why nothing can; null while that is not known. */
  teachable = $state.raw<Teachable | null>(null);
  whyNot = $state('');
  /** The worker's answer that counts; others are of runs that were given up. */
  #run: { readonly stop: AbortController } | null = null;
  #lostAt = -Infinity;
  #lookedAt: string | null = null;

  constructor(private readonly around: LearningSurroundings) {}

  /** Looks whether the model can be taught; once for each. */
  async look(): Promise<void> {
    const source = this.around.source();
    if (!source || this.#lookedAt === source.version) return;
    this.#lookedAt = source.version;
    this.teachable = null;
    this.whyNot = '';
    const isAsked = () => this.#lookedAt === source.version;
    try {
      const teachable = await this.around.teacher.look(source);
      if (!isAsked()) return;
      this.teachable = teachable;
      if (this.phase === 'idle' && teachable.weights.all > manyWeights) this.choose('classifier');
    } catch (error) {
      if (!isAsked()) return;
      this.whyNot = (error as Error).message;
      // The next time it is looked again: a file may be there then.
      this.#lookedAt = null;
    }
  }

  /** Chooses which weights learn, with what is usual for them. */
  choose(scope: Scope): void {
    this.settings = { ...this.settings, scope, ...usualSettings[scope] };
  }

  /** Begins to learn from the labels that there are now. */
  async start(): Promise<void> {
    if (this.phase === 'running' || !this.around.source()) return;
    this.discard();
    const { lesson, heldOut } = makeLesson(this.around.texts(), this.settings, [
      ...background.texts,
      ...examples.map(({ text }) => text),
    ]);
    this.lesson = lesson;
    this.around.onDivided(heldOut);
    this.around.onChange();
    await this.#learn(false);
  }

  /** Breaks off; what was learnt stays, to go on. */
  pause(): void {
    this.#run?.stop.abort();
  }

  /** Goes on where it was broken off. */
  async goOn(): Promise<void> {
    if (this.phase !== 'paused') return;
    await this.#learn(true);
  }

  /** Gives up what is learnt, or was; the labels stay. */
  discard(): void {
    const isRunning = this.phase === 'running';
    this.#run?.stop.abort();
    this.#run = null;
    // A run cannot be interrupted in the middle of a step; its worker can.
    if (isRunning) this.around.teacher.close();
    this.around.memory.clear();
    this.phase = 'idle';
    this.progress = null;
    this.lesson = null;
    this.report = null;
    this.outcome = null;
    this.problem = '';
    this.mended = '';
    this.around.onChange();
  }

  /** As it was kept on this machine. */
  restore(lesson: Lesson | null, report: TeachReport | null): void {
    this.lesson = lesson;
    this.report = report;
    this.phase = lesson ? 'paused' : 'idle';
    if (lesson) this.settings = lesson.settings;
  }

  async #learn(resume: boolean): Promise<void> {
    const { lesson } = this;
    const source = this.around.source();
    if (!lesson || !source) return;
    const run = { stop: new AbortController() };
    this.#run = run;
    this.phase = 'running';
    performance.mark('teach start');
    this.progress = null;
    this.secondsLeft = null;
    this.problem = '';
    const isWanted = () => this.#run === run;
    try {
      const outcome = await this.#ask(source, lesson, resume, run.stop.signal, isWanted);
      if (!isWanted()) return;
      this.outcome = outcome;
      this.report = outcome?.report ?? this.report;
      this.phase = outcome ? 'done' : 'paused';
      performance.mark(`teach ${this.phase}`);
      this.around.onChange();
    } catch (error) {
      if (isWanted()) await this.#breakOff(error as Error);
    } finally {
      if (isWanted()) {
        this.#run = null;
        this.progress = null;
      }
    }
  }

  async #ask(
    source: TeachSource,
    lesson: Lesson,
    resume: boolean,
    signal: AbortSignal,
    isWanted: () => boolean,
  ): Promise<TeachOutcome | null> {
    const { teacher, memory, onNotKept } = this.around;
    await teacher.look(source);
    const { port, release } = portOf(signal);
    let first: { readonly step: number; readonly at: number } | null = null;
    const onProgress = (progress: TeachProgress) => {
      if (!isWanted()) return;
      // What a phase takes is measured from one mark to the next (npm run bench:teach).
      if (this.progress?.phase !== progress.phase) performance.mark(`teach ${progress.phase}`);
      this.progress = progress;
      if (progress.phase !== 'learning') return;
      const { step, steps } = progress;
      const now = performance.now();
      if (first && step > first.step)
        this.secondsLeft = ((now - first.at) / 1000 / (step - first.step)) * (steps - step);
      first ??= { step, at: now };
    };
    try {
      return await teacher.call((api) =>
        api.teach(
          lesson,
          resume,
          Comlink.transfer(port, [port]),
          Comlink.proxy(memory),
          Comlink.proxy(onProgress),
          Comlink.proxy(onNotKept),
        ),
      );
    } finally {
      release();
    }
  }

  /** After a fault: a worker that died is replaced, once; anything else is said, and waits. */
  async #breakOff(error: Error): Promise<void> {
    this.phase = 'paused';
    const isAgain = performance.now() - this.#lostAt < mendingPause;
    if (error.name === 'TeacherLost' && !isAgain) {
      this.#lostAt = performance.now();
      this.mended = `The worker that learnt ended (${error.message}). Another went on from the last checkpoint.`;
      await this.#learn(true);
      return;
    }
    // Memory that was refused is free again only when the worker is gone.
    if (error.name === 'MemoryRefused') this.around.teacher.close();
    this.problem = reasonOf(error);
  }
}

function reasonOf(error: Error): string {
  const kept = 'Nothing is lost: “Go on” continues from the last checkpoint.';
  switch (error.name) {
    case 'TeacherLost':
      return `The worker that learnt ended twice (${error.message}); there may be too little memory. Close other tabs, or teach the classifier alone. ${kept}`;
    case 'MemoryRefused':
      return `The browser gives this page no more memory. Close other tabs, or teach the classifier alone. ${kept}`;
    case 'OtherRunError':
      return 'This was being learnt from another model than the one that runs now. Discard it and begin anew, or go back to that model.';
    default:
      return `${error.message.replace(/\.$/, '')}. ${kept}`;
  }
}
