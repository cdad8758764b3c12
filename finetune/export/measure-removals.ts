import { Random } from '../../core/math/random';
import { classificationMetrics } from '../../core/metrics/classification';
import { meanNegativeLogLikelihood } from '../../core/metrics/temperature';
import { probabilitiesOf } from '../../core/model/probabilities';
import { createMasker } from '../../core/text/masking';
import type { Removal } from '../../core/text/types';
import type { ProgressLine } from '../../cli/progress-line';
import { openModel } from '../../runtime/node/open-model';
import { readExamples } from '../data/read-examples';
import type { Reading } from '../data/read-rows';
import { measurableRows } from '../evaluate/evaluate';

/** How well a model reads texts without some of their words. Explanations by perturbation ask it to. */
export interface RemovalCost {
  readonly removal: Removal;
  /** The probability with which a word is removed. */
  readonly share: number;
  readonly rows: number;
  readonly accuracy: number;
  /** Mean negative log-likelihood of the labels in nats. */
  readonly logLoss: number;
}

const removals: readonly Removal[] = ['mask', 'pad', 'delete'];
const MOST_ROWS = 2000;
const shares = [0.25, 0.5, 0.75];

/**
 * Measures an exported model on the first texts of a labelled file, with words removed at random. Each kind of removal
 * removes the same words. Texts that the model cannot read at once are left out.
 * @throws Error when a row has no label
 */
export async function measureRemovals(
  exported: string,
  file: string,
  reading: Reading,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<RemovalCost[]> {
  const model = await openModel(exported);
  const { classifier, tokenizer } = model;
  try {
    const texts = measurableRows(await readExamples(file, { ...reading, classes: classifier.classes }))
      .slice(0, MOST_ROWS)
      .map(({ text, label }) => ({ label, tokenized: tokenizer.tokenize(text) }))
      .filter(({ tokenized }) => tokenized.tokens.length <= classifier.windowTokens);
    const labels = texts.map(({ label }) => label);
    const measure = async (removal: Removal, share: number): Promise<RemovalCost> => {
      progress.show(`${file}: ${100 * share} % of the words removed (${removal})`);
      const random = new Random(1);
      const rows = texts.map(({ tokenized }) => {
        const masker = createMasker(tokenized, tokenized.words, removal, tokenizer.special);
        return masker(tokenized.words.map(() => random.uniform() >= share));
      });
      const logits = await classifier.logits(rows, signal);
      return {
        removal,
        share,
        rows: rows.length,
        accuracy: classificationMetrics(
          logits.map((row) => probabilitiesOf(classifier, row)),
          labels,
        ).accuracy,
        logLoss: meanNegativeLogLikelihood(logits, labels),
      };
    };
    const costs = [];
    for (const share of shares) for (const removal of removals) costs.push(await measure(removal, share));
    return costs;
  } finally {
    await model.dispose();
  }
}
