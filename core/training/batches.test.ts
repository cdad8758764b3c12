import { describe, expect, it } from 'vitest';
import { Random } from '../math/random';
import { planEpoch } from './batches';

const random = new Random(7);
const lengths = Int32Array.from({ length: 9000 }, () => 3 + random.integer(90));
const batchTokens = 1024;

describe('planEpoch', () => {
  const plan = planEpoch(lengths, { batchTokens, random: new Random(1) });

  it('holds every row once', () => {
    expect(plan.flat().sort((a, b) => a - b)).toEqual(Array.from(lengths, (_, i) => i));
  });

  it('keeps the token budget and pads little', () => {
    const padded = plan.map((rows) => rows.length * Math.max(...rows.map((row) => lengths[row]!)));
    expect(Math.max(...padded)).toBeLessThanOrEqual(batchTokens);
    const used = lengths.reduce((sum, length) => sum + length, 0);
    expect(used / padded.reduce((sum, tokens) => sum + tokens, 0)).toBeGreaterThan(0.95);
  });

  it('is the same for the same seed and another for another', () => {
    expect(planEpoch(lengths, { batchTokens, random: new Random(1) })).toEqual(plan);
    expect(planEpoch(lengths, { batchTokens, random: new Random(2) })).not.toEqual(plan);
  });

  it('does not run from short to long', () => {
    const first = plan.slice(0, 20).map((rows) => lengths[rows[0]!]!);
    expect(first).not.toEqual([...first].sort((a, b) => a - b));
  });

  it('gives a row over the budget a batch of its own', () => {
    expect(planEpoch([5, 2000, 6], { batchTokens: 100, random: new Random(3) })).toContainEqual([1]);
  });

  it('plans nothing for no rows', () => {
    expect(planEpoch([], { batchTokens, random: new Random(3) })).toEqual([]);
  });
});
