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
