import { planBatches } from '../../runtime/batches';
import type { TrainingStep } from './step';

const BATCH_TOKENS = 4096;

/**
 * Logits of any number of rows, in batches of like length.
 * @throws DOMException "AbortError" when the signal is aborted
 */
export async function batchedLogits(
  step: Pick<TrainingStep, 'logits'>,
  inputs: readonly { readonly ids: ArrayLike<number> }[],
  signal?: AbortSignal,
): Promise<Float32Array[]> {
  const logits = new Array<Float32Array>(inputs.length);
  const lengths = inputs.map(({ ids }) => ids.length);
  for (const { rows } of planBatches(lengths, BATCH_TOKENS)) {
    signal?.throwIfAborted();
    const batch = await step.logits(rows.map((row) => inputs[row]!));
    rows.forEach((row, at) => (logits[row] = batch[at]!));
  }
  return logits;
}
