import type { Classifier, ModelInput, OutputActivation } from '../core/model/classifier';
import { logitsOf } from '../core/model/probabilities';
import { groupTokens, wordSpans } from '../core/text/words';
import type { SpecialTokenIds, Token, Tokenizer } from '../core/text/types';

export interface TextFunction {
  /** Class names, in the order of the probabilities. */
  readonly classes: readonly string[];
  /** Probabilities [classes] of each text, in the order of the texts. May be asked for some hundred texts at once. */
  readonly predict: (texts: readonly string[], signal?: AbortSignal) => Promise<readonly ArrayLike<number>[]>;
  /** "sigmoid" where each class holds or not by itself. Default: "softmax". */
  readonly activation?: OutputActivation;
  /** What stands in the place of an absent word. Default: "…", as shap's text masker writes it without a tokenizer. */
  readonly absent?: string;
  /** Texts that `predict` is given at once. Default: 256. */
  readonly batchSize?: number;
  /** What `predict` reads of a text at most. Default: it reads all of any text, or says itself what it cannot read. */
  readonly room?: TextRoom;
}

/** The length of texts, in whatever a reader of them counts. */
export interface TextRoom {
  /** Its longest text, with two tokens around it. */
  readonly maxTokens: number;
  /** Tokens of a word with the blanks before it. */
  readonly tokensOf: (piece: string) => number;
}

const special: SpecialTokenIds = { cls: 0, sep: 1, pad: 2, mask: 3, unknown: 4 };
const firstPiece = 5;
const certainty = 2 ** -25;

/**
 * Any function from texts to probabilities as a model: for services, rules, and classifiers that are no neural network.
 * Words are removed from the text itself, so that the methods which follow gradients cannot be asked.
 *
 * Its tokens are words, each with the blanks before it; it keeps every piece that it has seen.
 * @throws (while it is asked) Error when `predict` answers with other than probabilities of these classes
 */
export function fromFunction(text: TextFunction): {
  readonly classifier: Classifier;
  readonly tokenizer: Tokenizer;
} {
  const { classes, predict, activation = 'softmax', absent = '…', batchSize = 256, room } = text;
  const pieces: string[] = [];
  const ids = new Map<string, number>();
  const idOf = (piece: string): number => {
    const id = ids.get(piece) ?? firstPiece + pieces.push(piece) - 1;
    ids.set(piece, id);
    return id;
  };
  const surfaceOf = (id: number, at: number): string => {
    if (id === special.mask) return at > 1 ? ` ${absent}` : absent;
    return pieces[id - firstPiece] ?? '';
  };
  const textOf = ({ ids, attention }: ModelInput): string =>
    Array.from(ids, (id, at) => (attention && !attention[at] ? '' : surfaceOf(id, at))).join('');

  const { maxTokens = Number.MAX_SAFE_INTEGER } = room ?? {};
  const filler: Token = { id: idOf(''), start: 0, end: 0, special: true };
  // A word that is longer than all the room is left to the reader to cut.
  const fillersOf = (piece: string) => (room ? Math.min(room.tokensOf(piece), maxTokens - 2) - 1 : 0);

  const tokenizer: Tokenizer = {
    special,
    tokenize(text) {
      const tokens: Token[] = [{ id: special.cls, start: 0, end: 0, special: true }];
      let read = 0;
      for (const { start, end } of wordSpans(text)) {
        const piece = text.slice(read, end);
        tokens.push({ id: idOf(piece), start, end, special: false });
        // What a word takes beside its own token stands behind it, empty: so windows are cut where the reader's would be.
        for (let more = fillersOf(piece); more > 0; more--) tokens.push(filler);
        read = end;
      }
      // What follows the last word belongs to none: it stays in every row.
      tokens.push({ id: idOf(text.slice(read)), start: 0, end: 0, special: true });
      return { text, tokens, words: groupTokens(text, tokens) };
    },
  };
  return {
    tokenizer,
    classifier: {
      classes,
      activation,
      maxTokens,
      windowTokens: maxTokens,
      async logits(rows, signal) {
        const logits: Float32Array[] = [];
        for (let start = 0; start < rows.length; start += batchSize) {
          signal?.throwIfAborted();
          const texts = rows.slice(start, start + batchSize).map(textOf);
          const answers = await predict(texts, signal);
          requireProbabilities(answers, texts.length, classes.length);
          logits.push(
            ...answers.map((answer) => Float32Array.from(logitsOf({ activation }, unsure(answer)))),
          );
        }
        signal?.throwIfAborted();
        return logits;
      },
    },
  };
}

/** A sure answer has no logit: it is held a little below certainty, by less than float32 tells apart. */
function unsure(probabilities: ArrayLike<number>): number[] {
  return Array.from(probabilities, (p) => Math.min(Math.max(p, certainty), 1 - certainty));
}

function requireProbabilities(answers: readonly ArrayLike<number>[], texts: number, classes: number): void {
  if (answers.length !== texts) {
    throw new Error(`predict was given ${texts} texts and answered for ${answers.length}.`);
  }
  for (const answer of answers) {
    const isFit = answer.length === classes && Array.from(answer).every((value) => value >= 0 && value <= 1);
    if (!isFit) {
      throw new Error(
        `predict has to give ${classes} probabilities a text, not [${Array.from(answer).join(', ')}].`,
      );
    }
  }
}
