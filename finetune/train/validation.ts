import { classificationMetrics } from '../../core/metrics/classification';
import { softmax } from '../../core/math/softmax';
import type { Tokenizer } from '../../core/text/types';
import { planBatches } from '../../runtime/batches';
import { readExamples } from '../data/read-examples';
import { encode } from './stage-data';
import type { TrainingStep } from './step';

const BATCH_TOKENS = 4096;

export interface ValidationFigures {
  readonly macroRecall: number;
  readonly accuracy: number;
}

/** Labelled rows that a model in training is measured on. */
export class Validation {
  private constructor(
    private readonly ids: readonly Int32Array[],
    private readonly labels: readonly number[],
  ) {}

  /** @throws Error when a row has no label: soft labels alone validate nothing */
  static async load(file: string, tokenizer: Tokenizer, maxLength: number): Promise<Validation> {
    const examples = await readExamples(file);
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
    const probabilities = new Array<Float64Array>(this.ids.length);
    for (const { rows } of planBatches(
      this.ids.map(({ length }) => length),
      BATCH_TOKENS,
    )) {
      const logits = await step.logits(rows.map((row) => ({ ids: this.ids[row]! })));
      rows.forEach((row, at) => (probabilities[row] = softmax(logits[at]!)));
    }
    const { macroRecall, accuracy } = classificationMetrics(probabilities, this.labels);
    return { macroRecall, accuracy };
  }
}
