import { explain } from '../../core/attribution/explain';
import type { Target } from '../../core/model/classifier';
import { spearman } from '../../core/math/rank';
import { quantile } from '../../core/math/bootstrap';
import { argmax } from '../../core/math/argmax';
import type { TokenizedText } from '../../core/text/types';
import { openModel, type OpenModel } from '../../runtime/node/open-model';
import { readTexts, type Reading } from '../data/read-rows';
import type { ProgressLine } from '../../cli/progress-line';
import { ofTotal } from '../../core/text/count';

export interface AttributionCost {
  readonly method: string;
  readonly texts: number;
  /**
   * Spearman correlation between the values of the exported and the float32 model: the median over the texts, and the
   * lower decile.
   */
  readonly median: number;
  readonly lowerDecile: number;
}

/** Texts have from 3 to so many words. Exact Shapley values then take at most 2^10 evaluations. */
export const MOST_WORDS = 10;

/**
 * The settings of both methods. This budget does not stop before its 2 M + 2048 evaluations, which are enough for all
 * coalitions of so few words: Shapley values are exact. Integrated Gradients take 50 steps or more.
 */
export const exactly = { budget: 'reference' } as const;

/**
 * Measures what quantisation costs in attributions. It compares Integrated Gradients and exact Shapley values for the
 * class that the float model predicts, on the first texts of a file that are short enough for exact values.
 */
export async function measureAttributions(
  source: string,
  exported: string,
  { file, reading, limit }: { readonly file: string; readonly reading: Reading; readonly limit: number },
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<AttributionCost[]> {
  const models = [await openModel(source), await openModel(exported)] as const;
  try {
    const texts: TokenizedText[] = [];
    for await (const { text } of readTexts(file, reading)) {
      const tokenized = models[0].tokenizer.tokenize(text);
      const { length } = tokenized.words;
      if (length >= 3 && length <= MOST_WORDS) texts.push(tokenized);
      if (texts.length === limit) break;
    }
    const costs = [];
    for (const method of ['integrated-gradients', 'kernel-shap'] as const) {
      const correlations: number[] = [];
      for (const [index, tokenized] of texts.entries()) {
        progress.show(`${method}: ${ofTotal(index, texts.length, 'text', 'texts')}`);
        const correlation = await correlate(models, method, tokenized, signal);
        if (correlation !== null) correlations.push(correlation);
      }
      correlations.sort((a, b) => a - b);
      costs.push({
        method: method === 'kernel-shap' ? 'exact Shapley values' : 'Integrated Gradients',
        texts: correlations.length,
        median: quantile(correlations, 0.5),
        lowerDecile: quantile(correlations, 0.1),
      });
    }
    return costs;
  } finally {
    for (const model of models) await model.dispose();
  }
}

/** Null if one of the models gives all words the same value. */
async function correlate(
  [float, exported]: readonly [OpenModel, OpenModel],
  method: 'integrated-gradients' | 'kernel-shap',
  tokenized: TokenizedText,
  signal: AbortSignal,
): Promise<number | null> {
  const ids = tokenized.tokens.map(({ id }) => id);
  const [logits] = await float.classifier.logits([{ ids }], signal);
  const target: Target = { classIndex: argmax(logits!), output: 'logit' };
  const valuesOf = async ({ classifier, tokenizer }: OpenModel) => {
    const subject = { tokenized, special: tokenizer.special, target };
    return (await explain(method, classifier, subject, exactly, { signal })).values;
  };
  return spearman(await valuesOf(float), await valuesOf(exported));
}
