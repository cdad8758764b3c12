/** A token found in a word: how many UTF-16 code units of the word it takes. */
export interface Piece {
  readonly id: number;
  readonly length: number;
}

/** Cuts a word into tokens that together are the word. */
export type TokenModel = (word: string) => readonly Piece[];

export interface WordPieceSettings {
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly unknown: number;
  /** Stands in the vocabulary before pieces that do not start a word. */
  readonly continuingPrefix: string;
  /** A word of more characters is one unknown token. */
  readonly longestWord: number;
}

/**
 * WordPiece (Schuster & Nakajima 2012, as BERT applies it): the longest piece of the vocabulary that the rest of the word
 * begins with, time and again. A word with a rest that no piece begins is one unknown token.
 */
export function wordPiece({
  vocabulary,
  unknown,
  continuingPrefix,
  longestWord,
}: WordPieceSettings): TokenModel {
  const longestPiece = Math.max(0, ...Array.from(vocabulary.keys(), (piece) => piece.length));
  return (word) => {
    const whole = [{ id: unknown, length: word.length }];
    // A character has one code unit or two.
    if (word.length > longestWord && [...word].length > longestWord) return whole;
    const pieces: Piece[] = [];
    for (let start = 0; start < word.length;) {
      const prefix = start > 0 ? continuingPrefix : '';
      let end = Math.min(word.length, start + longestPiece);
      let id: number | undefined;
      for (; end > start; end--) {
        id = vocabulary.get(prefix + word.slice(start, end));
        if (id !== undefined) break;
      }
      if (id === undefined) return whole;
      pieces.push({ id, length: end - start });
      start = end;
    }
    return pieces;
  };
}
