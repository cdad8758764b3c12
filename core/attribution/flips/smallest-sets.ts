import { promisingSets } from './promising-sets';

/** No more sets of the least size than this are listed. */
export const mostSets = 20;
/** Sets evaluated between two looks at what was found. */
const setsAtOnce = 64;
/** Growing sets evaluated at once: fewer, as the first that does it ends the search. */
const grownAtOnce = 8;
/** Sets of one size that are grown by a player, and the most promising that are evaluated of the next size. */
const beam = { width: 8, evaluated: 256 };

/** The smallest sets of players that do something, as far as is known. */
export interface SmallestSets {
  /** Sets of one size, members ascending, that do it, the clearest first; at most 20. Empty where none is known. */
  readonly sets: readonly (readonly number[])[];
  /** Whether no smaller set does it; with no sets, whether none at all does. Else their size is an upper bound. */
  readonly exact: boolean;
  /** No set of fewer players than this does it: all have been evaluated. */
  readonly atLeast: number;
  /** Whether all sets of this size that do it are listed. */
  readonly complete: boolean;
}

/** What judges sets, within a budget. */
export interface SetJudge {
  readonly players: number;
  /** One number a set, above 0 exactly where it does it; of the first sets alone where the budget ends before the last. */
  scores(sets: readonly (readonly number[])[], signal?: AbortSignal): Promise<ArrayLike<number>>;
  /** Evaluations that may still be made; a set judged before takes none. */
  left(): number;
  /** Whether all sets of a size are within what is left. */
  canExhaust(size: number): boolean;
}

type Players = readonly number[];

/**
 * The fewest players that do something, within a budget.
 *
 * First an upper bound: single players, then the first 2, 3, ... by `guide`, then a beam of sets grown by one player at a
 * time. Then the proof: all sets of 2, 3, ... players, the most promising first, as long as a whole size is within the
 * budget. The answer is exact once all smaller sizes have been evaluated, however many players there are.
 *
 * @param guide how much each player is expected to do; without it, what it does alone
 * @param onImproved is shown what is known whenever it grows
 */
export async function smallestSets(
  judge: SetJudge,
  guide: ArrayLike<number> | null,
  signal?: AbortSignal,
  onImproved?: (known: SmallestSets) => void,
): Promise<SmallestSets> {
  const search = new Search(judge, signal, onImproved);
  const { players } = judge;
  for (let size = 0; size <= Math.min(1, players); size++) {
    await search.exhaust(size, guide ?? new Float64Array(players));
    if (search.atLeast === size) return search.known();
  }
  const singles = Array.from({ length: players }, (_, player) => [player]);
  const alone = await search.evaluate(singles);
  await growByGuide(search, guide ?? alone);
  await growBeam(search, singles, alone);
  for (let size = 2; size <= Math.min(search.size, players); size++) {
    if (size < search.size && !judge.canExhaust(size)) break;
    await search.exhaust(size, guide ?? alone);
    if (search.atLeast <= size) break;
  }
  return search.known();
}

/** What has been found so far. */
class Search {
  /** Size of the sets found. */
  size = Infinity;
  atLeast = 0;
  private complete = false;
  private readonly found = new Map<string, { readonly set: Players; readonly score: number }>();

  constructor(
    readonly judge: SetJudge,
    private readonly signal: AbortSignal | undefined,
    private readonly onImproved: ((known: SmallestSets) => void) | undefined,
  ) {}

  known(): SmallestSets {
    return {
      sets: [...this.found.values()]
        .sort((a, b) => b.score - a.score || compare(a.set, b.set))
        .slice(0, mostSets)
        .map(({ set }) => set),
      exact: this.atLeast >= Math.min(this.size, this.judge.players + 1),
      atLeast: this.atLeast,
      complete: this.complete && this.found.size <= mostSets,
    };
  }

  /** Scores of sets, of the first alone where the budget ends; keeps those that do it with the fewest players. */
  async evaluate(sets: readonly Players[]): Promise<ArrayLike<number>> {
    this.signal?.throwIfAborted();
    const scores = await this.judge.scores(sets, this.signal);
    let isNew = false;
    for (let i = 0; i < scores.length; i++) {
      const set = sets[i]!;
      if (!(scores[i]! > 0) || set.length > this.size) continue;
      if (set.length < this.size) this.found.clear();
      this.size = set.length;
      const key = set.join();
      isNew ||= !this.found.has(key);
      this.found.set(key, { set, score: scores[i]! });
    }
    if (isNew) this.onImproved?.(this.known());
    return scores;
  }

  /** Evaluates the sets of one size, the heaviest first, until the budget is spent or more do it than are listed. */
  async exhaust(size: number, weights: ArrayLike<number>): Promise<void> {
    const sets = promisingSets(weights, size);
    for (;;) {
      const chunk = [...take(sets, setsAtOnce)];
      if (chunk.length === 0) break;
      if ((await this.evaluate(chunk)).length < chunk.length) return;
      if (this.size === size && this.found.size > mostSets) return;
    }
    if (this.size === size) this.complete = true;
    else this.atLeast = size + 1;
    this.onImproved?.(this.known());
  }
}

/** An upper bound: the most promising players together, one more each time. */
async function growByGuide(search: Search, guide: ArrayLike<number>): Promise<void> {
  const { players } = search.judge;
  const order = Array.from({ length: players }, (_, i) => i).sort((a, b) => guide[b]! - guide[a]! || a - b);
  for (let size = 2; size <= players && search.size === Infinity; size += grownAtOnce) {
    const sizes = Array.from({ length: Math.min(grownAtOnce, players + 1 - size) }, (_, i) => size + i);
    const scores = await search.evaluate(sizes.map((count) => order.slice(0, count).sort((a, b) => a - b)));
    if (scores.length < sizes.length) return;
  }
}

/** A better one: of each size the sets that come closest, grown by a player each. Takes up to half of what is left. */
async function growBeam(
  search: Search,
  singles: readonly Players[],
  alone: ArrayLike<number>,
): Promise<void> {
  const { judge } = search;
  const reserve = judge.left() / 2;
  let closest = best(singles, alone, beam.width);
  for (let size = 2; size < search.size && size <= judge.players && judge.left() > reserve; size++) {
    const grown = new Map<string, { set: Players; expected: number }>();
    for (const { set, score } of closest) {
      for (let player = 0; player < judge.players; player++) {
        if (set.includes(player)) continue;
        const larger = [...set, player].sort((a, b) => a - b);
        const expected = Math.max(score + alone[player]!, grown.get(larger.join())?.expected ?? -Infinity);
        grown.set(larger.join(), { set: larger, expected });
      }
    }
    const candidates = [...grown.values()];
    const sets = best(
      candidates.map(({ set }) => set),
      candidates.map(({ expected }) => expected),
      Math.min(beam.evaluated, Math.floor(judge.left() - reserve)),
    ).map(({ set }) => set);
    closest = best(sets, await search.evaluate(sets), beam.width);
  }
}

/** Those of the highest scores, highest first. */
function best(
  sets: readonly Players[],
  scores: ArrayLike<number>,
  count: number,
): { set: Players; score: number }[] {
  return Array.from(scores, (score, i) => ({ score, set: sets[i]! }))
    .sort((a, b) => b.score - a.score)
    .slice(0, count);
}

function* take<T>(items: Iterator<T, unknown>, count: number): Generator<T> {
  for (let i = 0; i < count; i++) {
    const next = items.next();
    if (next.done) return;
    yield next.value;
  }
}

function compare(a: Players, b: Players): number {
  const at = a.findIndex((player, i) => player !== b[i]);
  return at === -1 ? 0 : a[at]! - b[at]!;
}
