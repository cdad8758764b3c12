import { Heap } from '../math/heap';
import type { Piece, TokenModel } from './word-piece';

export interface BytePairSettings {
  readonly vocabulary: ReadonlyMap<string, number>;
  /** Pairs of pieces that are joined, the first ones first. */
  readonly merges: readonly (readonly [left: string, right: string])[];
  /** Stands for a character that is not in the vocabulary; null where every character is. */
  readonly unknown: number | null;
  /** Whether unknown characters that follow each other are one token. */
  readonly fusesUnknown: boolean;
  /** Whether a word that is in the vocabulary is one token, whatever the merges make of it. */
  readonly wholeWords: boolean;
}

/** A merge by the ids of its pieces. */
interface Merge {
  readonly rank: number;
  readonly id: number;
}

/** Two neighbouring pieces that may be joined. */
interface Candidate extends Merge {
  readonly at: number;
  readonly pair: number;
}

/** Above any id of a vocabulary that is read, so that two of them are one number. */
const idRange = 2 ** 22;

/**
 * Byte-pair encoding (Sennrich et al. 2016): a word's characters, of which the pair that was learnt first is joined, the
 * leftmost of them first, time and again.
 *
 * @throws Error naming the merge whose parts or result are not in the vocabulary
 */
export function bytePairEncoding(settings: BytePairSettings): TokenModel {
  const { vocabulary, unknown, fusesUnknown, wholeWords } = settings;
  const merges = mergesByPair(settings);
  return (word) => {
    const whole = wholeWords ? vocabulary.get(word) : undefined;
    if (whole !== undefined) return [{ id: whole, length: word.length }];
    const pieces: Piece[] = [];
    for (const character of word) {
      const id = vocabulary.get(character) ?? unknown;
      if (id === null)
        throw new Error(`the vocabulary has no ${JSON.stringify(character)}, and no unknown token`);
      const last = pieces.at(-1);
      if (fusesUnknown && last?.id === id && id === unknown && !vocabulary.has(character)) {
        pieces[pieces.length - 1] = { id, length: last.length + character.length };
      } else {
        pieces.push({ id, length: character.length });
      }
    }
    return joined(pieces, merges);
  };
}

function mergesByPair({ vocabulary, merges }: BytePairSettings): ReadonlyMap<number, Merge> {
  const byPair = new Map<number, Merge>();
  merges.forEach(([left, right], rank) => {
    const [first, second, id] = [left, right, left + right].map((piece) => {
      const found = vocabulary.get(piece);
      if (found !== undefined) return found;
      throw new Error(`merges.${rank} needs ${JSON.stringify(piece)}, which is not in its vocabulary`);
    });
    byPair.set(first! * idRange + second!, { rank, id: id! });
  });
  return byPair;
}

/** Joins pieces for as long as a pair of neighbours is among the merges; n pieces take time n log n. */
function joined(pieces: Piece[], merges: ReadonlyMap<number, Merge>): Piece[] {
  const before = pieces.map((_, at) => at - 1);
  const behind = pieces.map((_, at) => at + 1);
  const waiting = new Heap<Candidate>((a, b) => (a.rank === b.rank ? a.at < b.at : a.rank < b.rank));
  const pairAt = (at: number): number | null => {
    const next = pieces[behind[at]!];
    return next === undefined ? null : pieces[at]!.id * idRange + next.id;
  };
  const propose = (at: number): void => {
    const pair = pairAt(at);
    const merge = pair === null ? undefined : merges.get(pair);
    if (merge) waiting.push({ ...merge, at, pair: pair! });
  };
  const gone = new Set<number>();
  for (let at = 0; at < pieces.length - 1; at++) propose(at);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { at, pair, id } = next;
    // One of the two may have been joined with another neighbour since.
    if (gone.has(at) || pairAt(at) !== pair) continue;
    const right = behind[at]!;
    pieces[at] = { id, length: pieces[at]!.length + pieces[right]!.length };
    gone.add(right);
    behind[at] = behind[right]!;
    if (behind[at] < pieces.length) before[behind[at]] = at;
    propose(at);
    if (before[at]! >= 0) propose(before[at]!);
  }
  return pieces.filter((_, at) => !gone.has(at));
}
