import { bitSet, distance } from '../../math/bit-set';
import { combinations } from '../../math/combinatorics';
import { gaussLegendre } from '../../math/quadrature';
import { Random } from '../../math/random';
import { subtractRows } from '../../math/subtract-rows';
import { drawByLeverage, strata as strataOf, type Pair, type PairDraw } from './coalition-pairs';
import { correlation } from './smoothness';

/** How many pairs are designed. Further pairs are drawn: by then most of the error is gone. */
const mostDesigned = 192;
/** From how many pairs the design may choose: all pairs of up to 11 players, else so many, drawn over all sizes. */
const mostCandidates = 1023;
/** The prior variance of the additive part. It is large, so that the data decide that part. */
const additiveVariance = 1e4;
/** Gains that differ less than this count as equal, and the first is taken: engines round differently. */
const tie = 1e-9;

/**
 * Pairs of a coalition and its complement, ordered by how much they say about the Shapley values under the Gaussian
 * process of the interpolation. Each pair is the one that makes the sum of the posterior variances of the Shapley
 * values least. This is the closed form of the A-optimal design of Bayesian quadrature. Rundel et al. 2026 (ShaplEIG)
 * choose by entropy and refit between choices.
 *
 * The variances do not depend on the values of the game. So nothing must be evaluated first, every beginning is a good
 * design, and one design serves all games with as many players. The seed gives the players their places in the design.
 * Those that are drawn behind it come in one order, whether the run may stop or not: methods that ask for as many share them.
 */
export const designPairs: PairDraw = (players, count, random) => {
  const places = random.shuffle(Array.from({ length: players }, (_, i) => i));
  const pairs = design(players, Math.min(count, mostDesigned)).map((members) =>
    pairOf(
      players,
      members.map((member) => places[member]!),
    ),
  );
  if (count <= pairs.length) return pairs.slice(0, count);
  const designed = new Set(pairs.map(({ members }) => members.join()));
  const others = drawByLeverage(players, count, random).filter(
    ({ members }) => !designed.has(members.join()),
  );
  return [...pairs, ...others].slice(0, count);
};

function pairOf(players: number, set: readonly number[]): Pair {
  const present = new Set(set);
  const wanted = !present.has(players - 1);
  const members = Array.from({ length: players }, (_, i) => i).filter((i) => present.has(i) === wanted);
  return { members, stratum: Math.min(members.length, players - members.length) - 1 };
}

/** The longest design so far, by the number of players. */
const designs = new Map<number, readonly (readonly number[])[]>();

function design(players: number, count: number): readonly (readonly number[])[] {
  const known = designs.get(players);
  if (known && known.length >= count) return known.slice(0, count);
  const made = choose(players, candidatesOf(players), count);
  designs.set(players, made);
  return made;
}

function candidatesOf(players: number): readonly (readonly number[])[] {
  const all = strataOf(players).reduce((sum, { pairs }) => sum + pairs, 0);
  if (all > mostCandidates) {
    return drawByLeverage(players, mostCandidates, new Random(players)).map(({ members }) => members);
  }
  return Array.from({ length: players - 1 }, (_, i) => [...combinations(players - 1, i + 1)]).flat();
}

/**
 * Takes candidates one by one. Each is the candidate that reduces the variances of the Shapley values most: by the sum
 * of its squared covariances with them, divided by its own variance. It is then eliminated from all others, which is a
 * step of Cholesky's factorisation. So taking n of C candidates needs C n (n / 2 + M) multiplications. They run along the
 * candidates, which do not wait for each other: along one candidate each sum waits for the one before.
 */
function choose(players: number, candidates: readonly (readonly number[])[], count: number): number[][] {
  const everybody = Array.from({ length: players }, (_, i) => i);
  const prior = priorOf(players);
  // The pair of all players and none is known before any other, and comes first.
  const all = [everybody, ...candidates];
  const sets = all.map((members) => bitSet(members, players));
  const variances = new Float64Array(all.length).fill(prior.covariance[0]!);
  /** Of each player: the covariances of its Shapley value with all candidates. */
  const shapley = prior.shapley(all);
  /** Of each pair taken: the entries of Cholesky's factor at all candidates. */
  const columns: Float64Array[] = [];
  const taken: number[] = [];
  const isTaken = new Uint8Array(all.length);
  for (let next: number | null = 0; next !== null && taken.length <= count;) {
    const latest: number = next;
    taken.push(latest);
    isTaken[latest] = 1;
    const set = sets[latest]!;
    const root = Math.sqrt(variances[latest]!);
    const entries = new Float64Array(all.length);
    for (let c = 0; c < entries.length; c++) entries[c] = prior.covariance[distance(sets[c]!, set)]!;
    subtractRows(
      entries,
      columns.map((column) => column[latest]!),
      columns,
    );
    for (let c = 0; c < entries.length; c++) {
      const entry = (entries[c]! /= root);
      variances[c]! -= entry * entry;
    }
    columns.push(entries);

    const squares = new Float64Array(all.length);
    for (const covariances of shapley) {
      const own = covariances[latest]! / root;
      for (let c = 0; c < squares.length; c++) {
        const rest = (covariances[c]! -= own * entries[c]!);
        squares[c]! += rest * rest;
      }
    }
    let best = 0;
    next = null;
    for (let c = 0; c < all.length; c++) {
      const gain = squares[c]! / variances[c]!;
      if (isTaken[c] || !(gain > best * (1 + tie))) continue;
      best = gain;
      next = c;
    }
  }
  return taken.slice(1).map((c) => [...all[c]!]);
}

interface Prior {
  /** Covariance of the odd parts of two coalitions, by the players in which they differ. */
  readonly covariance: Float64Array;
  /** Covariances of the Shapley value of each player with the odd parts of all coalitions. */
  shapley(coalitions: readonly (readonly number[])[]): Float64Array[];
}

/** The prior of the interpolation: an additive part, and a part whose covariance falls with each player; both odd. */
function priorOf(players: number): Prior {
  const powers = powersOf(correlation, players);
  const covariance = powers.map(
    (power, d) => (power - powers[players - d]!) / 2 + additiveVariance * (1 - (2 * d) / players),
  );
  const { nodes, weights } = gaussLegendre(Math.ceil(players / 2));
  const ofPlayer = (members: number, outsiders: number): number => {
    let integral = (2 * additiveVariance) / players;
    for (const [k, q] of nodes.entries()) {
      const like = powersOf(q + (1 - q) * correlation, members)[members]!;
      const unlike = powersOf(q * correlation + (1 - q), outsiders)[outsiders]!;
      integral += weights[k]! * (1 - correlation) * like * unlike;
    }
    return integral;
  };
  const bySize = Array.from({ length: players + 1 }, (_, size) => ({
    inside: size > 0 ? ofPlayer(size - 1, players - size) : 0,
    outside: size < players ? -ofPlayer(size, players - size - 1) : 0,
  }));
  return {
    covariance,
    shapley(coalitions) {
      const found = Array.from({ length: players }, () => new Float64Array(coalitions.length));
      for (const [c, members] of coalitions.entries()) {
        const { inside, outside } = bySize[members.length]!;
        for (const covariances of found) covariances[c] = outside;
        for (const member of members) found[member]![c] = inside;
      }
      return found;
    },
  };
}

/** 1, base, base^2, ..., by multiplication: `**` rounds differently between engines. */
function powersOf(base: number, most: number): Float64Array {
  const powers = new Float64Array(most + 1).fill(1);
  for (let i = 1; i <= most; i++) powers[i] = powers[i - 1]! * base;
  return powers;
}
