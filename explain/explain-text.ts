import type { Analysis } from '../core/analysis/analysis';
import type { Explained } from '../core/analysis/document';
import type { ExplainRequest } from '../core/analysis/requests';
import type { AssessProgress } from '../core/assessment/assess';
import type { Comparison, ComparisonProgress } from '../core/assessment/compare';
import { ofTotal } from '../core/text/count';
import { languageNote } from '../core/text/language-note';
import type { Removal, Tokenizer } from '../core/text/types';
import { allClasses } from './class-option';

/** What the command line asks about every text, and of which model. */
export interface ExplainSettings
  extends Omit<ExplainRequest, 'text' | 'classIndex' | 'fromKnown'>, Pick<Explained, 'classes' | 'model'> {
  /** The index of the class. Null means the predicted class, "all" means every class in turn. */
  readonly classIndex: number | null | typeof allClasses;
  /** Of all classes, only the predicted one is evaluated for; the others come of what is known then. */
  readonly oneRun: boolean;
  /** How to measure whether the explanations can be believed. Null: they are not measured. */
  readonly assess: { readonly removal: Removal; readonly seed: number } | null;
}

/** What explains texts, and says of them whether they are in a language that the model has learnt. */
export interface Explaining {
  readonly analysis: Analysis;
  readonly tokenizer: Tokenizer;
  /** Codes, as the model's manifest states them; none where it does not. */
  readonly languages: readonly string[];
}

/**
 * Explains one text as the command line asks. For all classes it gives a list, in the order of the model.
 *
 * @param onProgress is told in words what is done, and how far it is
 */
export async function explainText(
  { analysis, tokenizer, languages }: Explaining,
  text: string,
  { classIndex, oneRun, assess, classes, model, ...settings }: ExplainSettings,
  signal: AbortSignal,
  onProgress: (sentence: string) => void,
): Promise<Explained | readonly Explained[]> {
  const note = await languageNote(text, tokenizer, languages);
  const request = { ...settings, text };
  const control = {
    signal,
    onProgress: ({ method, progress: { done, total } }: ComparisonProgress) =>
      onProgress(`${method}: ${ofTotal(done, total, 'evaluation', 'evaluations')}`),
  };
  const assessing = {
    signal,
    onProgress: ({ method, done, total }: AssessProgress) =>
      onProgress(
        `assessing, ${method ? `${method} with other seeds` : 'removing words'}: ${ofTotal(Math.floor(done), total, 'step', 'steps')}`,
      ),
  };
  const explained = async (comparison: Comparison, index: number | null): Promise<Explained> => {
    const { explanations } = comparison;
    const assessed = assess && { ...request, ...assess, classIndex: index, explanations };
    const assessment = assessed && (await analysis.assess(assessed, assessing));
    return { text, languageNote: note, comparison, assessment, classes, model };
  };
  if (classIndex !== allClasses) {
    return explained(await analysis.explain({ ...request, classIndex }, control), classIndex);
  }
  const all: Explained[] = [];
  const comparisons = await analysis.explainClasses({ ...request, oneRun }, control);
  for (const [index, comparison] of comparisons.entries()) {
    all.push(await explained(comparison, index));
  }
  return all;
}
