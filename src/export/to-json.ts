import { explanationDocument } from '../../core/analysis/document';
import type { Assessment } from '../../core/assessment/assess';
import { consensusOf } from '../../core/assessment/consensus';
import type { FullyExplained } from '../explain/explanation-run.svelte';

/**
 * The explanations of a finished run as JSON, in the form that `npm run explain -- --json` prints, with the model and the
 * backend that made them, and when.
 * @param assessment what was measured of them; null: nothing
 */
export function toJson(explained: FullyExplained, assessment: Assessment | null): string {
  const { request, comparison, classification, model, date } = explained;
  const { name, version, classes, backend } = model;
  const consensus = consensusOf(comparison.explanations);
  const document = explanationDocument({
    text: request.text,
    comparison,
    assessment,
    probabilities: classification.probabilities,
    date,
    consensus: consensus.methods > 1 ? consensus : null,
    classes,
    model: { name, version, backend },
  });
  return `${JSON.stringify(document, null, 2)}\n`;
}
