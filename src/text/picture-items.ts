import type { Explanation } from '../../core/attribution/explanation';
import { piecesOf, type Piece } from '../../core/report/reading';
import { clearSigns } from '../../core/assessment/sign-clarity';
import { markOf, type Mark } from '../../core/report/scale';
import { sentenceRanges, sumOver } from '../../core/report/sentence-groups';
import type { Span } from '../../core/text/types';
import { visibleParts, visibleText, type VisiblePart } from '../../core/text/visible';

/** Words up to which a text is coloured word by word from the start; a longer one by sentence. */
export const wordsAtOnce = 120;

/** A stretch of the text as it is drawn: a word by its index, or what stands between words (null). */
export interface DrawnPiece {
  readonly index: number | null;
  readonly parts: readonly VisiblePart[];
}

/** One sentence of the text: shaded as a whole where it is folded, drawn word by word where it is open. */
export interface DrawnSentence {
  readonly firstWord: number;
  readonly endWord: number;
  /** The sentence without the white space behind it, and that space. */
  readonly parts: readonly VisiblePart[];
  readonly space: string;
  readonly pieces: readonly DrawnPiece[];
}

/** What the picture can be told to do. */
export interface PictureHandle {
  /** Takes the focus, for what had it is about to go. */
  takeFocus(): void;
  /** Brings a word into sight: it may be far from what it was asked for with. */
  reveal(index: number): Promise<void>;
}

/** One a word: how its value is drawn. */
export function wordMarks(
  explanation: Pick<Explanation, 'values' | 'standardErrors' | 'diagnostics'>,
): Mark[] {
  const clear = clearSigns(explanation);
  return explanation.values.map((value, index) => markOf(value, clear[index]!));
}

/** One a sentence: how it is drawn where it is folded. */
export function sentenceMarks(
  sentences: readonly Pick<DrawnSentence, 'firstWord' | 'endWord'>[],
  { values, standardErrors }: Pick<Explanation, 'values' | 'standardErrors'>,
): Mark[] {
  return sentences.map((sentence) => {
    const { value, clear } = sumOver(sentence, values, standardErrors);
    return markOf(value, clear);
  });
}

/**
 * The text as it is drawn, sentence by sentence, whatever the values of its words.
 * @param spans of the words, ascending
 */
export function drawnSentences(text: string, spans: readonly Span[]): DrawnSentence[] {
  const pieces = piecesOf(text, spans);
  let at = 0;
  let next = 0;
  const groups = sentenceRanges(text, spans);
  if (groups.length === 0 && text !== '') {
    return [
      {
        firstWord: 0,
        endWord: 0,
        parts: visibleParts(text),
        space: '',
        pieces: [drawn({ text, index: null })],
      },
    ];
  }
  return groups.map((group, place) => {
    const own: DrawnPiece[] = [];
    // A piece between words may reach over the sentence's end: it goes with the sentence before it.
    while (next < pieces.length && (at < group.end || place === groups.length - 1)) {
      own.push(drawn(pieces[next]!));
      at += pieces[next]!.text.length;
      next++;
    }
    const whole = text.slice(group.start, group.end);
    const kept = whole.trimEnd();
    return {
      firstWord: group.firstWord,
      endWord: group.endWord,
      parts: visibleParts(kept),
      space: whole.slice(kept.length),
      pieces: own,
    };
  });
}

/** What screen readers say of a word: "love: raises by 42 points". */
export function wordLabel(word: string, mark: Mark, struck: boolean): string {
  return `${visibleText(word)}: ${struck ? 'struck out' : sideInWords(mark)}`;
}

/** "raises by 42 points", "lowers by 0.3 points", "direction not clear". */
export function sideInWords({ side, points }: Mark): string {
  if (side === 'unclear') return 'direction not clear';
  const size = Math.abs(points).toFixed(Math.abs(points) < 9.95 ? 1 : 0);
  return `${side} by ${size} points`;
}

function drawn({ text, index }: Piece): DrawnPiece {
  return { index, parts: visibleParts(text) };
}

/** Where a stop stands on the page: its left, top and width. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

/**
 * The stop that an arrow key leads to, from the one that has the focus.
 * @param places of all stops, in the order of the text
 * @param rightToLeft whether the text runs from the right
 * @returns null where the key leads nowhere
 */
export function stopAfterKey(
  key: string,
  current: number,
  places: readonly Place[],
  rightToLeft: boolean,
): number | null {
  const last = places.length - 1;
  const forward = rightToLeft ? 'ArrowLeft' : 'ArrowRight';
  const back = rightToLeft ? 'ArrowRight' : 'ArrowLeft';
  if (key === forward) return Math.min(last, current + 1);
  if (key === back) return Math.max(0, current - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (key === 'ArrowDown' || key === 'ArrowUp')
    return nearestLine(current, places, key === 'ArrowDown' ? 1 : -1);
  return null;
}

/** The stop on the next line down (or up) whose middle is nearest; the current one where there is no such line. */
function nearestLine(current: number, places: readonly Place[], direction: 1 | -1): number {
  const from = places[current]!;
  const middle = ({ left, width }: Place): number => left + width / 2;
  let best = current;
  for (let at = current + direction; at >= 0 && at < places.length; at += direction) {
    const place = places[at]!;
    const down = direction * (place.top - from.top);
    if (down < 8) continue;
    const found = places[best]!;
    if (best !== current && direction * (place.top - found.top) >= 8) break;
    const nearer = Math.abs(middle(place) - middle(from)) < Math.abs(middle(found) - middle(from));
    if (best === current || nearer) best = at;
  }
  return best;
}
