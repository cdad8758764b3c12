import { probabilitiesOf } from '../../core/model/probabilities';
import { argmax } from '../../core/math/argmax';
import { classNamed } from '../../core/rows/labels';
import { modelInput } from '../../core/text/masking';
import { truncate } from '../../core/text/windows';
import { openModel } from '../../runtime/node/open-model';
import probes from './probes.json';

/** A sentence that was written to find errors of a model, and the model's answer. */
export interface Probe {
  readonly kind: string;
  readonly text: string;
  /** The index of the class that a reader would choose. */
  readonly label: number;
  readonly answer: number;
  /** The probability of the answer. */
  readonly probability: number;
}

/**
 * Asks an exported model about the sentences in probes.json. We wrote them ourselves, after the kinds of errors that
 * models of tweets make on validation. They show kinds of errors and measure nothing. For a model without the classes
 * of sentiment the list is empty.
 */
export async function measureProbes(exported: string, signal: AbortSignal): Promise<Probe[]> {
  const model = await openModel(exported);
  const { classifier, tokenizer } = model;
  try {
    const sentences = Object.entries(probes).flatMap(([kind, rows]) =>
      rows.map(({ text, label }) => ({ kind, text, label: classNamed(classifier.classes, label) ?? -1 })),
    );
    if (sentences.some(({ label }) => label < 0)) return [];
    const inputs = sentences.map(({ text }) =>
      modelInput(truncate(tokenizer.tokenize(text), classifier.maxTokens).tokenized),
    );
    const logits = await classifier.logits(inputs, signal);
    return sentences.map((sentence, row) => {
      const probabilities = probabilitiesOf(classifier, logits[row]!);
      const answer = argmax(probabilities);
      return { ...sentence, answer, probability: probabilities[answer]! };
    });
  } finally {
    await model.dispose();
  }
}
