import { Random } from '../../core/math/random';
import { planEpoch } from '../data/batches';
import type { Stage } from './plan';
import type { StageData } from './stage-data';

/** Linear warm-up from 0, then linear decay to 0 at the stage's end. `step` counts from 1 to `steps`. */
export function learningRateAt(step: number, steps: number, { learningRate, warmup }: Stage): number {
  const rising = Math.max(1, Math.round(steps * warmup));
  if (step <= rising) return (learningRate * step) / rising;
  return (learningRate * (steps - step + 1)) / (steps - rising + 1);
}

/** A seed of its own for every purpose and place in a run: equal inputs give equal seeds, in every process (FNV-1a). */
export function seedOf(
  purpose: 'weights' | 'epoch' | 'dropout' | 'words' | 'soft labels',
  ...parts: readonly number[]
): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`${purpose} ${parts.join(' ')}`)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash;
}

/**
 * The batches of one epoch, as indices into the stage's rows. Made anew from the seed, never stored: a resumed run
 * makes the same ones.
 */
export function epochBatches(data: StageData, stage: Stage, seed: number): number[][] {
  const random = new Random(seed);
  const rows = drawRows(data.sources, random);
  const lengths = rows.map((row) => data.ids[row]!.length);
  const batches = planEpoch(lengths, { batchTokens: stage.batchTokens, random });
  return batches.map((batch) => batch.map((at) => rows[at]!));
}

/** The rows of one epoch: each as often as its source's weight says. */
export function drawRows(sources: StageData['sources'], random: Random): number[] {
  return sources.flatMap(({ start, count, weight }) => sampleRows(start, count, weight, random));
}

function sampleRows(start: number, count: number, weight: number, random: Random): number[] {
  const all = Array.from({ length: count }, (_, index) => start + index);
  const whole = Array.from({ length: Math.floor(weight) }, () => all).flat();
  const rest = Math.round((weight - Math.floor(weight)) * count);
  return [...whole, ...random.shuffle([...all]).slice(0, rest)];
}
