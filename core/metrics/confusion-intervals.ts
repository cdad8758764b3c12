import { quantile, type Interval } from '../math/bootstrap';
import { Random } from '../math/random';
import { macroFigures } from './classification';

/** Draws of all resamples together. */
const draws = 4e6;
const [leastResamples, mostResamples] = [200, 1000];

/**
 * 95 % bootstrap intervals over rows of the macro figures of a confusion matrix: its cells are all that a resample of rows
 * is counted by.
 * @param confusion rows of class i predicted as class j, at [i][j]
 * @throws RangeError when there are no rows
 */
export function macroIntervals(
  confusion: readonly (readonly number[])[],
  random: Random,
): { readonly macroRecall: Interval; readonly macroF1: Interval } {
  const classes = confusion.length;
  const cells = confusion.flat();
  const rows = cells.reduce((sum, count) => sum + count, 0);
  if (rows === 0) throw new RangeError('Intervals need at least one row.');
  const owner = new Uint32Array(rows);
  let at = 0;
  cells.forEach((count, cell) => {
    owner.fill(cell, at, at + count);
    at += count;
  });
  const resamples = Math.round(Math.min(mostResamples, Math.max(leastResamples, draws / rows)));
  const recalls = new Float64Array(resamples);
  const f1s = new Float64Array(resamples);
  const drawn = new Array<number>(cells.length).fill(0);
  for (let r = 0; r < resamples; r++) {
    drawn.fill(0);
    for (let i = 0; i < rows; i++) drawn[owner[random.integer(rows)]!]!++;
    const figures = macroFigures(
      Array.from({ length: classes }, (_, k) => drawn.slice(k * classes, (k + 1) * classes)),
    );
    recalls[r] = figures.macroRecall;
    f1s[r] = figures.macroF1;
  }
  const { macroRecall, macroF1 } = macroFigures(confusion);
  const around = (estimate: number, sample: Float64Array): Interval => {
    sample.sort();
    return { estimate, low: quantile(sample, 0.025), high: quantile(sample, 0.975) };
  };
  return { macroRecall: around(macroRecall, recalls), macroF1: around(macroF1, f1s) };
}
