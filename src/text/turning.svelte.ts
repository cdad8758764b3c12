import * as Comlink from 'comlink';
import type { FlipExplanation } from '../../core/attribution/explanation';
import { callModel, type ModelSource } from '../task/model-calls';
import { Task } from '../task/task.svelte';
import type { Answer } from './answering.svelte';

/** The fewest words that turn an answer's label, and that keep it. */
export interface FoundTurns {
  /** What was asked. */
  readonly of: Answer['asked'];
  readonly flips: FlipExplanation;
}

/** Looks for the words that turn the label, on request. */
export class Turning extends Task<FoundTurns> {
  constructor(private readonly model: ModelSource) {
    super();
  }

  ask({ asked, explanation }: Answer): Promise<void> {
    return this.run(async ({ signal }) => {
      const request = {
        text: asked.text,
        struck: asked.struck,
        methods: [{ method: 'flips' }],
        classIndex: explanation?.target.classIndex ?? asked.classIndex,
        longText: 'windows',
        output: 'probability',
        unit: 'word',
        topK: 5,
      } as const;
      const unwatched = Comlink.proxy(() => undefined);
      const { flips } = await callModel(
        this.model,
        (api, cancel) => api.explain(request, cancel, unwatched),
        signal,
      );
      if (!flips?.[0]) throw new Error('The model gave no answer.');
      return { of: asked, flips: flips[0] };
    });
  }
}
