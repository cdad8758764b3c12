import { Random } from '../math/random';
import { planEpoch } from './batches';

/** The rows of one source. They lie together among the rows of a stage. */
export interface RowSource {
  readonly start: number;
  readonly count: number;
  /** How often a row is seen in an epoch: 2 is twice, 0.5 is a random half of the rows. */
  readonly weight: number;
}

/**
 * The batches of one epoch, as indices of the stage's rows. They are made from the seed and never stored: a resumed run
 * makes the same ones.
 * @param rows their token ids
 */
export function epochBatches(
  rows: readonly ArrayLike<number>[],
  sources: readonly RowSource[],
  batchTokens: number,
  seed: number,
): number[][] {
  const random = new Random(seed);
  const drawn = drawRows(sources, random);
  const lengths = drawn.map((row) => rows[row]!.length);
  const batches = planEpoch(lengths, { batchTokens, random });
  return batches.map((batch) => batch.map((at) => drawn[at]!));
}

/** Every row that one of a stage's epochs draws. */
export function drawnRows(sources: readonly RowSource[], seeds: readonly number[]): Set<number> {
  return new Set(seeds.flatMap((seed) => drawRows(sources, new Random(seed))));
}

/** The rows of one epoch, each as often as the weight of its source says. */
function drawRows(sources: readonly RowSource[], random: Random): number[] {
  return sources.flatMap(({ start, count, weight }) => sampleRows(start, count, weight, random));
}

function sampleRows(start: number, count: number, weight: number, random: Random): number[] {
  const all = Array.from({ length: count }, (_, index) => start + index);
  const whole = Array.from({ length: Math.floor(weight) }, () => all).flat();
  const rest = Math.round((weight - Math.floor(weight)) * count);
  return [...whole, ...random.shuffle([...all]).slice(0, rest)];
}
