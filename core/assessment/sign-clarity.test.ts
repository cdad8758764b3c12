import { describe, expect, it } from 'vitest';
import { gameOf } from '../../test/synthetic';
import { lime } from '../attribution/lime/lime';
import { Run } from '../attribution/run';
import { clearSigns, signClarity } from './sign-clarity';

const settings = {
  seed: 0,
  samples: 5000,
  kernelWidth: 25,
  alpha: 1,
  selection: 'none',
  selected: 10,
  bootstraps: 20,
  until: 0,
} as const;

async function limeOf(players: number, value: (present: ArrayLike<number>) => number) {
  const groups = Array.from({ length: players }, (_, i) => [i]);
  const { values, standardErrors, diagnostics } = await lime(
    gameOf(players, value),
    groups,
    settings,
    new Run({}),
  );
  return { values: [...values], standardErrors: standardErrors && [...standardErrors], diagnostics };
}

describe('signClarity', () => {
  it('takes two standard errors of methods that have no other error', () => {
    const found = signClarity({ values: [0.5, -0.01, 0], standardErrors: [0.01, 0.008, 0], diagnostics: {} });
    expect(found).toEqual({ clear: [true, false, true], fit: null });
    expect(signClarity({ values: [1], standardErrors: null, diagnostics: {} })).toBeNull();
  });

  it('calls the one word of a text unclear in LIME, whose samples all say the same', async () => {
    const found = signClarity(await limeOf(1, (present) => 0.2 + 0.758 * present[0]!))!;
    expect(found.clear).toEqual([false]);
    expect(found.fit!.r2).toBeLessThan(0.8);
    expect(found.fit!.missAtText).toBeLessThan(0);
    expect(found.fit!.missAtEmpty).toBeGreaterThan(0);
  });

  it('calls no sign clear where the local model fits badly, whatever the samples', async () => {
    // "not" reverses what the other words say. No additive model can imitate that.
    const turned = await limeOf(6, (present) => (present[0] ? -1 : 1) * (present[1]! + present[2]! - 1));
    const { clear, fit } = signClarity(turned)!;
    expect(fit!.r2).toBeLessThan(0.8);
    expect(clear).not.toContain(true);
    expect(turned.values.some((value, i) => Math.abs(value) > 2 * turned.standardErrors![i]!)).toBe(true);
    expect(signClarity({ ...turned, standardErrors: null })!.clear).not.toContain(true);
  });

  it('calls signs clear where the local model fits, but for words below what it misses', async () => {
    const weights = [0.4, -0.3, 0.2, 0.01];
    const nearly = await limeOf(4, (present) =>
      weights.reduce((sum, weight, i) => sum + weight * present[i]!, 0.1 * present[0]! * present[2]!),
    );
    expect(nearly.values[3]).toBeGreaterThan(2 * nearly.standardErrors![3]!);
    const { clear, fit } = signClarity(nearly)!;
    expect(fit!.r2).toBeGreaterThan(0.8);
    expect(clear).toEqual([true, true, true, false]);
    expect(signClarity({ ...nearly, standardErrors: null })).toBeNull();
  });
});

describe('clearSigns', () => {
  it('are two standard errors from 0, and never those of a 0', () => {
    const values = [0.2, 0.19, -0.2, 0, 0];
    const standardErrors = [0.1, 0.1, 0.1, 0.1, 0];
    expect(clearSigns({ values, standardErrors, diagnostics: {} })).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
  });

  it('need no error where the method states none', () => {
    const values = [0.001, -0.2, 0];
    expect(clearSigns({ values, standardErrors: null, diagnostics: {} })).toEqual([true, true, false]);
  });

  it('are none where a local model fits badly', async () => {
    const turned = await limeOf(6, (present) => (present[0] ? -1 : 1) * (present[1]! + present[2]! - 1));
    expect(clearSigns(turned)).not.toContain(true);
  });
});
