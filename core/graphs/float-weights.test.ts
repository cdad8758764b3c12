import { expect, it } from 'vitest';
import { parameterShapes } from '../models/parameters';
import { parseModelConfig } from '../models/registry';
import { floatWeights } from './float-weights';
import { packWeights } from './packed-weights';

const sizes = {
  vocab_size: 9,
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 16,
  max_position_embeddings: 5,
  num_labels: 3,
};

it.each(['bert', 'mpnet', 'roberta'])(
  'gives back the weights of a %s, each within half a step',
  (modelType) => {
    const config = parseModelConfig({ model_type: modelType, ...sizes });
    const shapes = parameterShapes(config);
    const parameters = new Map(
      [...shapes].map(([name, shape], seed) => [
        name,
        Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(seed + i)),
      ]),
    );
    const packed = packWeights(config, parameters, 'int8', 'weights.bin');
    const found = floatWeights(config, packed);
    expect([...found.keys()].sort()).toEqual([...shapes.keys()].sort());
    for (const [name, { shape, data }] of found) {
      expect(shape, name).toEqual(shapes.get(name));
      const exact = packed.tensors.get(name)!.scales === undefined;
      const expected = parameters.get(name)!;
      // Ranges are clipped where that spares the rest.
      const apart = Math.max(...data.map((value, at) => Math.abs(value - expected[at]!)));
      expect(apart, name).toBeLessThan(exact ? 1e-9 : 0.31);
      const mean = data.reduce((sum, value, at) => sum + Math.abs(value - expected[at]!), 0) / data.length;
      expect(mean, name).toBeLessThan(exact ? 1e-9 : 0.03);
    }
    // Once rounded, they are rounded to the same again.
    const values = new Map([...found].map(([name, { data }]) => [name, data]));
    const again = floatWeights(config, packWeights(config, values, 'int8', 'weights.bin'));
    for (const [name, { data }] of again) {
      const largest = Math.max(...values.get(name)!.map(Math.abs));
      data.forEach((value, at) =>
        expect(Math.abs(value - values.get(name)![at]!)).toBeLessThan(1e-6 * largest),
      );
    }
  },
);
