import * as Comlink from 'comlink';
import type { Comparison } from '../../core/assessment/compare';
import type { MethodRequest } from '../../core/attribution/requests';
import type { ExplainProgress } from '../../workers/api';
import { callModel, type ModelSource } from '../task/model-calls';
import type { TextVersion } from './edits.svelte';

/**
 * Has a text explained as the first view asks: words, in percentage points, all of the text.
 * @param fromKnown whether what is known of the text is enough, whatever its errors
 */
export function explainText(
  model: ModelSource,
  { text, struck, classIndex }: TextVersion & { readonly classIndex: number | null },
  methods: readonly MethodRequest[],
  signal: AbortSignal,
  onProgress: (progress: ExplainProgress) => void = () => undefined,
  fromKnown = false,
): Promise<Comparison> {
  const request = {
    text,
    struck,
    methods,
    classIndex,
    longText: 'windows',
    output: 'probability',
    unit: 'word',
    topK: 5,
    fromKnown,
  } as const;
  const watch = Comlink.proxy(onProgress);
  return callModel(model, (api, cancel) => api.explain(request, cancel, watch), signal);
}
