import type { Graph } from '../onnx/graph';
import type { Value } from '../onnx/types';
import type { Activation } from './activation';
import type { LayerNames, ModelConfig } from './model-config';

/** Gives the forward graph its weights: from a weights file, as integers of one, or as inputs of a training graph. */
export interface Operands {
  /**
   * x [rows, in] -> x Wᵀ + b [rows, out], for the linear map of that name.
   * @param least a lower bound of the entries of x, if one is known
   */
  linear(x: Value, name: string, least?: number): Value;
  /** LayerNorm's scale or bias, [size]. */
  vector(name: string): Value;
}

/** The parts whose sum is the embeddings. */
export interface Embeddings {
  /** [batch, length, embeddingSize] */
  readonly words: Value;
  /** [length, embeddingSize] */
  readonly positions: Value;
  /** Row 0 of the token types, [embeddingSize]: texts are single segments. */
  readonly type: Value;
}

export interface ForwardOptions {
  /** Whether [CLS] passes a pooler (linear, tanh) before the classifier. */
  readonly pooler: boolean;
  /** Applied to the input of the classifier; training drops units here. */
  readonly dropout?: (pooled: Value) => Value;
}

/**
 * Builds the Transformer encoder for sequence classification that the configuration describes. Its layers normalise
 * after each part (Vaswani et al. 2017, Devlin et al. 2019).
 *
 * Hidden states are rows [length * batch, hidden]: first the first token of every text, then the second token of every
 * text, and so on. Splitting and joining heads then only exchanges two leading axes, which a runtime can do by the
 * strides of a matrix product.
 * @param mask float [batch, length], 1 where a token may be attended to, 0 elsewhere
 * @returns logits [batch, classes]
 */
export function encoderLogits(
  graph: Graph,
  config: ModelConfig,
  operands: Operands,
  embeddings: Embeddings,
  mask: Value,
  { pooler, dropout = (pooled) => pooled }: ForwardOptions,
): Value {
  const norm = (x: Value, name: string) =>
    graph.layerNormalization(
      x,
      operands.vector(`${name}.weight`),
      operands.vector(`${name}.bias`),
      config.layerNormEpsilon,
    );
  const bias = attentionBias(graph, mask, config.heads);
  const context: LayerContext = { graph, config, operands, norm, bias };

  const { names } = config;
  const { words, positions, type } = embeddings;
  const places = graph.unsqueeze(graph.add(positions, type), graph.constant([1], [1]));
  const summed = graph.add(graph.transpose(words, [1, 0, 2]), places);
  const embedded = norm(graph.reshape(summed, [-1, config.embeddingSize]), names.embeddingNorm);
  let hidden = names.mapping === null ? embedded : operands.linear(embedded, names.mapping);
  names.layers.forEach((layer, index) => {
    // The classifier reads only [CLS], so the last layer has one query a text and leaves out the other positions.
    const queries = index === names.layers.length - 1 ? graph.firstRowsLike(hidden, mask, 0) : hidden;
    hidden = encoderLayer(context, layer, queries, hidden);
  });
  const cls = hidden;
  const pooled = pooler ? graph.tanh(operands.linear(cls, names.pooler)) : cls;
  return operands.linear(dropout(pooled), names.classifier);
}

interface LayerContext {
  readonly graph: Graph;
  readonly config: ModelConfig;
  readonly operands: Operands;
  readonly norm: (x: Value, name: string) => Value;
  readonly bias: Value;
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

function encoderLayer(context: LayerContext, names: LayerNames, queries: Value, hidden: Value): Value {
  const { graph, config, operands, norm } = context;
  const attended = norm(
    graph.add(queries, attention(context, names, queries, hidden)),
    names.attentionNorm,
  );
  const inner = activate(graph, config.activation, operands.linear(attended, names.inner));
  const output = operands.linear(inner, names.output, LEAST_ACTIVATION);
  return norm(graph.add(output, attended), names.outputNorm);
}

function attention(context: LayerContext, names: LayerNames, queries: Value, hidden: Value): Value {
  const { graph, config, operands, bias } = context;
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
