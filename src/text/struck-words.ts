import type { Explanation } from '../../core/attribution/explanation';
import type { Span } from '../../core/text/types';
import type { TextVersion } from './edits.svelte';

/** The words of a text that has some struck out: those that are explained, and in their places the struck ones. */
export interface DrawnWords extends Pick<
  Explanation,
  'spans' | 'values' | 'standardErrors' | 'diagnostics' | 'target'
> {
  /** Indices of struck words. */
  readonly struck: ReadonlySet<number>;
  /** Where each word of the explanation stands among them. */
  readonly places: readonly number[];
}

/** An explanation with the struck words in their places: they have no value, and none is claimed. */
export function withStruck(
  {
    spans,
    values,
    standardErrors,
    diagnostics,
    target,
  }: Pick<Explanation, 'spans' | 'values' | 'standardErrors' | 'diagnostics' | 'target'>,
  struck: readonly Span[],
): DrawnWords {
  const words = [
    ...spans.map((span, index) => ({
      span,
      value: values[index]!,
      error: standardErrors?.[index] ?? 0,
      gone: false,
    })),
    ...struck.map((span) => ({ span, value: 0, error: 0, gone: true })),
  ].sort((a, b) => a.span.start - b.span.start);
  return {
    target,
    spans: words.map(({ span }) => span),
    values: words.map(({ value }) => value),
    standardErrors: standardErrors && words.map(({ error }) => error),
    diagnostics,
    struck: new Set(words.flatMap(({ gone }, index) => (gone ? [index] : []))),
    places: words.flatMap(({ gone }, index) => (gone ? [] : [index])),
  };
}

/** Which of the words that are drawn stand where words are struck. */
export function struckOf({ spans }: Pick<DrawnWords, 'spans'>, struck: readonly Span[]): ReadonlySet<number> {
  return new Set(
    spans.flatMap(({ start }, index) => (struck.some((span) => span.start === start) ? [index] : [])),
  );
}

/** A text as it reads without its struck words. */
export function textWithout({ text, struck }: TextVersion): string {
  const kept = struck.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
  return kept
    .replace(/ {2,}/g, ' ')
    .replace(/ (?=[.,;:!?])/g, '')
    .trim();
}
