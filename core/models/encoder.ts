import type { Graph } from '../onnx/graph';
import type { Value } from '../onnx/types';
import type { Activation, PoolerActivation } from './activation';
import { distanceBucket } from './distance-buckets';
import type { LayerNames, ModelConfig } from './model-config';

/** Gives the forward graph its weights: from a weights file, as integers of one, or as inputs of a training graph. */
export interface Operands {
  /**
   * x [rows, in] -> x Wᵀ + b [rows, out], for the linear map of that name.
   * @param least a lower bound of the entries of x, if one is known
   */
  linear(x: Value, name: string, least?: number): Value;
  /** A parameter as it is: LayerNorm's scale or bias, [size], or a small table. */
  stored(name: string): Value;
}

/** The parts whose sum is the embeddings. */
export interface Embeddings {
  /** [batch, length, embeddingSize] */
  readonly words: Value;
  /** [length, embeddingSize] */
  readonly positions: Value;
  /** Row 0 of the token types, [embeddingSize]: texts are single segments. null where the model has none. */
  readonly type: Value | null;
}

/** Applied to the input of the classifier; training drops units here. */
export type Dropout = (pooled: Value) => Value;

/**
 * Builds the Transformer encoder for sequence classification that the configuration describes. Its layers normalise
 * after each part (Vaswani et al. 2017, Devlin et al. 2019).
 * @param mask float [batch, length], 1 where a token may be attended to, 0 elsewhere
 * @returns logits [batch, classes]
 */
export function encoderLogits(
  graph: Graph,
  config: ModelConfig,
  operands: Operands,
  embeddings: Embeddings,
  mask: Value,
  dropout?: Dropout,
): Value {
  return headLogits(
    graph,
    config,
    operands,
    encoderState(graph, config, operands, embeddings, mask),
    dropout,
  );
}

/**
 * The encoder without what stands behind its layers: the state of the first token of every text, which alone the
 * classifier reads.
 *
 * Hidden states are rows [length * batch, hidden]: first the first token of every text, then the second token of every
 * text, and so on. Splitting and joining heads then only exchanges two leading axes, which a runtime can do by the
 * strides of a matrix product.
 * @param mask as for `encoderLogits`
 * @returns [batch, hidden]
 */
export function encoderState(
  graph: Graph,
  config: ModelConfig,
  operands: Operands,
  embeddings: Embeddings,
  mask: Value,
): Value {
  const norm = (x: Value, name: string) =>
    graph.layerNormalization(
      x,
      operands.stored(`${name}.weight`),
      operands.stored(`${name}.bias`),
      config.layerNormEpsilon,
    );
  const masked = attentionBias(graph, mask, config.heads);
  const bias = withDistances(graph, config, operands, masked, mask);
  const context: LayerContext = { graph, config, operands, norm };

  const { names } = config;
  const { words, positions, type } = embeddings;
  const place = type === null ? positions : graph.add(positions, type);
  const places = graph.unsqueeze(place, graph.constant([1], [1]));
  const summed = graph.add(graph.transpose(words, [1, 0, 2]), places);
  const embedded = norm(graph.reshape(summed, [-1, config.embeddingSize]), names.embeddingNorm);
  let hidden = names.mapping === null ? embedded : operands.linear(embedded, names.mapping);
  names.layers.forEach((layer, index) => {
    // The classifier reads [CLS] alone: the last layer asks one query a text and leaves the other positions out.
    const isLast = index === names.layers.length - 1;
    const queries = isLast ? graph.firstRowsLike(hidden, mask, 0) : hidden;
    // Without distances one row holds for all queries.
    const allowed = isLast && names.distances !== null ? graph.first(bias, 1, 1) : bias;
    hidden = encoderLayer(context, layer, queries, hidden, allowed);
  });
  return hidden;
}

/**
 * What stands behind the layers: the pooler (a linear map and its activation) and the classifier.
 * @param state of the first token of every text, [batch, hidden]
 * @returns logits [batch, classes]
 */
export function headLogits(
  graph: Graph,
  { names, poolerActivation }: ModelConfig,
  operands: Pick<Operands, 'linear'>,
  state: Value,
  dropout: Dropout = (pooled) => pooled,
): Value {
  const pooled = pool(graph, poolerActivation, operands.linear(state, names.pooler));
  return operands.linear(dropout(pooled), names.classifier);
}

interface LayerContext {
  readonly graph: Graph;
  readonly config: ModelConfig;
  readonly operands: Operands;
  readonly norm: (x: Value, name: string) => Value;
}

/**
 * [batch * heads, 1, length]: 0 for a token that may be attended to, -1e9 for others. exp(-1e9) is exactly 0 in every
 * float type.
 */
function attentionBias(graph: Graph, mask: Value, heads: number): Value {
  const bias = graph.transpose(graph.scale(graph.sub(mask, graph.scalar(1)), 1e9), [1, 0]);
  const zeros = graph.constant(new Array<number>(heads).fill(0), [heads], graph.floatType);
  const repeated = graph.add(graph.unsqueeze(bias, graph.constant([2], [1])), zeros);
  const rows = graph.transpose(graph.reshape(repeated, [0, -1]), [1, 0]);
  return graph.unsqueeze(rows, graph.constant([1], [1]));
}

/**
 * What attention adds to its scores: the bias of the mask and, in models that have them, what belongs to the distance of
 * query and key (Raffel et al. 2020), [batch * heads, length, length].
 */
function withDistances(
  graph: Graph,
  { heads, maxPositions, names }: ModelConfig,
  operands: Operands,
  bias: Value,
  mask: Value,
): Value {
  if (names.distances === null) return bias;
  const axes = (axis: number) => graph.constant([axis], [1]);
  const count = Array.from({ length: maxPositions }, (_, place) => place);
  const longest = maxPositions - 1;
  // Distances of -longest to longest, shifted so that they begin at 0.
  const buckets = graph.constant(
    Array.from({ length: 2 * longest + 1 }, (_, at) => distanceBucket(at - longest)),
    [2 * longest + 1],
    'int32',
  );
  const places = graph.firstRowsLike(graph.constant(count, [maxPositions], 'int32'), mask, 1);
  const keys = graph.unsqueeze(graph.add(places, graph.constant([longest], [], 'int32')), axes(0));
  const shifted = graph.sub(keys, graph.unsqueeze(places, axes(1)));
  const table = operands.stored(names.distances);
  const added = graph.transpose(graph.gather(table, graph.gather(buckets, shifted)), [2, 0, 1]);
  const length = { of: mask, axis: 1 };
  const byText = graph.reshapeTo(bias, [-1, heads, 1, length]);
  const sum = graph.add(byText, graph.unsqueeze(added, axes(0)));
  return graph.reshapeTo(sum, [{ of: bias, axis: 0 }, length, length]);
}

function encoderLayer(
  context: LayerContext,
  names: LayerNames,
  queries: Value,
  hidden: Value,
  bias: Value,
): Value {
  const { graph, config, operands, norm } = context;
  const attended = norm(
    graph.add(queries, attention(context, names, queries, hidden, bias)),
    names.attentionNorm,
  );
  const inner = activate(graph, config.activation, operands.linear(attended, names.inner));
  const output = operands.linear(inner, names.output, LEAST_ACTIVATION);
  return norm(graph.add(output, attended), names.outputNorm);
}

function attention(
  context: LayerContext,
  names: LayerNames,
  queries: Value,
  hidden: Value,
  bias: Value,
): Value {
  const { graph, config, operands } = context;
  const { heads, hiddenSize } = config;
  const size = hiddenSize / heads;
  /** [length * batch, hidden] -> [length, batch * heads, size], its axes then in `order`. */
  const split = (x: Value, order: readonly number[]) =>
    graph.transpose(graph.reshapeTo(x, [-1, { of: bias, axis: 0 }, size]), order);

  const query = split(operands.linear(queries, names.query), [1, 0, 2]);
  const key = split(operands.linear(hidden, names.key), [1, 2, 0]);
  const value = split(operands.linear(hidden, names.value), [1, 0, 2]);
  const scores = graph.scale(graph.matMul(query, key), 1 / Math.sqrt(size));
  const weights = graph.softmax(graph.add(scores, bias));
  const mixed = graph.transpose(graph.matMul(weights, value), [1, 0, 2]);
  return operands.linear(graph.reshape(mixed, [-1, hiddenSize]), names.dense);
}

/** A lower bound of all activations: the minimum of either gelu is -0.1701, that of relu is 0. */
const LEAST_ACTIVATION = -0.18;

function activate(graph: Graph, activation: Activation, x: Value): Value {
  switch (activation) {
    case 'gelu':
      return graph.gelu(x, 'none');
    case 'gelu_new':
      return graph.gelu(x, 'tanh');
    case 'relu':
      return graph.relu(x);
  }
}

function pool(graph: Graph, activation: PoolerActivation, x: Value): Value {
  return activation === 'tanh' ? graph.tanh(x) : activate(graph, activation, x);
}
