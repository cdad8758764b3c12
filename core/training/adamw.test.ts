import { describe, expect, it } from 'vitest';
import { adamW, globalNorm, isDecayed, updateAverage, zeroState } from './adamw';

describe('adamW', () => {
  // torch.optim.AdamW([[1, -2]], lr=0.1, weight_decay=0.01), gradients [0.5, -1] then [-0.25, 2], float64.
  it('takes the steps that PyTorch takes', () => {
    const parameters = new Map([['x.weight', Float32Array.of(1, -2)]]);
    const state = zeroState(parameters);
    const settings = { learningRate: 0.1, weightDecay: 0.01, gradientScale: 1 };
    adamW(parameters, new Map([['x.weight', Float32Array.of(0.5, -1)]]), state, { ...settings, step: 1 });
    expect([...parameters.get('x.weight')!]).toEqual([expect.closeTo(0.899, 6), expect.closeTo(-1.898, 6)]);
    adamW(parameters, new Map([['x.weight', Float32Array.of(-0.25, 2)]]), state, { ...settings, step: 2 });
    expect([...parameters.get('x.weight')!]).toEqual([
      expect.closeTo(0.8714673, 6),
      expect.closeTo(-1.9327124, 6),
    ]);
  });

  it('scales gradients before anything else: Adam itself does not see the scale', () => {
    const run = (gradientScale: number) => {
      const parameters = new Map([['x.weight', Float32Array.of(1)]]);
      const state = zeroState(parameters);
      adamW(parameters, new Map([['x.weight', Float32Array.of(4)]]), state, {
        step: 1,
        learningRate: 0.1,
        weightDecay: 0,
        gradientScale,
      });
      return state.first.get('x.weight')![0]!;
    };
    expect(run(0.5)).toBeCloseTo(run(1) / 2, 7);
  });

  it('decays matrices, not biases and norms', () => {
    expect(isDecayed('albert.encoder.albert_layer_groups.0.albert_layers.0.ffn.weight')).toBe(true);
    expect(isDecayed('albert.encoder.albert_layer_groups.0.albert_layers.0.ffn.bias')).toBe(false);
    expect(isDecayed('albert.embeddings.LayerNorm.weight')).toBe(false);
    expect(
      isDecayed('albert.encoder.albert_layer_groups.0.albert_layers.0.full_layer_layer_norm.weight'),
    ).toBe(false);
  });
});

it('measures the norm over all gradients together', () => {
  expect(
    globalNorm(
      new Map([
        ['a', Float32Array.of(3)],
        ['b', Float32Array.of(0, 4)],
      ]),
    ),
  ).toBe(5);
});

it('moves an average by 1 - decay towards the weights', () => {
  const average = new Map([['a', Float32Array.of(0)]]);
  updateAverage(average, new Map([['a', Float32Array.of(8)]]), 0.75);
  expect(average.get('a')![0]).toBe(2);
});
