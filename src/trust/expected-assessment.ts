import { hasSeed } from '../../core/assessment/assess';
import { assessmentRows, usualRankings, usualRuns } from '../../core/assessment/assessment-rows';
import type { Explanation } from '../../core/attribution/explanation';
import type { Classification } from '../../workers/api';
import type { Pace } from '../pace/pace.svelte';

/**
 * How many seconds assessing explanations may take, at the pace at which rows are read here; null where that is not known.
 * @param classification how their text is read
 */
export function expectedAssessment(
  explanations: readonly Pick<Explanation, 'method' | 'evaluations' | 'values'>[],
  classification: Classification,
  pace: Pick<Pace, 'secondsOf'>,
): number | null {
  const rows = assessmentRows({
    features: explanations[0]?.values.length ?? 0,
    explanations: explanations.length,
    rankings: usualRankings,
    windows: classification.windows,
  });
  let sum = pace.secondsOf('leave-one-out', rows, classification);
  for (const { method, evaluations } of explanations) {
    if (!hasSeed(method)) continue;
    const run = pace.secondsOf(method, evaluations, classification);
    if (sum === null || run === null) return null;
    sum += usualRuns * run;
  }
  return sum;
}
