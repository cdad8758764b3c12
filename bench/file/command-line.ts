import { Analysis } from '../../core/analysis/analysis';
import { usualReasons } from '../../core/analysis/text-reasons';
import type { Example } from '../../finetune/data/example';
import { evaluate } from '../../finetune/evaluate/evaluate';
import { startPredictors } from '../../finetune/predict/predictors';
import { shippedModel } from '../../finetune/shipped-model';
import type { OpenModel, OpenOptions } from '../../runtime/node/open-model';

/** How fast a file was read and explained, and how well it was read. */
export interface Pace {
  /** Rows a second. */
  readonly classified: number;
  readonly explained: number;
  /** In percent. */
  readonly macroRecall: number;
}

/** What `evaluate` and `explain --report` do, without their start. @param explained rows that are explained */
export async function commandLinePace(
  model: OpenModel,
  open: OpenOptions,
  rows: readonly Example[],
  explained: readonly Example[],
  signal: AbortSignal,
): Promise<Pace> {
  const { classifier, tokenizer } = model;
  const reading = { long: 'windows', maxTokens: classifier.windowTokens, alone: false } as const;
  const settings = { folder: shippedModel, open, reading };
  const { predictors } = await startPredictors(1, model, settings, signal);
  const began = performance.now();
  const { macroRecall } = await evaluate(classifier, rows, predictors, { without: null });
  const read = performance.now();
  const analysis = new Analysis(classifier, tokenizer, []);
  for (const { text } of explained) {
    await analysis.reasons({ text, longText: 'windows', method: usualReasons }, { signal });
  }
  return {
    classified: (1000 * rows.length) / (read - began),
    explained: (1000 * explained.length) / (performance.now() - read),
    macroRecall: 100 * macroRecall,
  };
}
