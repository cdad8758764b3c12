import { basename, resolve } from 'node:path';
import type { Analysis } from '../core/analysis/analysis';
import type { Explained, ModelIdentity } from '../core/analysis/document';
import type { ExplainRequest } from '../core/analysis/requests';
import type { ComparisonProgress } from '../core/assessment/compare';
import type { Removal } from '../core/text/types';
import type { OpenModel } from '../runtime/node/open-model';

/** What the command line asks about every text, and of which model. */
export interface ExplainSettings extends Omit<ExplainRequest, 'text'>, Pick<Explained, 'classes' | 'model'> {
  /** How to measure how far the explanations can be believed; null: not at all. */
  readonly assess: { readonly removal: Removal; readonly seed: number } | null;
}

/** Explains one text as the command line asks for it. */
export async function explainText(
  analysis: Analysis,
  text: string,
  { assess, classes, model, ...settings }: ExplainSettings,
  signal: AbortSignal,
  onProgress: (progress: ComparisonProgress) => void,
): Promise<Explained> {
  const request = { ...settings, text };
  const comparison = await analysis.explain(request, { signal, onProgress });
  const { explanations } = comparison;
  const assessment = assess && (await analysis.assess({ ...request, ...assess, explanations }, { signal }));
  return { text, comparison, assessment, classes, model };
}

/** A model as documents name it: as its manifest does, or by its folder. */
export function identityOf(folder: string, { manifest }: Pick<OpenModel, 'manifest'>): ModelIdentity {
  return manifest
    ? { name: manifest.name, version: manifest.version }
    : { name: basename(resolve(folder)), version: null };
}
