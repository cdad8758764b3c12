import { explanationDocument } from '../../core/analysis/document';
import type { Comparison } from '../../core/assessment/compare';
import type { ExplainRequest, ModelSummary } from '../../workers/api';

/**
 * The explanations of a finished run as JSON, in the form that `npm run explain -- --json` prints, with the model and the
 * backend that made them. What was measured of them on demand is not among it.
 */
export function toJson(
  { text }: ExplainRequest,
  comparison: Comparison,
  { name, version, classes, backend }: ModelSummary,
): string {
  const document = explanationDocument({ text, comparison, classes, model: { name, version, backend } });
  return `${JSON.stringify(document, null, 2)}\n`;
}
