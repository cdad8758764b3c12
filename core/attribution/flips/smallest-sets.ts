import { promisingSets } from './promising-sets';

/** How many sets of the least size are listed at most. */
export const mostSets = 20;
/** How many sets are evaluated before the results are looked at again. */
const setsAtOnce = 64;
/** How many growing sets are evaluated at once. They are fewer, because the first success ends the search. */
const grownAtOnce = 8;
/**
 * How many sets of one size are grown by a player, and how many of the next size are evaluated, the most promising
 * first.
 */
const beam = { width: 8, evaluated: 256 };

/** The smallest sets of players that have some effect, as far as is known. */
export interface SmallestSets {
  /**
   * Sets of one size that have the effect, the clearest first, at most 20. Members ascend. Empty if no set is known.
   */
  readonly sets: readonly (readonly number[])[];
  /**
   * Whether no smaller set has the effect; if there are no sets, whether no set at all has it. Otherwise the size is an
   * upper bound.
   */
  readonly exact: boolean;
  /** All sets with fewer players have been evaluated, and none has the effect. */
  readonly atLeast: number;
  /** Whether all sets of this size that have the effect are listed. */
  readonly complete: boolean;
}

/** Scores sets, within a budget. */
export interface SetJudge {
  readonly players: number;
  /**
   * One number for each set, above 0 exactly if it has the effect. If the budget ends, only the first sets get a
   * number.
   */
  scores(sets: readonly (readonly number[])[], signal?: AbortSignal): Promise<ArrayLike<number>>;
  /** How many evaluations are left. A set that has been scored before needs none. */
  left(): number;
  /** How many sets of a size have not been scored. */
  unknown(size: number): number;
}

type Players = readonly number[];

/**
 * Finds the fewest players that have some effect, within a budget that may grow between its steps. `bound` comes first.
 * The answer is exact once all smaller sets have been evaluated, however many players there are.
 */
export class SetSearch {
  /** Size of the sets found. */
  size = Infinity;
  private atLeast = 0;
  private complete = false;
  private readonly found = new Map<string, { readonly set: Players; readonly score: number }>();
  /** How much effect each player is expected to have. Null: the bound has not been looked for. */
  private expected: ArrayLike<number> | null = null;

  /**
   * @param guide what each player is expected to do, beside what it does alone. It is asked once, and only where no single
   *   player has the effect. Null: it cannot tell
   */
  constructor(
    readonly judge: SetJudge,
    private readonly guide: () => Promise<ArrayLike<number> | null>,
    private readonly signal: AbortSignal | undefined,
  ) {}

  known(): SmallestSets {
    return {
      sets: [...this.found.values()]
        .sort((a, b) => b.score - a.score || compare(a.set, b.set))
        .slice(0, mostSets)
        .map(({ set }) => set),
      exact: this.atLeast >= this.open,
      atLeast: this.atLeast,
      complete: this.complete && this.found.size <= mostSets,
    };
  }

  /** How many sets have to be evaluated before the answer is exact. */
  unproved(): number {
    let sets = 0;
    for (let size = this.atLeast; size < this.open; size++) sets += this.judge.unknown(size);
    return sets;
  }

  /**
   * Finds an upper bound, once: single players, then the first 2, 3, ... players by the guide and by what each does alone,
   * without those that turn out not to be needed, then a beam of sets that grow by one player at a time.
   */
  async bound(): Promise<void> {
    if (this.expected) return;
    const { players } = this.judge;
    for (let size = 0; size <= Math.min(1, players); size++) {
      await this.exhaust(size, new Float64Array(players));
      if (this.atLeast <= size) return;
    }
    const singles = Array.from({ length: players }, (_, player) => [player]);
    const alone = await this.evaluate(singles);
    const guided = await this.guide();
    const guides = guided ? [guided, alone] : [alone];
    this.expected = guides[0]!;
    for (const one of guides) await growByGuide(this, one);
    await prune(this);
    await growBeam(this, singles, alone, guides);
  }

  /** Evaluates all smaller sets, those of the fewest players first, as long as the budget covers a whole size. */
  async prove(): Promise<void> {
    while (this.atLeast < this.open && this.judge.unknown(this.atLeast) <= this.judge.left()) {
      await this.exhaust(this.atLeast, this.weights());
    }
  }

  /** Looks for further sets of the least size if the answer is exact, else for a smaller set, just below the bound first. */
  async goOn(): Promise<void> {
    let size = this.known().exact ? this.size : this.open - 1;
    while (size > this.atLeast && size < this.size && this.judge.unknown(size) === 0) size--;
    if (size <= this.judge.players) await this.exhaust(size, this.weights());
  }

  /**
   * Scores sets, only the first ones if the budget ends. Keeps the sets with the effect that have the fewest players.
   */
  async evaluate(sets: readonly Players[]): Promise<ArrayLike<number>> {
    this.signal?.throwIfAborted();
    const scores = await this.judge.scores(sets, this.signal);
    for (let i = 0; i < scores.length; i++) {
      const set = sets[i]!;
      if (!(scores[i]! > 0) || set.length > this.size) continue;
      if (set.length < this.size) {
        this.found.clear();
        this.complete = false;
      }
      this.size = set.length;
      this.found.set(set.join(), { set, score: scores[i]! });
    }
    return scores;
  }

  /** All sets of fewer players have to be evaluated before the answer is exact. */
  private get open(): number {
    return Math.min(this.size, this.judge.players + 1);
  }

  private weights(): ArrayLike<number> {
    return this.expected ?? new Float64Array(this.judge.players);
  }

  /**
   * Evaluates the sets of one size, the heaviest first. It ends when the budget is spent, or when more sets have the
   * effect than are listed.
   */
  private async exhaust(size: number, weights: ArrayLike<number>): Promise<void> {
    if (this.size === size && (this.complete || this.found.size > mostSets)) return;
    const sets = promisingSets(weights, size);
    for (;;) {
      const chunk = [...take(sets, setsAtOnce)];
      if (chunk.length === 0) break;
      if ((await this.evaluate(chunk)).length < chunk.length) return;
      if (this.size === size && this.found.size > mostSets) return;
    }
    if (this.size === size) this.complete = true;
    else if (this.atLeast === size) this.atLeast = size + 1;
  }
}

/** Finds an upper bound: the most promising players together, with one more each time. */
async function growByGuide(search: SetSearch, guide: ArrayLike<number>): Promise<void> {
  const { players } = search.judge;
  const order = Array.from({ length: players }, (_, i) => i).sort((a, b) => guide[b]! - guide[a]! || a - b);
  for (let size = 2; size <= players && size < search.size; size += grownAtOnce) {
    const sizes = Array.from({ length: Math.min(grownAtOnce, players + 1 - size) }, (_, i) => size + i);
    const scores = await search.evaluate(sizes.map((count) => order.slice(0, count).sort((a, b) => a - b)));
    if (scores.length < sizes.length) return;
  }
}

/**
 * Finds a better bound: players are left out one by one, as long as the rest still has the effect. It uses at most half of
 * what is left.
 */
async function prune(search: SetSearch): Promise<void> {
  const reserve = search.judge.left() / 2;
  for (let [set] = search.known().sets; set && set.length > 1; [set] = search.known().sets) {
    const whole = set;
    if (search.judge.left() - reserve < whole.length) return;
    await search.evaluate(whole.map((player) => whole.filter((other) => other !== player)));
    if (search.size === whole.length) return;
  }
}

/**
 * Finds a better bound: of each size, the sets that come closest are grown by a player. Those are evaluated from which
 * one of the guides expects most, an equal share for each. Half of what is left is kept for the proof, if it is enough for
 * its first size.
 */
async function growBeam(
  search: SetSearch,
  singles: readonly Players[],
  alone: ArrayLike<number>,
  guides: readonly ArrayLike<number>[],
): Promise<void> {
  const { judge } = search;
  const reserve = judge.unknown(2) <= judge.left() ? judge.left() / 2 : 0;
  let closest = best(singles, alone, beam.width);
  for (let size = 2; size < search.size && size <= judge.players && judge.left() > reserve; size++) {
    // What may be spent is shared by all sizes below the bound: a beam that stops half-way finds nothing.
    const sizes = Math.min(search.size, judge.players + 1) - size;
    const spent = Math.max(1, Math.floor((judge.left() - reserve) / sizes));
    const count = Math.min(beam.evaluated, spent, Math.floor(judge.left() - reserve));
    const share = Math.ceil(count / guides.length);
    const promising = guides.flatMap((guide) => grow(closest, guide).slice(0, share));
    const sets = [...new Map(promising.map((set) => [set.join(), set])).values()].slice(0, count);
    closest = best(sets, await search.evaluate(sets), beam.width);
  }
}

/** All sets with one player more, those first of which a guide expects most. */
function grow(sets: readonly { set: Players; score: number }[], guide: ArrayLike<number>): Players[] {
  const grown = new Map<string, { set: Players; expected: number }>();
  for (const { set, score } of sets) {
    for (let player = 0; player < guide.length; player++) {
      if (set.includes(player)) continue;
      const larger = [...set, player].sort((a, b) => a - b);
      const expected = Math.max(score + guide[player]!, grown.get(larger.join())?.expected ?? -Infinity);
      grown.set(larger.join(), { set: larger, expected });
    }
  }
  return [...grown.values()].sort((a, b) => b.expected - a.expected).map(({ set }) => set);
}

/** The sets with the highest scores, the highest first. */
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
