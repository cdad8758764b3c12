import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapMean, quantile } from './bootstrap';
import { binomial, combinations } from './combinatorics';
import { Heap } from './heap';
import { RunningMoments } from './moments';
import { Random } from './random';
import { kendall, pearson, ranks, spearman } from './rank';
import { softmax } from './softmax';

describe('rank correlation', () => {
  it('gives ties their mean rank', () => {
    expect([...ranks([10, 20, 10, 5])]).toEqual([2.5, 4, 2.5, 1]);
  });

  it('equals what scipy gives with ties', () => {
    const [a, b] = [
      [1, 2, 2, 3, 5],
      [2, 1, 3, 3, 4],
    ];
    // scipy.stats.spearmanr and kendalltau (tau-b).
    expect(spearman(a, b)).toBeCloseTo(0.7631578947368421, 12);
    expect(kendall(a, b)).toBeCloseTo(0.6666666666666667, 12);
  });

  it('counts pairs as the definition of tau-b does', () => {
    const side = fc.integer({ min: -3, max: 3 });
    fc.assert(
      fc.property(fc.array(fc.tuple(side, side), { maxLength: 40 }), (points) => {
        let [concordance, untiedA, untiedB] = [0, 0, 0];
        for (const [i, [a, b]] of points.entries()) {
          for (const [otherA, otherB] of points.slice(0, i)) {
            concordance += Math.sign(a - otherA) * Math.sign(b - otherB);
            untiedA += Math.abs(Math.sign(a - otherA));
            untiedB += Math.abs(Math.sign(b - otherB));
          }
        }
        const tau = kendall(
          points.map(([a]) => a),
          points.map(([, b]) => b),
        );
        if (untiedA === 0 || untiedB === 0) expect(tau).toBeNull();
        else expect(tau).toBeCloseTo(concordance / Math.sqrt(untiedA * untiedB), 12);
      }),
    );
  });

  it('is one for any increasing map and has no value for a constant', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 2 }), (values) => {
        const mapped = values.map((value) => Math.exp(value / 20));
        expect(spearman(values, mapped)).toBeCloseTo(1, 12);
        expect(kendall(values, mapped)).toBeCloseTo(1, 12);
      }),
    );
    expect(spearman([1, 1], [1, 2])).toBeNull();
    expect(kendall([1], [2])).toBeNull();
    expect(pearson([], [])).toBeNull();
    expect(() => kendall([1, 2], [1])).toThrow(/not 2 and 1/);
  });
});

describe('bootstrapMean', () => {
  it('holds the mean, narrows with more values and repeats itself for a seed', () => {
    const random = new Random(5);
    const many = Array.from({ length: 400 }, () => random.uniform());
    const wide = bootstrapMean(many.slice(0, 20), new Random(0));
    const narrow = bootstrapMean(many, new Random(0));
    expect(narrow.low < narrow.estimate && narrow.estimate < narrow.high).toBe(true);
    expect(narrow.high - narrow.low).toBeLessThan((wide.high - wide.low) / 2);
    expect(bootstrapMean(many, new Random(0))).toEqual(narrow);
    expect(bootstrapMean([3], new Random(0))).toEqual({ estimate: 3, low: 3, high: 3 });
    expect(() => bootstrapMean([], new Random(0))).toThrow(/at least one value/);
  });

  it('interpolates quantiles', () => {
    expect(quantile([0, 10, 20], 0.25)).toBe(5);
    expect(quantile([0, 10, 20], 1)).toBe(20);
  });
});

describe('RunningMoments', () => {
  it('equals mean and deviation in two passes, far from zero too', () => {
    const values = [1e9 + 1, 1e9 + 2, 1e9 + 4];
    const moments = new RunningMoments(1);
    expect(moments.deviation()).toBeNull();
    for (const value of values) moments.add([value]);
    expect(moments.mean()[0]).toBeCloseTo(1e9 + 7 / 3, 6);
    expect(moments.deviation()![0]).toBeCloseTo(Math.sqrt(7 / 3), 6);
    expect(moments.standardError()![0]).toBeCloseTo(Math.sqrt(7 / 9), 6);
  });
});

describe('combinatorics', () => {
  it('counts and lists the same sets', () => {
    for (let n = 0; n <= 7; n++) {
      for (let k = -1; k <= n + 1; k++) {
        const all = [...combinations(n, k)].map((set) => set.join());
        expect(all).toHaveLength(binomial(n, k));
        expect(new Set(all).size).toBe(all.length);
      }
    }
    expect([...combinations(4, 2)].at(1)).toEqual([0, 2]);
    expect(binomial(52, 26)).toBe(495918532948104);
    expect(binomial(400, 200) / 1.0295250013541446e119).toBeCloseTo(1, 12);
  });
});

describe('Heap', () => {
  it('gives items in their order', () =>
    fc.assert(
      fc.property(fc.array(fc.integer()), (items) => {
        const heap = new Heap<number>((a, b) => a < b);
        for (const item of items) heap.push(item);
        const taken = items.map(() => heap.pop());
        expect(taken).toEqual([...items].sort((a, b) => a - b));
        expect(heap.pop()).toBeUndefined();
      }),
    ));
});

describe('softmax', () => {
  it('sums to one and does not overflow', () => {
    expect([...softmax([1000, 1000])]).toEqual([0.5, 0.5]);
    const [a, b] = softmax([Math.log(3), 0]);
    expect(a).toBeCloseTo(0.75, 15);
    expect(b).toBeCloseTo(0.25, 15);
  });
});
