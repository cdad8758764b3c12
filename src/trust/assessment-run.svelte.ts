import * as Comlink from 'comlink';
import type { AssessProgress, Assessment } from '../../core/assessment/assess';
import type { FullyExplained } from '../explain/explanation-run.svelte';
import { callModel, type ModelSource } from '../task/model-calls';
import { Task } from '../task/task.svelte';

/** How far an explanation can be believed, and which explanation that is. */
export interface Assessed {
  readonly explained: FullyExplained;
  readonly assessment: Assessment;
}

/** Measures how far an explanation can be believed. It is asked of the explanation's own request, whatever the form says now. */
export class AssessmentRun extends Task<Assessed, AssessProgress> {
  /** What is, or was last, measured. */
  explained = $state.raw<FullyExplained | null>(null);

  constructor(private readonly model: ModelSource) {
    super();
  }

  start(explained: FullyExplained): Promise<void> {
    this.explained = explained;
    const { request, removal, explanations } = explained;
    return this.run(async ({ signal, onProgress }) => {
      const assessment = await callModel(
        this.model,
        (api, cancel) => api.assess({ ...request, explanations, removal }, cancel, Comlink.proxy(onProgress)),
        signal,
      );
      return { explained, assessment };
    });
  }
}
