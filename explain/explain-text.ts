import type { Analysis } from '../core/analysis/analysis';
import type { Explained } from '../core/analysis/document';
import type { ExplainRequest } from '../core/analysis/requests';
import type { ComparisonProgress } from '../core/assessment/compare';
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
 * Explains one text as the command line asks. For all classes it gives a list. The classes share what the model has
 * evaluated; each goes on until its own errors are small enough, or, of one run, shows its own, larger errors.
 */
export async function explainText(
  { analysis, tokenizer, languages }: Explaining,
  text: string,
  { classIndex, oneRun, ...settings }: ExplainSettings,
  signal: AbortSignal,
  onProgress: (progress: ComparisonProgress) => void,
): Promise<Explained | readonly Explained[]> {
  const note = { languageNote: await languageNote(text, tokenizer, languages) };
  if (classIndex !== allClasses) {
    const asked = { ...settings, classIndex };
    return { ...(await explainClass(analysis, text, asked, signal, onProgress)), ...note };
  }
  const indices = [...settings.classes.keys()];
  const first = oneRun
    ? (await analysis.subject({ ...settings, text, classIndex: null }, signal)).target
    : null;
  // Of one run the predicted class is the first: the others are made of what it takes.
  if (first) indices.sort((a, b) => Number(b === first.classIndex) - Number(a === first.classIndex));
  const all: Explained[] = [];
  for (const index of indices) {
    const fromKnown = oneRun && index !== first?.classIndex;
    const asked = { ...settings, classIndex: index, fromKnown };
    all[index] = { ...(await explainClass(analysis, text, asked, signal, onProgress)), ...note };
  }
  return all;
}

async function explainClass(
  analysis: Analysis,
  text: string,
  {
    assess,
    classes,
    model,
    ...settings
  }: Omit<ExplainSettings, 'oneRun'> & Pick<ExplainRequest, 'classIndex' | 'fromKnown'>,
  signal: AbortSignal,
  onProgress: (progress: ComparisonProgress) => void,
): Promise<Explained> {
  const request = { ...settings, text };
  const comparison = await analysis.explain(request, { signal, onProgress });
  const { explanations } = comparison;
  const assessment = assess && (await analysis.assess({ ...request, ...assess, explanations }, { signal }));
  return { text, comparison, assessment, classes, model };
}
