import { expectedCost } from '../../core/attribution/cost';
import { bestShapleyMethod, methods } from '../../core/attribution/methods/all';
import type { MethodRequest } from '../../core/attribution/requests';
import type { Classification } from '../../workers/api';

/** How a text is explained: as it suits its length, by sentences and phrases, or word by word. */
export type Effort = 'automatic' | 'phrases' | 'words';

/** Words up to which a text is explained word by word without being asked for. */
export const mostUnasked = 40;

type Size = Pick<Classification, 'words' | 'windows' | 'tokens' | 'seenTokens' | 'readTokens'>;

/** Words that the model reads at once, about. */
function wordsAtOnce({ words, windows, tokens, seenTokens, readTokens }: Size): number {
  const tokensAtOnce = windows > 1 ? readTokens / windows : seenTokens;
  return Math.max(1, Math.min(words, Math.ceil((tokensAtOnce * words) / tokens)));
}

/** A budget of so many evaluations a word, within what is useful and bearable. */
function budget(words: number, each: number, least: number, most: number): number {
  return 2 * Math.round(Math.min(most, Math.max(least, each * words)) / 2);
}

/** The first answer; null where the text is long and nothing was asked for. */
export function firstRequest(size: Size, effort: Effort): MethodRequest | null {
  const words = wordsAtOnce(size);
  if (effort === 'phrases') {
    return { method: 'partition-shap', settings: { evaluations: budget(words, 4, 32, 400) } };
  }
  if (effort === 'automatic' && size.words > mostUnasked) return null;
  return { method: bestShapleyMethod, settings: { evaluations: budget(words, 10, 64, 2048) } };
}

/** What the first answer is refined by while nothing else happens; null where that would take long. */
export function finerRequest(size: Size, effort: Effort): MethodRequest | null {
  if (effort === 'phrases' || size.words > mostUnasked) return null;
  return { method: bestShapleyMethod, settings: { evaluations: budget(wordsAtOnce(size), 50, 256, 2048) } };
}

/** The other methods that are asked whether they agree. @param gradients whether the model gives any */
export function otherRequests(size: Size, gradients: boolean): MethodRequest[] {
  return [
    { method: 'lime', settings: { samples: budget(wordsAtOnce(size), 25, 200, 1000) } },
    ...(gradients ? [{ method: 'integrated-gradients' } as const] : []),
  ];
}

/** "Shapley values, LIME and Integrated Gradients", as the line of trust names them. */
export function askedMethods(gradients: boolean): string {
  const byGradients = gradients ? [methods['integrated-gradients'].title] : [];
  return new Intl.ListFormat('en-GB').format(['Shapley values', methods.lime.title, ...byGradients]);
}

/** Pairs of words are looked for up to so many words: each more costs rows for all pairs. */
export const mostForPairs = 60;

export function pairsRequest(size: Size): MethodRequest {
  return { method: 'interactions', settings: { evaluations: budget(wordsAtOnce(size), 60, 512, 2048) } };
}

/**
 * Seconds that a request takes, by what rows took here before.
 * @param tokenSeconds seconds a token of a row
 */
export function priceOf(request: MethodRequest, size: Size, tokenSeconds: number): number {
  return expectedCost(request, wordsAtOnce(size)) * size.readTokens * tokenSeconds;
}

/** Seconds a token of a row, of a run that evaluated so many rows of a text. */
export function paceOf(evaluations: number, seconds: number, { windows, readTokens }: Size): number {
  return seconds / ((evaluations * readTokens) / windows);
}
