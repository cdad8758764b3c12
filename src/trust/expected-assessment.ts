import { hasSeed } from '../../core/assessment/assess';
import { assessmentRows, usualRankings, usualRuns } from '../../core/assessment/assessment-rows';
import type { Explanation } from '../../core/attribution/explanation';

/**
 * How many seconds assessing explanations may take, judged by how long making them took.
 * @param windows that the text is read in
 */
export function expectedAssessment(
  explanations: readonly Pick<Explanation, 'method' | 'seconds' | 'evaluations' | 'values'>[],
  windows: number,
): number {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, value) => total + value, 0);
  const seeded = explanations.filter(({ method }) => hasSeed(method));
  const secondsOfRow =
    sum(explanations.map(({ seconds }) => seconds)) / sum(explanations.map(({ evaluations }) => evaluations));
  const rows = assessmentRows({
    features: explanations[0]?.values.length ?? 0,
    explanations: explanations.length,
    rankings: usualRankings,
    windows,
  });
  return usualRuns * sum(seeded.map(({ seconds }) => seconds)) + rows * secondsOfRow;
}
