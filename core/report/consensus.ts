import type { Consensus } from '../assessment/consensus';
import type { Explanation } from '../attribution/explanation';
import { joined, namedWords, plain, sentence, type Sentence } from './sentence';

/** How many words a sentence names. The others are only counted. */
const namedAtMost = 3;

/**
 * A consensus in a sentence: "Methods agree on the strongest words.", "Methods disagree on update, among the strongest words."
 * It says of which words.
 */
export function consensusSentence(
  { methods, compared, disputed, agree }: Consensus,
  text: string,
  spans: Explanation['spans'],
): Sentence {
  if (methods < 2) return [plain('One method alone cannot be checked against others.')];
  if (agree) return [plain('Methods agree on the strongest words.')];
  if (compared.length === 0) return [plain('No method finds a word whose direction is clear.')];
  const words = namedWords(text, spans);
  const shown = disputed.slice(0, disputed.length > namedAtMost ? namedAtMost - 1 : namedAtMost);
  const others = disputed.slice(shown.length);
  const items = [
    ...shown.map((index) => words.name(index)),
    ...(others.length > 0 ? [[plain(`${others.length} other ${words.kind(others)}`)]] : []),
  ];
  return sentence([
    plain('Methods disagree on '),
    ...joined(items, 'and'),
    plain(', among the strongest words.'),
  ]);
}
