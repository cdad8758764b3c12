import { leadSentence, type LeadOptions } from '../../core/report/lead-sentence';
import { sentenceGroups } from '../../core/report/sentence-groups';
import type { Sentence } from '../../core/report/sentence';
import type { DrawnWords } from './struck-words';

/** A sentence is named by so many of its first words. */
const namedBy = 5;

/** The lead sentence of a text that was explained by sentences: it names them by how they begin. */
export function leadBySentence(
  text: string,
  { spans, values, standardErrors, diagnostics, target }: DrawnWords,
  { className }: Pick<LeadOptions, 'className'>,
): Sentence {
  const groups = sentenceGroups(text, spans, values, standardErrors);
  const isCut = groups.map(({ firstWord, endWord }) => endWord - firstWord > namedBy);
  const parts = leadSentence(
    text,
    {
      target,
      spans: groups.map(({ firstWord, endWord }) => ({
        start: spans[firstWord]!.start,
        end: spans[Math.min(endWord, firstWord + namedBy) - 1]!.end,
      })),
      values: groups.map(({ value }) => value),
      standardErrors: groups.map(({ standardError }) => standardError ?? 0),
      diagnostics,
    },
    { ...(className !== undefined && { className }), clear: groups.map(({ clear }) => clear) },
  );
  return parts.map((part) =>
    part.kind === 'word'
      ? { ...part, text: `${part.text}${isCut[part.index] ? ' …' : ''}` }
      : { ...part, text: part.text.replace('single word', 'single sentence') },
  );
}
