import type { Span } from '../text/types';
import { joined, namedWords, plain, sentence, type Sentence, type SentencePart } from './sentence';

/**
 * Sets of words that change or keep the label, as indices of words. They are all sets of the least size that was found.
 */
export interface WordSets {
  /** Whether all smaller sets have been tried. If not, fewer words may be enough. */
  readonly exact: boolean;
  readonly sets: readonly (readonly number[])[];
}

/** What a text is said to be: of a class; or, where each class holds or not by itself, of it or not. */
export interface SaidLabel {
  readonly name: string;
  readonly holds: boolean;
}

/** A set in words: "love", "not and bad", "the first good". */
export function setInWords(set: readonly number[], text: string, spans: readonly Span[]): Sentence {
  const words = namedWords(text, spans);
  return joined(
    set.map((index) => words.name(index)),
    'and',
  );
}

/**
 * Says which fewest words change the label when they are removed: "Without love it reads neutral, no longer positive."
 * @param label what the text is said to be. Where it is said not to be of a class, it reads that class without the words
 * @param becomes what it reads as without the words of the first set; null where that is not known, or said by the label
 */
export function turningSentence(
  { exact, sets }: WordSets,
  label: SaidLabel,
  text: string,
  spans: readonly Span[],
  becomes: string | null = null,
): Sentence {
  const [first] = sets;
  if (first === undefined) {
    return [
      plain(
        exact
          ? `No words turn it: without any, it ${label.holds ? 'reads' : 'does not read'} ${label.name}.`
          : 'No words were found that turn it.',
      ),
    ];
  }
  return sentence([
    ...(first.length === 0
      ? [plain('As it stands')]
      : [plain('Without '), ...setInWords(first, text, spans)]),
    plain(
      becomes === null
        ? ` it ${label.holds ? 'no longer reads' : 'reads'} ${label.name}${ending(exact, sets, 'turn it')}`
        : // Without other words it may read as something else again.
          ` it reads ${becomes}, no longer ${label.name}${ending(exact, sets, 'turn it', 'turn')}`,
    ),
  ]);
}

/** Says which fewest words keep the label by themselves: "love alone keeps it positive." */
export function sufficientSentence(
  { exact, sets }: WordSets,
  label: SaidLabel,
  text: string,
  spans: readonly Span[],
): Sentence {
  const [first] = sets;
  if (first === undefined) return [plain('No fewer words were found that keep it.')];
  const { name, holds } = label;
  if (first.length === 0) {
    const empty = holds ? `reads ${name}, too` : `does not read ${name}, either`;
    return [plain(`No word is needed to keep it: an empty text ${empty}.`)];
  }
  const keeps = first.length === 1 ? 'keeps' : 'keep';
  const keep: SentencePart = plain(` alone ${keeps} it ${holds ? name : `from reading ${name}`}`);
  return sentence([...setInWords(first, text, spans), keep, plain(ending(exact, sets, 'keep it'))]);
}

/** @param does what other sets do, as well; 'same': just what the first does */
function ending(
  exact: boolean,
  sets: WordSets['sets'],
  what: string,
  does: 'same' | 'turn' = 'same',
): string {
  const size = sets[0]!.length;
  const others = sets.length - 1;
  const one = others === 1;
  const verb = does === 'turn' ? `${one ? 'turns' : 'turn'} it, too` : `${one ? 'does' : 'do'} the same`;
  const also = others === 0 ? '' : `; ${others} other ${setNoun(size, others)} ${verb}`;
  return `${also}.${exact ? '' : ` Fewer words may ${what}.`}`;
}

function setNoun(size: number, count: number): string {
  if (size === 1) return count === 1 ? 'word' : 'words';
  return count === 1 ? 'set' : 'sets';
}
