import type { Analysis } from '../core/analysis/analysis';
import type { Explained } from '../core/analysis/document';
import type { ExplainRequest } from '../core/analysis/requests';
import type { ComparisonProgress } from '../core/assessment/compare';
import type { Removal } from '../core/text/types';
import { allClasses } from './class-option';

/** What the command line asks about every text, and of which model. */
export interface ExplainSettings
  extends Omit<ExplainRequest, 'text' | 'classIndex'>, Pick<Explained, 'classes' | 'model'> {
  /** The index of the class. Null means the predicted class, "all" means every class in turn. */
  readonly classIndex: number | null | typeof allClasses;
  /** How to measure whether the explanations can be believed. Null: they are not measured. */
  readonly assess: { readonly removal: Removal; readonly seed: number } | null;
}

/**
 * Explains one text as the command line asks. For all classes it gives a list. The classes share what the model has
 * evaluated; each goes on until its own errors are small enough.
 */
export async function explainText(
  analysis: Analysis,
  text: string,
  { classIndex, ...settings }: ExplainSettings,
  signal: AbortSignal,
  onProgress: (progress: ComparisonProgress) => void,
): Promise<Explained | readonly Explained[]> {
  if (classIndex !== allClasses) {
    return explainClass(analysis, text, { ...settings, classIndex }, signal, onProgress);
  }
  const all: Explained[] = [];
  for (const index of settings.classes.keys()) {
    all.push(await explainClass(analysis, text, { ...settings, classIndex: index }, signal, onProgress));
  }
  return all;
}

async function explainClass(
  analysis: Analysis,
  text: string,
  { assess, classes, model, ...settings }: ExplainSettings & Pick<ExplainRequest, 'classIndex'>,
  signal: AbortSignal,
  onProgress: (progress: ComparisonProgress) => void,
): Promise<Explained> {
  const request = { ...settings, text };
  const comparison = await analysis.explain(request, { signal, onProgress });
  const { explanations } = comparison;
  const assessment = assess && (await analysis.assess({ ...request, ...assess, explanations }, { signal }));
  return { text, comparison, assessment, classes, model };
}
