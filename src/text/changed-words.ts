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
  const common = commonPairs(a.slice(start, aEnd), b.slice(start, bEnd));
  const keptA = new Set(common.map(([at]) => start + at));
  const keptB = new Set(common.map(([, at]) => start + at));
  return [
    pieces(a, (at) => at < start || at >= aEnd || keptA.has(at)),
    pieces(b, (at) => at < start || at >= bEnd || keptB.has(at)),
  ];
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

function pieces(words: readonly string[], isKept: (at: number) => boolean): ComparedPiece[] {
  const joined: { text: string; changed: boolean }[] = [];
  words.forEach((text, at) => {
    const changed = !isKept(at);
    const last = joined.at(-1);
    if (last?.changed === changed) last.text += text;
    else joined.push({ text, changed });
  });
  return joined;
}
