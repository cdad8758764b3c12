import { explanationDocument } from '../../core/analysis/document';
import type { Assessment } from '../../core/assessment/assess';
import { consensusOf } from '../../core/assessment/consensus';
import { hasDirection } from '../../core/attribution/methods/all';
import type { FullyExplained } from '../explain/explanation-run.svelte';

/**
 * The explanations of a finished run as JSON, in the form that `npm run explain -- --json` prints, with the model and the
 * backend that made them, and when.
 * @param assessment what was measured of them; null: nothing
 */
export function toJson(explained: FullyExplained, assessment: Assessment | null): string {
  const { request, comparison, classification, model, date } = explained;
  const { name, version, classes, backend } = model;
  const directed = comparison.explanations.filter(({ method }) => hasDirection(method));
  const document = explanationDocument({
    text: request.text,
    comparison,
    assessment,
    probabilities: classification.probabilities,
    date,
    consensus: directed.length > 1 ? consensusOf(directed) : null,
    classes,
    model: { name, version, backend },
  });
  return `${JSON.stringify(document, null, 2)}\n`;
}
