import { Heap } from '../../math/heap';

interface State {
  /** The ranks of the members, ascending. Members before `active` still have the ranks 0, 1, 2, ... */
  readonly ranks: readonly number[];
  readonly active: number;
  readonly sum: number;
}

/**
 * Makes all sets of `size` players, one by one, the set with the largest sum of weights first. Members ascend.
 *
 * From the set of the `size` heaviest players, every other set is reached in exactly one way: first its lightest member
 * moves down to its rank, then the next lightest. A move never makes the sum larger, so a heap gives the order.
 */
export function* promisingSets(weights: ArrayLike<number>, size: number): Generator<number[]> {
  const players = weights.length;
  if (size > players) return;
  if (size === 0) {
    yield [];
    return;
  }
  const byWeight = Array.from({ length: players }, (_, i) => i).sort(
    (a, b) => weights[b]! - weights[a]! || a - b,
  );
  const weightAt = (rank: number): number => weights[byWeight[rank]!]!;
  const heap = new Heap<State>((a, b) => a.sum > b.sum);
  const heaviest = Array.from({ length: size }, (_, i) => i);
  heap.push({
    ranks: heaviest,
    active: size - 1,
    sum: heaviest.reduce((sum, rank) => sum + weightAt(rank), 0),
  });
  for (let state = heap.pop(); state; state = heap.pop()) {
    const { ranks, active, sum } = state;
    yield ranks.map((rank) => byWeight[rank]!).sort((a, b) => a - b);
    const firstMoved = ranks[active] === active ? active : active - 1;
    for (let moved = active; moved >= Math.max(0, firstMoved); moved--) {
      const rank = ranks[moved]!;
      if (rank + 1 === (ranks[moved + 1] ?? players)) continue;
      heap.push({
        ranks: ranks.with(moved, rank + 1),
        active: moved,
        sum: sum - weightAt(rank) + weightAt(rank + 1),
      });
    }
  }
}
