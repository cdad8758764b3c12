import { features as featuresOf, type Feature } from '../text/masking';
import type { TokenizedText } from '../text/types';
import { truncate, windows } from '../text/windows';
import type { Attribution } from './attribution';
import type { CommonSettings } from './settings';

/** A stretch of a text that the model sees at once. */
export interface Passage {
  readonly tokenized: TokenizedText;
  readonly features: readonly Feature[];
  /** Feature i of this passage is feature firstFeature + i of the reading. */
  readonly firstFeature: number;
}

/** What of a text is explained, and in which passages the model sees it. */
export interface Reading {
  /** Features that get a value, in the order of the text. */
  readonly features: readonly Feature[];
  readonly passages: readonly Passage[];
  readonly notes: readonly string[];
}

/**
 * Fits a text to a model of limited length: its beginning (truncate), or windows that overlap by up to a quarter of
 * the model's length. A text that fits is one passage either way.
 */
export function read(
  tokenized: TokenizedText,
  maxTokens: number,
  { unit, longText }: CommonSettings,
): Reading {
  const features = featuresOf(tokenized, unit);
  if (tokenized.tokens.length <= maxTokens) {
    return { features, passages: [{ tokenized, features, firstFeature: 0 }], notes: [] };
  }
  if (longText === 'truncate') {
    const { tokenized: beginning, unseenWords } = truncate(tokenized, maxTokens);
    const seen = featuresOf(beginning, unit);
    return {
      features: seen,
      passages: [{ tokenized: beginning, features: seen, firstFeature: 0 }],
      notes: [
        `The text is longer than the model's ${maxTokens} tokens: its last ${unseenWords} of ${tokenized.words.length} words were not seen.`,
      ],
    };
  }
  const overlap = Math.floor(maxTokens / 4);
  const passages = windows(tokenized, maxTokens, overlap).map((window) => ({
    tokenized: window.tokenized,
    features: featuresOf(window.tokenized, unit),
    firstFeature: unit === 'word' ? window.firstWord : firstContentToken(tokenized, window.tokenized),
  }));
  return {
    features,
    passages,
    notes: [
      `The text is longer than the model's ${maxTokens} tokens: it was read in ${passages.length} windows that overlap by up to ${overlap} tokens, and their mean output is explained.`,
    ],
  };
}

/** How many tokens that are not special come before a window's first. */
function firstContentToken(whole: TokenizedText, window: TokenizedText): number {
  const isContent = ({ special }: { readonly special: boolean }): boolean => !special;
  const first = window.tokens.find(isContent);
  return whole.tokens.filter(isContent).findIndex((token) => token === first);
}

/**
 * The attribution of the mean of the passages' outputs. Attributions are linear in what they explain, and a feature
 * outside a passage has no part in its output: so each value is the sum of its values in the passages over their number.
 */
export function combine(reading: Reading, attributions: readonly Attribution[]): Attribution {
  const single = attributions[0]!;
  if (attributions.length === 1) return single;
  const share = 1 / attributions.length;
  const values = new Float64Array(reading.features.length);
  const variances = new Float64Array(reading.features.length);
  let [baseValue, outputValue] = [0, 0];
  const diagnostics: Record<string, number> = {};
  attributions.forEach((attribution, p) => {
    const { firstFeature } = reading.passages[p]!;
    attribution.values.forEach((value, i) => (values[firstFeature + i]! += value * share));
    attribution.standardErrors?.forEach((error, i) => (variances[firstFeature + i]! += (error * share) ** 2));
    baseValue += attribution.baseValue * share;
    outputValue += attribution.outputValue * share;
    for (const [name, value] of Object.entries(attribution.diagnostics)) {
      diagnostics[name] = (diagnostics[name] ?? 0) + value * share;
    }
  });
  return {
    values,
    standardErrors: attributions.every(({ standardErrors }) => standardErrors)
      ? variances.map(Math.sqrt)
      : null,
    baseValue,
    outputValue,
    diagnostics,
    notes: [...new Set(attributions.flatMap(({ notes }) => notes))],
  };
}
