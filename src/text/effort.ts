import { expectedRows as rowsOf } from '../../core/attribution/expected-rows';
import type { Explanation } from '../../core/attribution/explanation';
import { bestShapleyMethod, methods, type ValueMethodName } from '../../core/attribution/methods/all';
import type { MethodRequest, ValueRequest } from '../../core/attribution/requests';
import { until } from '../../core/attribution/settings/shared';
import { binaryTree, featureTree, type FeatureNode } from '../../core/text/hierarchy';
import { sentences } from '../../core/text/sentences';
import { wordSpans } from '../../core/text/words';
import type { Classification } from '../../workers/api';

/** How a text is explained: as it suits its length, by sentences and phrases, or word by word. */
export type Effort = 'automatic' | 'phrases' | 'words';

/** Words up to which a text is explained word by word without being asked for. */
export const mostUnasked = 40;

/** The most rows of a window before its first answer by sentence: all that the values of six to eight sentences take. */
const sentenceRows = 48;

/** Windows up to which the phrases of a text are refined without being asked for. */
const mostRefined = 4;

type Size = Pick<Classification, 'words' | 'windows' | 'tokens' | 'seenTokens' | 'readTokens'>;

/** Words that the model reads at once, about. */
function wordsAtOnce({ words, windows, tokens, seenTokens, readTokens }: Size): number {
  const tokensAtOnce = windows > 1 ? readTokens / windows : seenTokens;
  return Math.max(1, Math.min(words, Math.ceil((tokensAtOnce * words) / tokens)));
}

/** The first answer to a text, quick for a short one; null where it is long and nothing was asked for. */
export function firstRequest(
  text: string,
  { words, windows }: Pick<Size, 'words' | 'windows'>,
  effort: Effort,
): MethodRequest | null {
  if (effort === 'phrases') {
    const evaluations = hasSentences(text, windows) ? rowsOfSentences(text, windows) : sentenceRows;
    return { method: 'partition-shap', settings: { budget: 'quick', evaluations } };
  }
  if (words <= mostUnasked) return { method: bestShapleyMethod, settings: { budget: 'quick' } };
  // The values of a long text are small: errors that are quick to come by would hide them.
  return effort === 'words' ? { method: bestShapleyMethod, settings: { budget: 'normal' } } : null;
}

/** What the first answer is refined by while nothing else happens; null where there is nothing finer, or it would take long. */
export function finerRequest(
  { words, windows }: Pick<Size, 'words' | 'windows'>,
  effort: Effort,
): MethodRequest | null {
  if (effort === 'phrases')
    return windows > mostRefined ? null : { method: 'partition-shap', settings: { budget: 'quick' } };
  if (words > mostUnasked) return null;
  return { method: bestShapleyMethod, settings: { budget: 'normal' } };
}

/** What a text is explained by in the end; null where it is long and nothing was asked for. */
export function unaskedRequest(
  { text, effort }: { readonly text: string; readonly effort: Effort },
  size: Pick<Size, 'words' | 'windows'>,
): MethodRequest | null {
  return finerRequest(size, effort) ?? firstRequest(text, size, effort);
}

/** Rows of a text without any of its words, and with all: of a single sentence there is no more to know. */
const ofOneSentence = 2;

/**
 * Rows of a window that the exact values of a text's sentences take at most: groups of several are divided in two, in every
 * context. Where windows cut a longer text is not known here: at worst one sentence after the other is told apart.
 */
function rowsOfSentences(text: string, windows: number): number {
  if (windows > 1) return 2 ** sentences(text).length;
  const rows = ({ manySentences, children }: FeatureNode, contexts: number): number =>
    manySentences ? children.reduce((sum, child) => sum + rows(child, 2 * contexts), 2 * contexts) : 0;
  const tree = featureTree(text, wordSpans(text));
  return ofOneSentence + (tree ? rows(binaryTree(tree), 1) : 0);
}

/**
 * Whether the first answer by sentence has the values of the sentences as they stay, exact, and no more than them: then only
 * the phrases within them are refined. Where these are not, it has what phrases it can.
 */
export function hasSentences(text: string, windows: number): boolean {
  if (windows > mostRefined) return false;
  const rows = rowsOfSentences(text, windows);
  return rows > ofOneSentence && rows <= sentenceRows;
}

/** Whether the values that a text was given by sentence are exact for its sentences; those within them may share theirs. */
export function areSentencesExact(
  text: string,
  windows: number,
  { settings: { evaluations } }: Pick<Explanation, 'settings'>,
): boolean {
  return typeof evaluations === 'number' && evaluations >= rowsOfSentences(text, windows);
}

/** Whether the errors of an explanation are as small as the page asks for unasked; true where it states none. */
export function isFine({ standardErrors, target, values }: Explanation): boolean {
  const most = until.automatic.of({ budget: 'normal', features: values.length, output: target.output });
  return (standardErrors ?? []).every((error) => error <= most);
}

/** The other methods that are asked whether they agree, one after the other. @param gradients whether the model gives any */
export function otherRequests(gradients: boolean): ValueRequest[] {
  return [
    { method: 'lime', settings: { budget: 'quick' } },
    ...(gradients ? [{ method: 'integrated-gradients' } as const] : []),
  ];
}

/** "LIME and Integrated Gradients". */
export function namesOf(asked: readonly ValueMethodName[]): string {
  return listed(asked.map((method) => methods[method].title));
}

/** "Shapley values, LIME and Integrated Gradients", as the line of trust names them. @param others beside the first answer */
export function comparedNames(others: readonly ValueMethodName[]): string {
  return listed(['Shapley values', ...others.map((method) => methods[method].title)]);
}

function listed(names: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(names);
}

/** Up to so many words and marks, read at once, it is told what turns a text: some seconds' arithmetic. */
export const mostTogether = 90;

/** Whether a text of several words is short enough for that; of a longer one only pairs are looked for. */
export function isShort({ words, windows }: Pick<Size, 'words' | 'windows'>): boolean {
  return words > 1 && words <= mostTogether && windows === 1;
}

/** Pairs are told in whole points: errors of one are small enough. What was read for the words' values is not read again. */
export const pairsRequest: MethodRequest = {
  method: 'interactions',
  settings: { budget: 'normal', until: 0.01 },
};

/** Rows that a request takes, as a rule: its budget may allow many more. */
export function expectedRows(request: MethodRequest, size: Size): number {
  return rowsOf(request, wordsAtOnce(size), size.windows);
}
