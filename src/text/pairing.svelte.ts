import * as Comlink from 'comlink';
import { strongestPairs, type WordPair } from '../../core/report/pairs';
import { callModel, type ModelSource } from '../task/model-calls';
import { Task } from '../task/task.svelte';
import type { Answer } from './answering.svelte';
import { pairsRequest } from './effort';

/** The strongest pairs of words of an answer's text. */
export interface FoundPairs {
  /** What was asked. */
  readonly of: Answer['asked'];
  /** Indices into the words of the explanation. */
  readonly pairs: readonly WordPair[];
}

/** Looks for words that act together, on request. */
export class Pairing extends Task<FoundPairs> {
  constructor(private readonly model: ModelSource) {
    super();
  }

  ask({ asked, classification, explanation }: Answer): Promise<void> {
    return this.run(async ({ signal }) => {
      const request = {
        text: asked.text,
        struck: asked.struck,
        methods: [pairsRequest(classification)],
        classIndex: explanation?.target.classIndex ?? asked.classIndex,
        longText: 'windows',
        output: 'probability',
        unit: 'word',
        topK: 5,
      } as const;
      const unwatched = Comlink.proxy(() => undefined);
      const { explanations } = await callModel(
        this.model,
        (api, cancel) => api.explain(request, cancel, unwatched),
        signal,
      );
      return { of: asked, pairs: strongestPairs(explanations[0]?.pairs ?? []) };
    });
  }
}
