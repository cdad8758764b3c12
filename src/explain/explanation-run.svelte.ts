import * as Comlink from 'comlink';
import type { Comparison } from '../../core/assessment/compare';
import type { Explanation } from '../../core/attribution/explanation';
import type { MethodName } from '../../core/attribution/methods/all';
import type { Removal } from '../../core/text/types';
import type { Classification, ExplainProgress, ExplainRequest, ModelSummary } from '../../workers/api';
import { callModel, type ModelSource } from '../task/model-calls';
import { Task, type TaskControl } from '../task/task.svelte';
import { isoDate } from '../text/timing';

/** What the reader asks. */
export interface Question {
  readonly request: ExplainRequest;
  /** How words are taken away when the explanations are assessed. */
  readonly removal: Removal;
  /** The model that is asked, as it runs. */
  readonly model: ModelSummary;
}

/** A text explained by several methods, with the question it answers: text and settings move on, an answer does not. */
export interface Explained extends Question {
  /** How the model reads the text as the request has it read. */
  readonly classification: Classification;
  /** Whole explanations, in the order of the request's methods. */
  readonly explanations: readonly Explanation[];
  /** An explanation that is not whole, as it stands: that of the method at work, or of the one that was when it was stopped. */
  readonly partial: Explanation | null;
  /** All explanations and their agreement; null until all are there. */
  readonly comparison: Comparison | null;
  /** When it was asked for, ISO 8601. */
  readonly date: string;
}

/** Explained by every method that was asked. */
export type FullyExplained = Explained & { readonly comparison: Comparison };

/** The method at work, and how far it is. */
export interface MethodProgress {
  readonly method: MethodName;
  readonly done: number;
  readonly total: number;
  /** When the method began, in milliseconds of performance.now(). */
  readonly startedAt: number;
}

/** Explains a text by several methods. What came of it stays when it is stopped, the method at work included. */
export class ExplanationRun extends Task<Explained, MethodProgress> {
  /** The last question; `value` answers it, or still an earlier one. */
  question = $state.raw<Question | null>(null);

  /** Whether there is no answer yet, not even in part, to the question that is worked at. */
  readonly waiting = $derived(this.phase === 'running' && this.value?.request !== this.question?.request);
  /** The answer on show: an earlier one gives way when a new one is asked for, and comes back if that comes to nothing. */
  readonly shown = $derived(this.waiting ? null : this.value);
  /** The answer on show, once it is whole. */
  readonly whole = $derived(isWhole(this.shown) ? this.shown : null);

  constructor(private readonly model: ModelSource) {
    super();
  }

  /** @param known how the text is read, where that is known already */
  start(question: Question, known: Classification | null): Promise<void> {
    this.question = question;
    return this.run((control) => this.#explain(question, known, control));
  }

  async #explain(
    question: Question,
    known: Classification | null,
    { signal, onProgress, onPartial }: TaskControl<Explained, MethodProgress>,
  ): Promise<Explained> {
    const { request } = question;
    const date = isoDate();
    const classification = known ?? (await this.#read(request, signal));
    let explanations: readonly Explanation[] = [];
    let partial: Explanation | null = null;
    let current: MethodProgress | null = null;
    const take = (progress: ExplainProgress) => {
      const { method, done, total, finished } = progress;
      const same = current?.method === method ? current : null;
      current = { method, done, total, startedAt: same?.startedAt ?? performance.now() };
      onProgress(current);
      if (same && !progress.partial && finished.length === 0) return;
      partial = progress.partial ?? (same ? partial : null);
      explanations = [...explanations, ...finished];
      const any = partial !== null || explanations.length > 0;
      if (any) onPartial({ ...question, classification, explanations, partial, comparison: null, date });
    };
    const comparison = await callModel(
      this.model,
      (api, cancel) => {
        // It may be asked a second time, of a fresh worker, which tells everything again.
        explanations = [];
        partial = null;
        return api.explain(request, cancel, Comlink.proxy(take));
      },
      signal,
    );
    return {
      ...question,
      classification,
      explanations: comparison.explanations,
      partial: null,
      comparison,
      date,
    };
  }

  #read({ text, longText }: ExplainRequest, signal: AbortSignal): Promise<Classification> {
    const unwatched = Comlink.proxy(() => undefined);
    return callModel(
      this.model,
      (api, cancel) => api.classify({ text, longText }, cancel, unwatched),
      signal,
    );
  }
}

function isWhole(explained: Explained | null): explained is FullyExplained {
  return explained !== null && explained.comparison !== null;
}
