import { assess, type AssessOptions, type Assessment } from '../core/assessment/assess';
import { argmax } from '../core/metrics/classification';
import { classify } from '../core/prediction/classify';
import {
  compare,
  type CompareOptions,
  type Comparison,
  type ComparisonProgress,
  type MethodRequest,
} from '../core/assessment/compare';
import type { Target } from '../core/model/classifier';
import type { Subject } from '../core/attribution/settings';
import type { LongText } from '../core/text/windows';
import type { Explanation } from '../core/attribution/types';
import type { Unit } from '../core/text/types';
import type { OpenModel } from '../runtime/node/open-model';

export interface ExplainSettings extends CompareOptions {
  readonly longText: LongText;
  readonly requests: readonly MethodRequest[];
  /** null: the class that the model predicts. */
  readonly classIndex: number | null;
  readonly output: Target['output'];
  /** Token ids of the neutral texts of Gradient SHAP. */
  readonly background: readonly ArrayLike<number>[];
  /** Whether to measure how far the explanations can be believed, and how; null: not. */
  readonly assess: AssessOptions | null;
}

export interface ExplainedText {
  readonly text: string;
  readonly className: string;
  readonly comparison: Comparison;
  readonly assessment: Assessment | null;
}

/** Explains one text as the command line asks for it. */
export async function explainText(
  { classifier, tokenizer }: Pick<OpenModel, 'classifier' | 'tokenizer'>,
  text: string,
  settings: ExplainSettings,
  signal?: AbortSignal,
  onProgress?: (progress: ComparisonProgress) => void,
): Promise<ExplainedText> {
  const tokenized = tokenizer.tokenize(text);
  let { classIndex } = settings;
  if (classIndex === null) {
    const { probabilities } = await classify(
      classifier,
      tokenized,
      settings.longText,
      signal ? { signal } : {},
    );
    classIndex = argmax(probabilities);
  }
  const subject: Subject = {
    tokenized,
    special: tokenizer.special,
    target: { classIndex, output: settings.output },
    background: settings.background,
  };
  const control = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
  const comparison = await compare(classifier, subject, settings.requests, settings, control);
  const assessment =
    settings.assess &&
    (await assess(
      classifier,
      subject,
      settings.requests,
      comparison,
      settings.assess,
      signal ? { signal } : {},
    ));
  return { text, className: classifier.classes[classIndex]!, comparison, assessment };
}

export interface ExplanationDocument {
  readonly text: string;
  /** By name. */
  readonly class: string;
  readonly output: Target['output'];
  readonly unit: Unit;
  readonly explanations: Comparison['explanations'];
  readonly agreement: Comparison['agreement'];
  readonly assessment?: Assessment;
}

/** The JSON document of one text. */
export function explanationDocument({
  text,
  className,
  comparison,
  assessment,
}: ExplainedText): ExplanationDocument {
  const { explanations, agreement } = comparison;
  const [{ target, unit }] = explanations as [Explanation];
  return {
    text,
    class: className,
    output: target.output,
    unit,
    explanations,
    agreement,
    ...(assessment && { assessment }),
  };
}
