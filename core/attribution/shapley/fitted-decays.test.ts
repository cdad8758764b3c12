import { describe, expect, it } from 'vitest';
import { gameOf } from '../../../test/synthetic';
import { Random } from '../../math/random';
import { bitSet } from '../../math/bit-set';
import { designPairs } from '../games/pair-design';
import { interactionDecay } from '../games/smoothness';
import { shapleyValues } from './exact-shapley';
import { fitDecays } from './fitted-decays';
import { decayPrior, uniformPrior, type OddPrior } from './odd-prior';

const players = 9;
const full = 2 ** players - 1;
const fixed = new Float64Array(players).fill(interactionDecay);
const pairs = designPairs(players, 45, new Random(2));

function observed(value: (present: Uint8Array) => number) {
  const game = gameOf(players, value);
  const at = async (members: readonly number[]) => {
    const coalition = Uint8Array.from({ length: players }, (_, i) => (members.includes(i) ? 1 : 0));
    const [own, other] = await game.values([coalition, coalition.map((bit) => 1 - bit)]);
    return own! - other!;
  };
  const everybody = Array.from({ length: players }, (_, i) => i);
  return Promise.all([Promise.all(pairs.map(({ members }) => at(members))), at(everybody)]);
}

describe('fitDecays', () => {
  it('tells players that interact from those that do not', async () => {
    const [differences, total] = await observed(
      (present) =>
        0.6 * present[0]! * present[1]! * present[2]! +
        present.reduce((sum, bit, i) => sum + bit * i, 0) / 50,
    );
    const decays = fitDecays(players, pairs, differences, total, fixed);
    const [interacting, others] = [decays.slice(0, 3), decays.slice(3)];
    expect(Math.min(...interacting)).toBeGreaterThan(3 * Math.max(...others));
    for (const decay of decays) expect(decay).toBeGreaterThan(0);
    for (const decay of decays) expect(decay).toBeLessThan(1);
  });

  it('makes the values that were found more likely', async () => {
    const [differences, total] = await observed((present) =>
      Math.tanh(present.reduce((sum, bit, i) => sum + bit * Math.cos(3 * i), 0)),
    );
    const decays = fitDecays(players, pairs, differences, total, fixed);
    const sets = [
      bitSet(
        Array.from({ length: players }, (_, i) => i),
        players,
      ),
      ...pairs.map(({ members }) => bitSet(members, players)),
    ];
    const values = [total, ...differences].map((difference) => difference / 2);
    const freedom = values.length - players;
    const density = (prior: OddPrior): number => {
      const factor = values.map(() => [] as number[]);
      let [logs, squares] = [0, 0];
      const whitened: number[] = [];
      values.forEach((value, row) => {
        let rest = value;
        for (let column = 0; column <= row; column++) {
          let entry = prior.covariance(sets[row]!, sets[column]!);
          for (let k = 0; k < column; k++) entry -= factor[row]![k]! * factor[column]![k]!;
          factor[row]!.push(column < row ? entry / factor[column]![column]! : Math.sqrt(entry));
          if (column < row) rest -= factor[row]![column]! * whitened[column]!;
        }
        whitened.push(rest / factor[row]![row]!);
        squares += whitened[row]! ** 2;
        logs += Math.log(factor[row]![row]!);
      });
      return -(freedom / 2) * Math.log(squares) - logs;
    };
    expect(density(decayPrior(decays))).toBeGreaterThan(density(decayPrior(fixed)) + 2);
  });

  it('leaves the decays as they were where too few pairs are known, or nothing varies', () => {
    const few = pairs.slice(0, players);
    expect(
      fitDecays(
        players,
        few,
        few.map((_, i) => i),
        1,
        fixed,
      ),
    ).toEqual(fixed);
    expect(
      fitDecays(
        players,
        pairs,
        pairs.map(() => 0),
        0,
        fixed,
      ),
    ).toEqual(fixed);
  });
});

describe('decayPrior', () => {
  it('is the uniform prior where all decays are the fixed one', () => {
    const [own, uniform] = [decayPrior(fixed), uniformPrior(players)];
    const [a, b] = [bitSet([0, 2, 5], players), bitSet([1, 2, 8], players)];
    expect(own.covariance(a, b)).toBeCloseTo(uniform.covariance(a, b), 9);
    const [found, wanted] = [new Float64Array(2 * players), new Float64Array(2 * players)];
    own.shapley([0, 3, 4], found, players);
    uniform.shapley([0, 3, 4], wanted, players);
    found.forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 6));
    own.variances.forEach((value, i) => expect(value).toBeCloseTo(uniform.variances[i]!, 6));
  });

  it('holds the Shapley values of its covariance, by their definition', () => {
    const prior = decayPrior(Float64Array.from({ length: players }, (_, i) => 0.05 + 0.09 * i));
    const members = [1, 4, 7];
    const set = bitSet(members, players);
    const ofSet = (bits: number) =>
      bitSet(
        Array.from({ length: players }, (_, i) => i).filter((i) => (bits >> i) & 1),
        players,
      );
    const covariances = Float64Array.from({ length: full + 1 }, (_, bits) =>
      prior.covariance(ofSet(bits), set),
    );
    const found = new Float64Array(players);
    prior.shapley(members, found, 0);
    // Of a difference of millions, the additive part, few digits are left.
    shapleyValues(covariances, players).forEach((value, i) =>
      expect(Math.abs(value - found[i]!)).toBeLessThan(1e-6),
    );
    const bySet = Array.from({ length: full + 1 }, (_, bits) => {
      const row = new Float64Array(players);
      prior.shapley(
        Array.from({ length: players }, (_, i) => i).filter((i) => (bits >> i) & 1),
        row,
        0,
      );
      return row;
    });
    prior.variances.forEach((variance, i) => {
      const own = shapleyValues(
        bySet.map((row) => row[i]!),
        players,
      )[i]!;
      expect(Math.abs(own - variance)).toBeLessThan(1e-6);
    });
  });
});
