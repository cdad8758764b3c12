import { describe, expect, it } from 'vitest';
import { Random } from '../math/random';
import { differentiate } from '../onnx/differentiate';
import { Graph } from '../onnx/graph';
import { evaluate } from '../onnx/testing/interpreter';
import { sizeOf, type Tensor } from '../onnx/testing/tensors';
import type { Value } from '../onnx/types';
import { parseModelConfig } from './registry';
import { encoderLogits } from './encoder';
import { parameterShapes } from './parameters';

const config = (architecture: string, activation: string) =>
  parseModelConfig({
    model_type: architecture,
    vocab_size: 5,
    embedding_size: 4,
    hidden_size: 6,
    num_hidden_layers: 2,
    num_hidden_groups: 2,
    inner_group_num: 1,
    num_attention_heads: 2,
    intermediate_size: 8,
    hidden_act: activation,
    max_position_embeddings: 5,
    layer_norm_eps: 1e-6,
    dim: 6,
    n_heads: 2,
    n_layers: 2,
    hidden_dim: 8,
    id2label: { 0: 'negative', 1: 'neutral', 2: 'positive' },
  });

const BATCH = 2;
const LENGTH = 3;

describe('the whole model', () => {
  it.each([
    ['albert', 'gelu'],
    ['albert', 'gelu_new'],
    ['albert', 'relu'],
    ['bert', 'gelu'],
    ['distilbert', 'gelu'],
    ['roberta', 'gelu'],
    ['electra', 'gelu'],
    ['mpnet', 'gelu'],
  ])(
    '%s with %s: gradients by every input equal central differences in float64',
    (architecture, activation) => {
      const model = config(architecture, activation);
      const graph = new Graph('float64');
      const input = (name: string, shape: readonly number[]) =>
        graph.input(name, { dataType: 'float64', shape });
      const words = input('words', [BATCH, LENGTH, model.embeddingSize]);
      const positions = input('positions', [LENGTH, model.embeddingSize]);
      const type = model.names.types === null ? null : input('type', [model.embeddingSize]);
      const mask = input('mask', [BATCH, LENGTH]);
      const named = [...parameterShapes(model)].filter(([name]) => !name.includes('_embeddings.'));
      const parameters = new Map(named.map(([name, shape]) => [name, input(name, shape)]));
      const stored = (name: string) => parameters.get(name)!;
      const operands = {
        stored,
        linear: (x: Value, name: string) =>
          graph.add(
            graph.matMul(x, graph.transpose(stored(`${name}.weight`), [1, 0])),
            stored(`${name}.bias`),
          ),
      };
      const logits = encoderLogits(graph, model, operands, { words, positions, type }, mask);
      expect(logits.shape).toEqual([BATCH, 3]);
      const weights = graph.constant([1, -2, 0.5, 0.3, 1, -1], [BATCH, 3], 'float64');
      const scalar = graph.reduceSum(graph.mul(logits, weights), [0, 1], false);
      const wrt = [words, positions, ...(type === null ? [] : [type]), ...parameters.values()];
      graph.output('scalar', scalar);
      differentiate(graph, scalar, wrt).forEach((gradient, index) =>
        graph.output(`gradient:${wrt[index]!.name}`, gradient),
      );

      const random = new Random(11);
      const draw = ({ name, shape }: Value): [string, Tensor] => {
        const data = new Float64Array(sizeOf(shape as number[])).map(() => random.uniform() - 0.5);
        return [name, { shape: shape as number[], data }];
      };
      const point: Record<string, Tensor> = Object.fromEntries(wrt.map(draw));
      // The last token of the second row is padding.
      point['mask'] = { shape: [BATCH, LENGTH], data: Float64Array.of(1, 1, 1, 1, 1, 0) };
      const outputs = evaluate(graph, point);
      const step = 1e-5;
      for (const { name } of wrt) {
        const { shape, data } = point[name]!;
        const gradient = outputs.get(`gradient:${name}`)!.data;
        // Three entries each: every parameter is visited, none exhaustively.
        for (const at of [0, Math.floor(data.length / 2), data.length - 1]) {
          const moved = (by: number) => {
            const changed = data.slice();
            changed[at]! += by;
            return evaluate(graph, { ...point, [name]: { shape, data: changed } }).get('scalar')!.data[0]!;
          };
          const difference = (moved(step) - moved(-step)) / (2 * step);
          expect(Math.abs(gradient[at]! - difference), `${name} at ${at}`).toBeLessThan(
            1e-6 * Math.max(1, Math.abs(difference)),
          );
        }
      }
      const padding = [...outputs.get('gradient:words')!.data.slice(-model.embeddingSize)];
      expect(padding.every((entry) => entry === 0)).toBe(true);
    },
  );
});
