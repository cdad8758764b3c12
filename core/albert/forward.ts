import type { Graph } from '../onnx/graph';
import type { Value } from '../onnx/types';
import type { Activation, AlbertConfig } from './config';
import { CLASSIFIER, EMBEDDING_MAPPING, EMBEDDING_NORM, POOLER, layerPrefixes } from './parameters';

/** Where the forward graph takes its weights from: a weights file, integers of it, or inputs of a training graph. */
export interface Operands {
  /** x [..., in] -> x Wᵀ + b [..., out], for the linear map of that name. */
  linear(x: Value, name: string): Value;
  /** LayerNorm's scale or bias, [size]. */
  vector(name: string): Value;
}

/** What the embeddings add up from. */
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
 * ALBERT for sequence classification (Lan et al. 2020; transformers' AlbertForSequenceClassification).
 * @param mask float [batch, length], 1 where a token may be attended to, 0 elsewhere
 * @returns logits [batch, classes]
 */
export function albertLogits(
  graph: Graph,
  config: AlbertConfig,
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
  const context: LayerContext = { graph, config, operands, norm, bias: attentionBias(graph, mask) };

  const { words, positions, type } = embeddings;
  const summed = graph.add(words, graph.add(positions, type));
  let hidden = operands.linear(norm(summed, EMBEDDING_NORM), EMBEDDING_MAPPING);
  const prefixes = layerPrefixes(config);
  prefixes.forEach((prefix, index) => {
    // The classifier reads [CLS] alone: the last layer asks one query and leaves the other positions out.
    const queries = index === prefixes.length - 1 ? graph.first(hidden, 1, 1) : hidden;
    hidden = albertLayer(context, prefix, queries, hidden);
  });
  const cls = graph.reshape(hidden, [-1, config.hiddenSize]);
  const pooled = pooler ? graph.tanh(operands.linear(cls, POOLER)) : cls;
  return operands.linear(dropout(pooled), CLASSIFIER);
}

interface LayerContext {
  readonly graph: Graph;
  readonly config: AlbertConfig;
  readonly operands: Operands;
  readonly norm: (x: Value, name: string) => Value;
  readonly bias: Value;
}

/** 0 where attention may go and -1e9 elsewhere, [batch, 1, 1, length]: exp makes an exact 0 of it in every float. */
function attentionBias(graph: Graph, mask: Value): Value {
  const bias = graph.scale(graph.sub(mask, graph.scalar(1)), 1e9);
  return graph.unsqueeze(bias, graph.constant([1, 2], [2]));
}

function albertLayer(context: LayerContext, prefix: string, queries: Value, hidden: Value): Value {
  const { graph, config, operands, norm } = context;
  const attended = norm(
    graph.add(queries, attention(context, `${prefix}.attention`, queries, hidden)),
    `${prefix}.attention.LayerNorm`,
  );
  const inner = activate(graph, config.activation, operands.linear(attended, `${prefix}.ffn`));
  const output = operands.linear(inner, `${prefix}.ffn_output`);
  return norm(graph.add(output, attended), `${prefix}.full_layer_layer_norm`);
}

function attention(context: LayerContext, prefix: string, queries: Value, hidden: Value): Value {
  const { graph, config, operands, bias } = context;
  const { heads, hiddenSize } = config;
  const size = hiddenSize / heads;
  const split = (x: Value, order: readonly number[]) =>
    graph.transpose(graph.reshape(x, [0, 0, heads, size]), order);

  const scaled = graph.scale(operands.linear(queries, `${prefix}.query`), 1 / Math.sqrt(size));
  const query = split(scaled, [0, 2, 1, 3]);
  const key = split(operands.linear(hidden, `${prefix}.key`), [0, 2, 3, 1]);
  const value = split(operands.linear(hidden, `${prefix}.value`), [0, 2, 1, 3]);
  const weights = graph.softmax(graph.add(graph.matMul(query, key), bias));
  const mixed = graph.transpose(graph.matMul(weights, value), [0, 2, 1, 3]);
  return operands.linear(graph.reshape(mixed, [0, 0, hiddenSize]), `${prefix}.dense`);
}

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
