import type { Classifier } from '../../model/classifier';
import { flipsOfReadings } from '../explain-flips';
import type { ExplainControl, FlipExplanation } from '../explanation';
import { completeSettings } from '../method-settings';
import type { FlipMethodName, MethodSettings } from '../methods/all';
import { readText, requireTarget } from '../readings';
import type { Subject } from '../subject';

/** Explains one text alone, as `compare` does beside other methods. */
export async function explainFlips<M extends FlipMethodName>(
  method: M,
  model: Classifier,
  subject: Subject,
  settings: Partial<MethodSettings[M]> = {},
  control: ExplainControl = {},
): Promise<FlipExplanation> {
  const complete = completeSettings(method, settings);
  requireTarget(model, subject.target);
  return flipsOfReadings(method, subject, readText(model, subject, complete), complete, control);
}
