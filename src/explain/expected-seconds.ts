import { expectedCost } from '../../core/attribution/cost';
import type { MethodName } from '../../core/attribution/methods/all';
import type { MethodRequest } from '../../core/attribution/requests';
import type { Unit } from '../../core/text/types';
import type { Classification } from '../../workers/api';

export interface ExpectedSeconds {
  readonly total: number;
  /** The method that takes longest, and how long. */
  readonly longest: { readonly method: MethodName; readonly seconds: number };
}

/** Fewer tokens are read in about the time that asking the worker takes, which then says nothing of the model. */
const tellingTokens = 128;

/**
 * How long explaining a text may take, judged by how long reading it took; null where that was too quick to tell.
 *
 * @param methods at least one
 */
export function expectedSeconds(
  methods: readonly MethodRequest[],
  unit: Unit,
  { words, tokens, seenTokens, readTokens, windows, seconds }: Classification,
): ExpectedSeconds | null {
  if (readTokens < tellingTokens) return null;
  const [tokensOfRow, secondsOfRow] = [readTokens / windows, seconds / windows];
  const wordsOfToken = words / tokens;
  const seen = unit === 'word' ? seenTokens * wordsOfToken : seenTokens - 2;
  const features = Math.ceil(Math.min(seen, unit === 'word' ? tokensOfRow * wordsOfToken : tokensOfRow - 2));
  const each = methods.map((request) => ({
    method: request.method,
    seconds: expectedCost(request, features) * windows * secondsOfRow,
  }));
  return {
    total: each.reduce((sum, { seconds }) => sum + seconds, 0),
    longest: each.reduce((longest, one) => (one.seconds > longest.seconds ? one : longest)),
  };
}
