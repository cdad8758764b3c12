import { agreement, type Agreement, type TopOrder } from './agreement';
import { explainReadings } from '../attribution/explain';
import { flipsOfReadings } from '../attribution/explain-flips';
import type { ExplainControl, Explanation, FlipExplanation, Progress } from '../attribution/explanation';
import { givesValues, type MethodName } from '../attribution/methods/all';
import { readText, requireTarget, type Readings } from '../attribution/readings';
import type { MethodRequest } from '../attribution/requests';
import { completeSettings } from '../attribution/method-settings';
import type { CommonSettings } from '../attribution/settings/shared';
import type { Subject } from '../attribution/subject';
import type { Classifier } from '../model/classifier';

export interface CompareOptions extends Partial<CommonSettings> {
  /** How many features the top of each method has. Default 5. */
  readonly topK?: number;
  /** Default "absolute". */
  readonly order?: TopOrder;
}

/** Several explanations of one text: same class, output and units. Plain data: structured-clonable and JSON-ready. */
export interface Comparison {
  /** One for each request for values, in the order of the requests. All have the same features. */
  readonly explanations: readonly Explanation[];
  /** One for each request for what turns the label. Absent if there is no such request. */
  readonly flips?: readonly FlipExplanation[];
  readonly agreement: Agreement;
  /** How many rows the model has evaluated in all. What methods share counts once, what was known before not at all. */
  readonly evaluations: number;
}

export interface ComparisonProgress {
  /** The request that is running. */
  readonly index: number;
  readonly method: MethodName;
  /** How far that method is, and its explanation so far. */
  readonly progress: Progress;
  /** The finished explanations by values, in the order of the requests. */
  readonly explanations: readonly Explanation[];
}

export interface ComparisonControl extends Omit<ExplainControl, 'onProgress'> {
  readonly onProgress?: (progress: ComparisonProgress) => void;
}

/**
 * Explains one text by several methods, and measures how far they agree. A coalition or a gradient for which several methods
 * ask is evaluated once. Each explanation is the same as `explain` gives with the same settings; but for rounding where its
 * gradients follow from those of other classes or outputs.
 *
 * @param readings earlier readings of this text in this unit and mode: what they remember is not evaluated again
 * @throws as `explain` does. For a wrong setting, it throws before anything is evaluated
 */
export async function compare(
  model: Classifier,
  subject: Subject,
  requests: readonly MethodRequest[],
  { unit = 'word', longText = 'windows', topK = 5, order = 'absolute' }: CompareOptions = {},
  { onProgress, ...control }: ComparisonControl = {},
  readings?: Readings,
): Promise<Comparison> {
  if (!Number.isInteger(topK) || topK < 1) {
    throw new RangeError(`topK is a positive whole number, not ${topK}.`);
  }
  for (const { method, settings } of requests) completeSettings(method, { ...settings, unit, longText });
  requireTarget(model, subject.target);
  const read = readings ?? readText(model, subject, { unit, longText });
  const knownBefore = read.evaluations;
  const explanations: Explanation[] = [];
  const flips: FlipExplanation[] = [];
  for (const [index, { method, settings }] of requests.entries()) {
    const watch =
      onProgress &&
      ((progress: Progress) => onProgress({ index, method, progress, explanations: [...explanations] }));
    const watched = { ...control, ...(watch && { onProgress: watch }) };
    if (givesValues(method)) {
      const complete = completeSettings(method, { ...settings, unit, longText });
      explanations.push(await explainReadings(method, subject, read, complete, watched));
    } else {
      const complete = completeSettings(method, { ...settings, unit, longText });
      flips.push(await flipsOfReadings(method, subject, read, complete, watched));
    }
  }
  return {
    explanations,
    ...(flips.length > 0 && { flips }),
    agreement: agreement(explanations, topK, order),
    evaluations: read.evaluations - knownBefore,
  };
}
