import { expectedRows } from '../../core/attribution/expected-rows';
import type { MethodName } from '../../core/attribution/methods/all';
import type { MethodRequest } from '../../core/attribution/requests';
import type { Unit } from '../../core/text/types';
import type { Classification } from '../../workers/api';
import type { Pace } from '../pace/pace.svelte';

export interface ExpectedSeconds {
  readonly total: number;
  /** The method that takes longest, and how long. */
  readonly longest: { readonly method: MethodName; readonly seconds: number };
}

/**
 * How long explaining a text may take, at the pace at which rows are read here; null where that is not known.
 *
 * @param methods at least one
 */
export function expectedSeconds(
  methods: readonly MethodRequest[],
  unit: Unit,
  classification: Classification,
  pace: Pick<Pace, 'secondsOf'>,
): ExpectedSeconds | null {
  const features = featuresOfWindow(unit, classification);
  const each = methods.map((request) => {
    const rows = expectedRows(request, features, classification.windows);
    return { method: request.method, seconds: pace.secondsOf(request.method, rows, classification) };
  });
  const told = each.flatMap(({ method, seconds }) => (seconds === null ? [] : [{ method, seconds }]));
  if (told.length < each.length) return null;
  return {
    total: told.reduce((sum, { seconds }) => sum + seconds, 0),
    longest: told.reduce((longest, one) => (one.seconds > longest.seconds ? one : longest)),
  };
}

/** Words or tokens that are explained in one window of a text. */
function featuresOfWindow(
  unit: Unit,
  { words, tokens, seenTokens, readTokens, windows }: Classification,
): number {
  const tokensOfWindow = readTokens / windows;
  if (unit === 'token') return Math.ceil(Math.min(seenTokens, tokensOfWindow) - 2);
  return Math.ceil((Math.min(seenTokens, tokensOfWindow) * words) / tokens);
}
