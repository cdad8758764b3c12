import { describe, expect, it } from 'vitest';
import type { DifferentiableClassifier } from '../core/model/classifier';
import type { GoldenOutputs } from '../core/model/golden-outputs';
import { checkGolden } from './golden-check';

const golden: GoldenOutputs = {
  rows: [
    {
      ids: [2, 7, 3],
      logits: [1, -2],
      target: { classIndex: 0, output: 'logit' },
      output: 1,
      gradient: [0.5, -2],
    },
    {
      ids: [2, 3],
      logits: [0, 4],
      target: { classIndex: 1, output: 'probability' },
      output: 0.9,
      gradient: [1],
    },
  ],
  tolerance: { logits: 1e-3, integerLogits: 0.1, gradient: 0.01 },
};

/** A backend that answers correctly, plus an error that the test gives. */
function backend(errors: { logits?: number; gradient?: number; output?: number }): DifferentiableClassifier {
  const rowOf = (length: number) => golden.rows.find(({ ids }) => ids.length === length);
  return {
    classes: ['a', 'b'],
    maxTokens: 8,
    windowTokens: 8,
    vocabularySize: 100,
    embeddingSize: 1,
    embed: (ids) => new Float32Array(ids.length),
    logits: async (rows) =>
      rows.map(({ ids }) =>
        Float32Array.from(rowOf(ids.length)?.logits ?? [], (x) => x + (errors.logits ?? 0)),
      ),
    gradients: async (rows) =>
      rows.map(({ embeddings }) => {
        const row = rowOf(embeddings.length);
        return {
          output: (row?.output ?? 0) + (errors.output ?? 0),
          gradient: Float32Array.from(row?.gradient ?? [], (x) => x + (errors.gradient ?? 0)),
        };
      }),
  };
}

describe('checkGolden', () => {
  it('tells the largest differences of a backend that is right', async () => {
    const found = await checkGolden(backend({ logits: 5e-4, gradient: 0.005 }), golden, false);
    expect(found.logits).toBeCloseTo(5e-4, 6);
    // Relative to the largest entry of a gradient: 1 in the second row.
    expect(found.gradient).toBeCloseTo(0.005, 6);
  });

  it('allows integer graphs their own tolerance', async () => {
    await expect(checkGolden(backend({ logits: 0.05 }), golden, false)).rejects.toThrow(
      'logits are off by 0.050',
    );
    await expect(checkGolden(backend({ logits: 0.05 }), golden, true)).resolves.toBeDefined();
  });

  it('refuses wrong gradients', async () => {
    await expect(checkGolden(backend({ gradient: 0.02 }), golden, true)).rejects.toThrow(
      'gradients are off by 0.020',
    );
  });

  it('refuses wrong values of the explained output', async () => {
    await expect(checkGolden(backend({ output: 5e-4 }), golden, true)).resolves.toBeDefined();
    // Gradients are always computed in float, so the tolerance of integers does not apply to them.
    await expect(checkGolden(backend({ output: 0.05 }), golden, true)).rejects.toThrow(
      'explained outputs are off by 0.050',
    );
    await expect(checkGolden(backend({ output: Number.NaN }), golden, true)).rejects.toThrow('not a number');
  });

  it('refuses what is not a number', async () => {
    await expect(checkGolden(backend({ logits: Number.NaN }), golden, true)).rejects.toThrow('not a number');
    await expect(checkGolden(backend({ gradient: Number.NaN }), golden, true)).rejects.toThrow(
      'not a number',
    );
  });
});
