import type { Explanation } from '../attribution/explanation';
import { leastR2 } from '../attribution/lime/lime';

/** How many standard errors a value must be away from 0. */
const errorsAway = 2;

/** How well the local model that gives the values imitates the model. */
export interface LocalFit {
  readonly r2: number;
  /** The local model's output minus the model's, in units of the target. */
  readonly missAtText: number;
  /** The same for the text with all words removed. Null if that was not evaluated. */
  readonly missAtEmpty: number | null;
}

export interface SignClarity {
  /** For each value, whether its sign can be called clear. */
  readonly clear: readonly boolean[];
  /**
   * The fit, for methods with a local model (LIME). Null for other methods: chance is the only error of their values.
   */
  readonly fit: LocalFit | null;
}

/**
 * Says which signs of an explanation's values can be called clear. Null if nothing is known about the errors.
 *
 * A value must be at least two standard errors away from 0: that covers chance. A local model has another error,
 * however many samples it is fitted to. If its R^2 is below 0.8, no sign is clear. Otherwise a value must also exceed
 * its equal share of what the local model misses at the text and at the empty text together.
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
 * Whether one value has a clear sign: it is not 0, and at least two standard errors away from 0.
 * @param standardError null if none is stated: then the value does not depend on chance
 */
export function hasClearSign(value: number, standardError: number | null): boolean {
  return value !== 0 && isBeyondError(value, standardError ?? 0);
}

/**
 * For each value, whether it is not 0 and its sign can be called clear. If no error is known, it is enough that it is
 * not 0.
 */
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
