import type { StepResult, TrainingBatch, TrainingStep } from './step';

/**
 * Mean loss of a batch and of the same batch with each row's word embeddings moved by `size` along its own gradient,
 * and the gradients of that mean. Two steps' work.
 *
 * Miyato, Dai & Goodfellow 2017, "Adversarial training methods for semi-supervised text classification", with the
 * embeddings as they are instead of normalised over the vocabulary.
 */
export async function adversarialLoss(
  step: TrainingStep,
  batch: TrainingBatch,
  size: number,
): Promise<StepResult> {
  const plain = await step.lossAndGradients(batch);
  const shift = rowsOfLength(plain.wordGradient, batch.ids.length, size);
  const moved = await step.lossAndGradients(batch, shift);
  for (const [name, gradient] of plain.gradients) {
    const other = moved.gradients.get(name)!;
    for (let i = 0; i < gradient.length; i++) gradient[i] = (gradient[i]! + other[i]!) / 2;
  }
  return { ...plain, loss: (plain.loss + moved.loss) / 2 };
}

/** A matrix with each of its rows scaled to one Euclidean length; a row of zeros stays. */
function rowsOfLength(matrix: Float32Array, rows: number, length: number): Float32Array {
  const width = matrix.length / rows;
  const scaled = matrix.slice();
  for (let start = 0; start < scaled.length; start += width) {
    const row = scaled.subarray(start, start + width);
    const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    if (norm > 0) row.forEach((value, i) => (row[i] = (value / norm) * length));
  }
  return scaled;
}
