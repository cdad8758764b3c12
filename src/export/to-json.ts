import type { Comparison } from '../../core/assessment/compare';
import type { ExplainRequest, ModelSummary } from '../../workers/api';

/** What is shown, in the form that `npm run explain -- --json` prints, with the model and backend that made it. */
export function toJson(
  { text, output, unit }: ExplainRequest,
  { explanations, agreement }: Comparison,
  { name, version, classes, backend }: ModelSummary,
): string {
  const [explanation] = explanations;
  const document = {
    text,
    class: explanation ? classes[explanation.target.classIndex] : null,
    output,
    unit,
    explanations,
    agreement,
    model: { name, version, backend },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
