import { hasSeed } from '../../core/assessment/assess';
import type { Explanation } from '../../core/attribution/explanation';
import { thresholds } from '../../core/assessment/faithfulness';

/** Orders whose words are removed beside those of the explanations: leave-one-out, and ten random ones. */
const controls = 11;

/**
 * How many seconds assessing explanations may take, judged by how long making them took.
 *
 * @param windows that the text is read in
 * @param runs with other seeds, of each method that has one
 */
export function expectedAssessment(
  explanations: readonly Pick<Explanation, 'method' | 'seconds' | 'evaluations' | 'values'>[],
  windows: number,
  runs: number,
): number {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, value) => total + value, 0);
  const seeded = explanations.filter(({ method }) => hasSeed(method));
  const secondsOfRow =
    sum(explanations.map(({ seconds }) => seconds)) / sum(explanations.map(({ evaluations }) => evaluations));
  const words = explanations[0]?.values.length ?? 0;
  const rows = words + windows * 2 * thresholds.length * (explanations.length + controls);
  return runs * sum(seeded.map(({ seconds }) => seconds)) + rows * secondsOfRow;
}
