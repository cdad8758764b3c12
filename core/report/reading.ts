import type { Explanation } from '../attribution/explanation';
import { verdictInWords, verdictOf, type Verdict, type AnswerRule } from '../prediction/verdict';
import { grouped } from '../text/count';
import type { Span } from '../text/types';
import { visibleText } from '../text/visible';
import { leadOptions, leadSentence } from './lead-sentence';
import { clearSigns } from '../assessment/sign-clarity';
import { markOf, pointsText, type Mark } from './scale';
import type { Sentence } from './sentence';

/** How a model reads a text, and why: everything that a picture, a page or a file of it states. Plain data. */
export interface Reading {
  readonly text: string;
  readonly classes: readonly string[];
  readonly probabilities: readonly number[];
  readonly rule: AnswerRule;
  /** Of a probability. */
  readonly explanation: Explanation;
  /** The method's name as people write it. */
  readonly methodTitle: string;
  readonly model: { readonly name: string; readonly version: string };
  /** When it was made, ISO 8601. */
  readonly date: string;
}

/** What a reading says, in words and marks. All forms of a reading are written from it. */
export interface ReadingWords {
  readonly verdict: Verdict;
  readonly verdictText: string;
  /** The names of the classes, as they can be shown. */
  readonly classNames: readonly string[];
  /** The class that is explained. */
  readonly className: string;
  readonly lead: Sentence;
  /** One a word of the explanation. */
  readonly marks: readonly Mark[];
}

/** @throws RangeError when the explanation is not of a probability */
export function readingWords({ text, classes, probabilities, rule, explanation }: Reading): ReadingWords {
  const verdict = verdictOf(probabilities, rule);
  const { classIndex } = explanation.target;
  const classNames = classes.map(visibleText);
  const className = classNames[classIndex]!;
  const clear = clearSigns(explanation);
  return {
    verdict,
    verdictText: verdictInWords(verdict, probabilities, classNames),
    classNames,
    className,
    lead: leadSentence(text, explanation, {
      clear,
      ...leadOptions(verdict, classIndex, className),
    }),
    marks: explanation.values.map((value, index) => markOf(value, clear[index]!)),
  };
}

export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** How a reading was made: model, version, date, method, settings, error and cost. Every form of it says so. */
export function readingFacts({ explanation, methodTitle, model, date, classes }: Reading): Fact[] {
  const { standardErrors, settings, evaluations, unit, target } = explanation;
  const largest = standardErrors?.reduce((most, error) => Math.max(most, error), 0);
  const several = settingsInWords(settings);
  return [
    { name: 'Model', value: `${visibleText(model.name)}, version ${model.version.slice(0, 12)}` },
    { name: 'Made', value: dateText(date) },
    {
      name: 'Method',
      value: `${methodTitle}, percentage points of “${visibleText(classes[target.classIndex]!)}”, by ${unit}`,
    },
    ...(several === '' ? [] : [{ name: 'Settings', value: several }]),
    ...(largest === undefined
      ? []
      : [{ name: 'Standard error', value: `at most ${(100 * largest).toFixed(1)} points` }]),
    { name: 'Readings by the model', value: grouped(evaluations) },
  ];
}

/** "unit word, seed 1": the settings of a method, as they are named; empty where it has none. */
export function settingsInWords(settings: Explanation['settings']): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${visibleText(String(value))}`)
    .join(', ');
}

/** "26 November 2026, 07:38 UTC"; a text that is no date stays as it is. */
export function dateText(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const text = date.toLocaleString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  });
  return `${text.replace(' at ', ', ')} UTC`;
}

/** A word's value with its error: "+4.2 points, ± 0.5". */
export function valueText(value: number, standardError: number | null): string {
  const points = `${pointsText(100 * value, 1)} points`;
  return standardError === null ? points : `${points}, ± ${(100 * standardError).toFixed(1)}`;
}

/** A piece of a text: the word of that index, or what stands between words (null). */
export interface Piece {
  readonly text: string;
  readonly index: number | null;
}

/**
 * Cuts the text at its words. Joined together, the pieces are the text.
 * @param spans ascending, not overlapping
 */
export function piecesOf(text: string, spans: readonly Span[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  spans.forEach(({ start, end }, index) => {
    if (start > at) pieces.push({ text: text.slice(at, start), index: null });
    pieces.push({ text: text.slice(start, end), index });
    at = end;
  });
  if (at < text.length) pieces.push({ text: text.slice(at), index: null });
  return pieces;
}
