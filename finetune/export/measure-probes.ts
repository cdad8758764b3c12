import { probabilitiesOf } from '../../core/model/probabilities';
import { argmax } from '../../core/metrics/classification';
import { openModel } from '../../runtime/node/open-model';
import probes from './probes.json';

/** A sentence that was written to find out where a model errs, with what the model says of it. */
export interface Probe {
  readonly kind: string;
  readonly text: string;
  /** What a reader would say: index of a class. */
  readonly label: number;
  readonly answer: number;
  /** Probability of the answer. */
  readonly probability: number;
}

/**
 * What an exported model says of the sentences in probes.json: small ones of our own, each after a kind of error that
 * models of tweets make on validation. They show kinds of errors and measure nothing.
 */
export async function measureProbes(exported: string, signal: AbortSignal): Promise<Probe[]> {
  const { classifier, tokenizer, dispose } = await openModel(exported);
  try {
    const sentences = Object.entries(probes).flatMap(([kind, rows]) => rows.map((row) => ({ kind, ...row })));
    const inputs = sentences.map(({ text }) => ({
      ids: tokenizer.tokenize(text).tokens.map(({ id }) => id),
    }));
    const logits = await classifier.logits(inputs, signal);
    return sentences.map((sentence, row) => {
      const probabilities = probabilitiesOf(classifier, logits[row]!);
      const answer = argmax(probabilities);
      return { ...sentence, answer, probability: probabilities[answer]! };
    });
  } finally {
    await dispose();
  }
}
