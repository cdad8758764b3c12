/** A stretch of a text, and whether the other text lacks it. */
export interface ComparedPiece {
  readonly text: string;
  readonly changed: boolean;
}

/** Pairs of words up to which the common ones are looked for; beyond, all between the first and the last change is one. */
const mostPairs = 1e6;

/** Two versions of a text, cut where they differ: word by word, with the white space behind each word. */
export function changedWords(before: string, after: string): readonly [ComparedPiece[], ComparedPiece[]] {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  let start = 0;
  while (start < a.length && start < b.length && same(a[start], b[start])) start++;
  let [aEnd, bEnd] = [a.length, b.length];
  while (aEnd > start && bEnd > start && same(a[aEnd - 1], b[bEnd - 1])) {
    aEnd--;
    bEnd--;
  }
  const kept = [
    ...Array.from({ length: start }, (_, at) => [at, at] as const),
    ...commonPairs(a.slice(start, aEnd), b.slice(start, bEnd)).map(
      ([i, j]) => [start + i, start + j] as const,
    ),
    ...Array.from({ length: a.length - aEnd }, (_, at) => [aEnd + at, bEnd + at] as const),
  ];
  return [
    pieces(a, new Set(kept.map(([i]) => i)), gaps(kept, b.length, 1)),
    pieces(b, new Set(kept.map(([, j]) => j)), gaps(kept, a.length, 0)),
  ];
}

/**
 * Before which words of one text the other has more.
 * @param kept pairs of words that both have, ascending
 * @param otherLength words of the other text
 * @param other which of a pair is the other's
 */
function gaps(
  kept: readonly (readonly [number, number])[],
  otherLength: number,
  other: 0 | 1,
): ReadonlySet<number> {
  const found = new Set<number>();
  let [own, expected] = [0, 0];
  for (const pair of kept) {
    if (pair[other] > expected) found.add(pair[1 - other]!);
    own = pair[1 - other]! + 1;
    expected = pair[other] + 1;
  }
  if (otherLength > expected) found.add(own);
  return found;
}

/** Words that are kept on each side of a change, and the most unchanged ones in a row that are kept whole. */
const beside = 10;
const keptWhole = 30;

/** The pieces of a long text around its changes: of what lies between, or before and after them, only the ends stand there. */
export function aroundChanges(all: readonly ComparedPiece[]): ComparedPiece[] {
  return all.map((piece, at) => {
    const words = wordsOf(piece.text);
    if (piece.changed || words.length <= keptWhole) return piece;
    const first = at > 0 || all.length === 1 ? words.slice(0, beside) : [];
    const last = at < all.length - 1 ? words.slice(-beside) : [];
    return { text: `${first.join('')}… ${last.join('')}`, changed: false };
  });
}

function wordsOf(text: string): string[] {
  return text.match(/\S+\s*|^\s+/g) ?? [];
}

function same(one: string | undefined, other: string | undefined): boolean {
  return one?.trimEnd() === other?.trimEnd();
}

/** Places of a longest common subsequence, in both. */
function commonPairs(a: readonly string[], b: readonly string[]): [number, number][] {
  if (a.length * b.length > mostPairs) return [];
  const width = b.length + 1;
  /** Of what begins at (i, j): how many words are common. */
  const most = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => most[i * width + j]!;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      most[i * width + j] = same(a[i], b[j]) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (same(a[i], b[j])) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

/** @param gaps where the other text has more: a piece ends there, though nothing of this text is changed */
function pieces(
  words: readonly string[],
  kept: ReadonlySet<number>,
  gaps: ReadonlySet<number>,
): ComparedPiece[] {
  const joined: { text: string; changed: boolean }[] = [];
  words.forEach((text, at) => {
    const changed = !kept.has(at);
    const last = joined.at(-1);
    if (gaps.has(at) && !last) joined.push({ text: '', changed: false });
    if (last?.changed === changed && !gaps.has(at)) last.text += text;
    else joined.push({ text, changed });
  });
  if (gaps.has(words.length)) joined.push({ text: '', changed: false });
  return joined;
}
