import { classificationMetrics } from '../../core/metrics/classification';
import { fitTemperature, meanNegativeLogLikelihood } from '../../core/metrics/temperature';
import { softmax } from '../../core/math/softmax';
import type { Tokenizer } from '../../core/text/types';
import { readExamples } from '../data/read-examples';
import { batchedLogits } from './batched-logits';
import { encode } from './stage-data';
import type { TrainingStep } from './step';

export interface ValidationFigures {
  readonly macroRecall: number;
  /** Mean negative log-likelihood in nats at the temperature that makes it least, as an exported model has one. */
  readonly logLoss: number;
  readonly accuracy: number;
}

/** Labelled rows that a model in training is measured on. */
export class Validation {
  private constructor(
    private readonly ids: readonly Int32Array[],
    private readonly labels: readonly number[],
  ) {}

  /** @throws Error when a row has no label: soft labels alone validate nothing */
  static async load(
    file: string,
    tokenizer: Tokenizer,
    classes: readonly string[],
    maxLength: number,
  ): Promise<Validation> {
    const examples = await readExamples(file, { classes });
    const labels = examples.map(({ label }, row) => {
      if (label === undefined)
        throw new Error(`${file}: row ${row + 1} has no label, which validation needs`);
      return label;
    });
    return new Validation(
      examples.map(({ text }) => encode(tokenizer, text, maxLength)),
      labels,
    );
  }

  async measure(step: TrainingStep): Promise<ValidationFigures> {
    const logits = await batchedLogits(
      step,
      this.ids.map((ids) => ({ ids })),
    );
    const { macroRecall, accuracy } = classificationMetrics(logits.map(softmax), this.labels);
    const logLoss = meanNegativeLogLikelihood(logits, this.labels, fitTemperature(logits, this.labels));
    return { macroRecall, accuracy, logLoss };
  }
}
