import type { Explanation } from '../attribution/explanation';
import { leastR2 } from '../attribution/lime/lime';

/** How many standard errors a value has to be away from 0. */
const errorsAway = 2;

/** How well the local model behind some values imitates the model. */
export interface LocalFit {
  readonly r2: number;
  /** The local model's output minus the model's, in units of the target. */
  readonly missAtText: number;
  /** The same where all words are removed; null where that was not evaluated. */
  readonly missAtEmpty: number | null;
}

export interface SignClarity {
  /** One a value: whether its sign can be called clear. */
  readonly clear: readonly boolean[];
  /** Of methods that fit a local model (LIME); null for the others, whose values have no other error than chance. */
  readonly fit: LocalFit | null;
}

/**
 * How far the signs of an explanation's values can be called clear. Chance: a value is two standard errors away from 0,
 * or more. A local model errs beside that, however many samples it is fitted to: where its R^2 is below 0.8 no sign is
 * clear; else a value has to exceed, beside its standard errors, an equal share of what the local model misses at the
 * text and at the empty text together. Null where nothing is known of the errors.
 */
export function signClarity({
  values,
  standardErrors,
  diagnostics,
}: Pick<Explanation, 'values' | 'standardErrors' | 'diagnostics'>): SignClarity | null {
  const fit = localFit(diagnostics);
  if (fit && fit.r2 < leastR2) return { clear: values.map(() => false), fit };
  if (standardErrors === null) return null;
  const missed = fit ? (Math.abs(fit.missAtText) + Math.abs(fit.missAtEmpty ?? 0)) / values.length : 0;
  return { clear: values.map((value, i) => isBeyondError(value, standardErrors[i]!, missed)), fit };
}

function isBeyondError(value: number, standardError: number, missed = 0): boolean {
  return Math.abs(value) >= errorsAway * standardError + missed;
}

/**
 * Whether one value points somewhere: it is not 0, and two standard errors away from it or more.
 * @param standardError null where none is stated: then chance is no part of the value
 */
export function hasClearSign(value: number, standardError: number | null): boolean {
  return value !== 0 && isBeyondError(value, standardError ?? 0);
}

/** One a value: whether it is not 0 and its sign can be called clear; not being 0 is enough where no error is known. */
export function clearSigns(
  explanation: Pick<Explanation, 'values' | 'standardErrors' | 'diagnostics'>,
): boolean[] {
  const clarity = signClarity(explanation);
  return explanation.values.map((value, i) => value !== 0 && (clarity?.clear[i] ?? true));
}

/** A method that fits a local model states its R^2 among its diagnostics. */
export function localFit({ r2, missAtText, missAtEmpty }: Explanation['diagnostics']): LocalFit | null {
  if (r2 === undefined || missAtText === undefined) return null;
  return { r2, missAtText, missAtEmpty: missAtEmpty ?? null };
}
