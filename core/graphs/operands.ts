import type { Graph } from '../onnx/graph';
import type { Value } from '../onnx/types';
import type { Embeddings, Operands } from '../models/encoder';
import type { ModelConfig } from '../models/model-config';
import { layerMapNames } from '../models/parameters';
import type { PackedTensor, PackedWeights } from './packed-weights';

/** The weights file within a graph. A parameter becomes an initializer when it is first used. */
export class WeightOperands {
  readonly #values = new Map<string, Value>();

  constructor(
    protected readonly graph: Graph,
    private readonly weights: PackedWeights,
  ) {}

  packed(name: string): PackedTensor {
    const tensor = this.weights.tensors.get(name);
    if (!tensor) throw new Error(`the weights file has no ${name}`);
    return tensor;
  }

  stored(name: string): Value {
    return this.#once(name, () => {
      const { dataType, shape, external } = this.packed(name);
      return this.graph.weight(name, dataType, shape, external);
    });
  }

  /** float32 [size]: an integer weight's scales, one for each row or column. */
  scales(name: string, shape: readonly number[]): Value {
    const { scales } = this.packed(name);
    if (!scales) throw new Error(`${name} is not quantised`);
    const key = `${name}.scales`;
    return this.#once(key, () => this.graph.weight(key, 'float32', shape, scales));
  }

  /** A linear weight [in, out] in float32. */
  matrix(name: string): Value {
    const stored = this.stored(name);
    if (stored.dataType !== 'int8') return this.graph.cast(stored, 'float32');
    return this.#once(`${name}.float`, () =>
      this.graph.dequantizeLinear(stored, this.scales(name, [stored.shape[1] as number]), 1),
    );
  }

  /** An int8 weight with 128 added, uint8: the runtime folds it into a constant when it opens the graph. */
  unsigned(name: string): Value {
    return this.#once(`${name}.unsigned`, () => {
      const shifted = this.graph.add(
        this.graph.cast(this.stored(name), 'int32'),
        this.graph.constant([128], [], 'int32'),
      );
      return this.graph.cast(shifted, 'uint8');
    });
  }

  #once(key: string, make: () => Value): Value {
    const value = this.#values.get(key) ?? make();
    this.#values.set(key, value);
    return value;
  }
}

/** Float arithmetic, however the weights are stored. */
export function floatOperands(graph: Graph, weights: WeightOperands): Operands {
  const stored = (name: string) => weights.stored(name);
  return {
    stored,
    linear: (x, name) => graph.add(graph.matMul(x, weights.matrix(`${name}.weight`)), stored(`${name}.bias`)),
  };
}

/** The zero point for rows whose values are hardly below zero. */
const LOW_ZERO = 32;

/**
 * Integer arithmetic within the layers. The maps before and after the layers stay in float: they are a hundredth of the
 * work, and in float a few more labels stay the same.
 *
 * Each row of activations is quantised by its own largest magnitude. So a text's logits do not depend on the other
 * texts of the batch. DynamicQuantizeLinear takes one scale for the whole tensor: then rows would depend on each other,
 * and one outlier would make every row coarse.
 *
 * Rows behind an activation are hardly below zero. Their zero point is low in the range of the integers, which makes
 * their steps almost twice as fine.
 * @param signed whether weights are multiplied as they are stored. This is fastest, but not exact on x64 processors
 *   that have AVX2 or AVX-512 and no VNNI: they add two products of an unsigned and a signed byte in 16 bits, which may
 *   saturate. Products of two unsigned bytes are exact everywhere
 */
export function integerOperands(
  graph: Graph,
  config: ModelConfig,
  weights: WeightOperands,
  { signed }: { readonly signed: boolean },
): Operands {
  const quantised = new Map<
    Value,
    { readonly integers: Value; readonly scale: Value; readonly zeroPoint: Value }
  >();
  const middle = graph.constant([128], [], 'uint8');
  const none = graph.constant([0], [], 'int8');
  const low = graph.constant([LOW_ZERO], [], 'uint8');
  const symmetric = (x: Value) => {
    const [most, least] = [graph.reduceMax(x, [1], false), graph.reduceMin(x, [1], false)];
    // If a whole row is zero, the scale must not be: the integers are zero with any scale.
    const largest = graph.max(graph.max(most, graph.neg(least)), graph.scalar(1e-12));
    return graph.scale(largest, 1 / 127);
  };
  const above = (x: Value, least: number) => {
    const most = graph.scale(graph.reduceMax(x, [1], false), 1 / (255 - LOW_ZERO));
    return graph.max(most, graph.scalar(-least / LOW_ZERO));
  };
  const quantise = (x: Value, least?: number) => {
    const known = quantised.get(x);
    if (known) return known;
    const zeroPoint = least === undefined ? middle : low;
    const scale = least === undefined ? symmetric(x) : above(x, least);
    const entry = {
      zeroPoint,
      integers: graph.quantizeRows(x, scale, graph.expandLike(zeroPoint, scale)),
      scale: graph.unsqueeze(scale, graph.constant([1], [1])),
    };
    quantised.set(x, entry);
    return entry;
  };
  const float = floatOperands(graph, weights);
  const inLayers = layerMapNames(config);
  return {
    stored: (name) => float.stored(name),
    linear(x, name, least) {
      if (!inLayers.has(name)) return float.linear(x, name);
      const matrix = signed ? weights.stored(`${name}.weight`) : weights.unsigned(`${name}.weight`);
      const { integers, scale, zeroPoint } = quantise(x, least);
      const scales = weights.scales(`${name}.weight`, [matrix.shape[1] as number]);
      const products = graph.matMulIntegerToFloat(
        integers,
        matrix,
        scale,
        scales,
        zeroPoint,
        signed ? none : middle,
      );
      return graph.add(products, float.stored(`${name}.bias`));
    },
  };
}

/** Word embeddings of token ids, [batch, length, embeddingSize]: rows are looked up first and then made float. */
export function lookUpWords(
  graph: Graph,
  { names }: ModelConfig,
  weights: WeightOperands,
  ids: Value,
): Value {
  const table = weights.stored(names.words);
  const rows = graph.cast(graph.gather(table, ids), 'float32');
  if (table.dataType !== 'int8') return rows;
  return graph.mul(rows, graph.gather(weights.scales(names.words, [table.shape[0] as number, 1]), ids));
}

/** The embeddings of a text whose word embeddings are `words` [batch, length, embeddingSize]. */
export function textEmbeddings(
  graph: Graph,
  { names, firstPosition }: ModelConfig,
  weights: WeightOperands,
  words: Value,
): Embeddings {
  return {
    words,
    positions: graph.rowsLike(weights.stored(names.positions), firstPosition, words, 1),
    type: names.types === null ? null : graph.gather(weights.stored(names.types), graph.constant([0], [])),
  };
}
