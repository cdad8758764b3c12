import { distance, type BitSet } from '../../math/bit-set';
import { gaussLegendre } from '../../math/quadrature';
import { correlation } from '../games/smoothness';

/**
 * What is expected of a game before it is played: a Gaussian process on coalitions, of which only the odd part counts,
 * g(S) = (v(S) - v(S')) / 2 with S' the complement. It is the sum of an additive part and a smooth part. The prior
 * variance of the additive part is so large that the data decide that part. The covariance of the smooth part falls by a
 * factor with each player in which two coalitions differ. Numbers are in units of the variance of the smooth part.
 */
export interface OddPrior {
  /** Covariance of the odd parts at two coalitions. */
  covariance(a: BitSet, b: BitSet): number;
  /** Writes the covariances of all Shapley values with the odd part at a coalition, from `start` on. */
  shapley(members: readonly number[], into: Float64Array, start: number): void;
  /** Prior variances of the Shapley values. */
  readonly variances: Float64Array;
}

/** Prior variance of the additive part. */
export const additiveVariance = 1e6;

/** The prior in which all players are alike: one fixed correlation. An estimate under it is linear in the game. */
export function uniformPrior(players: number): OddPrior {
  const smooth = Float64Array.from(
    { length: players + 1 },
    (_, d) => (correlation ** d - correlation ** (players - d)) / 2,
  );
  const covariance = smooth.map((value, d) => value + additiveVariance * (1 - (2 * d) / players));
  const outside = shapleyCovariances(players, smooth, 0);
  const inside = shapleyCovariances(players, smooth, 1);
  // The Shapley value of a player's own covariance with coalitions: the mean over sizes of what joining adds.
  let variance = 0;
  for (let size = 0; size < players; size++) variance += (inside[size + 1]! - outside[size]!) / players;
  return {
    covariance: (a, b) => covariance[distance(a, b)]!,
    shapley(members, into, start) {
      // Not by `fill` of a view: Firefox 153 fills elsewhere once it has compiled this.
      into.fill(outside[members.length]!, start, start + players);
      for (const member of members) into[start + member] = inside[members.length]!;
    },
    variances: new Float64Array(players).fill(variance),
  };
}

/**
 * The prior with a decay for each player: how much smaller interactions with it are than those without. A decay of l
 * gives a correlation of (1 - l) / (1 + l) between coalitions that differ in this player alone.
 *
 * The covariances of Shapley values are averages of the covariance. By Owen's multilinear extension they are integrals of
 * polynomials, which Gauss-Legendre quadrature takes exactly.
 */
export function decayPrior(decays: Float64Array): OddPrior {
  const players = decays.length;
  const correlations = correlationsOf(decays);
  const all = correlations.reduce((product, r) => product * r, 1);
  const { nodes, weights } = gaussLegendre(Math.ceil(players / 2));
  const additive = (2 * additiveVariance) / players;
  return {
    covariance(a, b) {
      const { like, differing } = alike(a, b, correlations);
      return (like - all / like) / 2 + additiveVariance * (1 - (2 * differing) / players);
    },
    shapley(members, into, start) {
      const isMember = new Uint8Array(players);
      for (const member of members) isMember[member] = 1;
      for (let i = 0; i < players; i++) into[start + i] = isMember[i] ? additive : -additive;
      nodes.forEach((q, k) => {
        // Of S and of its complement: a player is in a random coalition with probability q.
        let [own, other] = [weights[k]! / 2, weights[k]! / 2];
        for (let j = 0; j < players; j++) {
          const present = q + (1 - q) * correlations[j]!;
          const absent = 1 - q + q * correlations[j]!;
          own *= isMember[j] ? present : absent;
          other *= isMember[j] ? absent : present;
        }
        for (let i = 0; i < players; i++) {
          const present = q + (1 - q) * correlations[i]!;
          const absent = 1 - q + q * correlations[i]!;
          const step = 1 - correlations[i]!;
          into[start + i]! += isMember[i]
            ? step * (own / present + other / absent)
            : -step * (own / absent + other / present);
        }
      });
    },
    variances: shapleyVariances(correlations, nodes, weights).map((smooth) => smooth + 2 * additive),
  };
}

/** Correlations of coalitions that differ in one player, of decays. */
export function correlationsOf(decays: Float64Array): Float64Array {
  return decays.map((decay) => (1 - decay) / (1 + decay));
}

/** The product of the correlations of all players in which two coalitions differ, and how many these are. */
function alike(
  a: BitSet,
  b: BitSet,
  correlations: Float64Array,
): { readonly like: number; readonly differing: number } {
  let [like, differing] = [1, 0];
  for (let word = 0; word < a.length; word++) {
    for (let bits = a[word]! ^ b[word]!; bits !== 0; bits &= bits - 1) {
      like *= correlations[32 * word + 31 - Math.clz32(bits & -bits)]!;
      differing++;
    }
  }
  return { like, differing };
}

/** Prior variances of the Shapley values of the smooth part: integrals over both coalitions. */
function shapleyVariances(
  correlations: Float64Array,
  nodes: Float64Array,
  weights: Float64Array,
): Float64Array {
  const variances = new Float64Array(correlations.length);
  nodes.forEach((q, k) =>
    nodes.forEach((p, l) => {
      const differ = q + p - 2 * q * p;
      const factors = correlations.map((r) => 1 - (1 - r) * differ);
      const product = factors.reduce((sum, factor) => sum * factor, 2 * weights[k]! * weights[l]!);
      for (let i = 0; i < variances.length; i++) {
        variances[i]! += (product / factors[i]!) * (1 - correlations[i]!);
      }
    }),
  );
  return variances;
}

/**
 * Covariance of a player's Shapley value with the value of a coalition, by the coalition's size: what the player adds to
 * the covariance, averaged over the coalitions it may join (a of the other members, b of the other outsiders). Of the
 * additive part it is the same whatever it joins.
 */
function shapleyCovariances(players: number, smooth: Float64Array, isMember: 0 | 1): Float64Array {
  const logs = logFactorials(players);
  const additive = ((isMember ? 2 : -2) * additiveVariance) / players;
  return Float64Array.from({ length: players + 1 }, (_, size) => {
    const members = size - isMember;
    const outsiders = players - 1 - members;
    if (members < 0 || outsiders < 0) return 0;
    let sum = additive;
    for (let a = 0; a <= members; a++) {
      for (let b = 0; b <= outsiders; b++) {
        // C(members, a) C(outsiders, b) / (M C(M - 1, a + b)); for many players binomials are too large.
        const share = Math.exp(
          logs[members]! -
            logs[a]! -
            logs[members - a]! +
            logs[outsiders]! -
            logs[b]! -
            logs[outsiders - b]! +
            logs[a + b]! +
            logs[players - 1 - a - b]! -
            logs[players]!,
        );
        const before = size - a + b;
        sum += share * (smooth[before + (isMember ? -1 : 1)]! - smooth[before]!);
      }
    }
    return sum;
  });
}

function logFactorials(most: number): Float64Array {
  const logs = new Float64Array(most + 1);
  for (let n = 2; n <= most; n++) logs[n] = logs[n - 1]! + Math.log(n);
  return logs;
}
