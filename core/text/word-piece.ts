/** A token of a word, and how many UTF-16 code units of the word it has. */
export interface Piece {
  readonly id: number;
  readonly length: number;
}

/** Cuts a word into tokens. Together they are the word. */
export type TokenModel = (word: string) => readonly Piece[];

export interface WordPieceSettings {
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly unknown: number;
  /** In the vocabulary it stands before every piece that does not start a word. */
  readonly continuingPrefix: string;
  /** A word of more characters is one unknown token. */
  readonly longestWord: number;
}

/**
 * WordPiece (Schuster & Nakajima 2012), as BERT uses it. It takes the longest piece of the vocabulary with which the
 * word begins, and goes on with the rest of the word. If no piece fits a rest, the whole word is one unknown token.
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
    // A character has one or two code units.
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
