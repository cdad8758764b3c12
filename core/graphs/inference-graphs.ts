import { differentiate } from '../onnx/differentiate';
import { Graph } from '../onnx/graph';
import { encodeModel } from '../onnx/model-file';
import type { Value } from '../onnx/types';
import { encoderLogits } from '../models/encoder';
import { outputActivation, type ModelConfig } from '../models/model-config';
import { WeightOperands, floatOperands, integerOperands, lookUpWords, textEmbeddings } from './operands';
import type { PackedWeights } from './packed-weights';

/**
 * 'float' dequantises the weights. The others multiply quantised activations with int8 weights, as they are or made
 * unsigned (see integerOperands).
 */
export type Arithmetic = 'float' | 'integer' | 'unsigned-integer';

export interface InferenceOptions {
  /**
   * The temperature divides the logits in every graph, so that probabilities are calibrated wherever they are computed.
   */
  readonly temperature: number;
}

/** input_ids, attention_mask (int64 [batch, length]) -> logits (float32 [batch, classes]). */
export function forwardGraph(
  config: ModelConfig,
  packed: PackedWeights,
  { temperature, arithmetic }: InferenceOptions & { readonly arithmetic: Arithmetic },
): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  const ids = graph.input('input_ids', { dataType: 'int64', shape: ['batch', 'length'] });
  const mask = graph.input('attention_mask', { dataType: 'int64', shape: ['batch', 'length'] });
  const weights = new WeightOperands(graph, packed);
  const words = lookUpWords(graph, config, weights, ids);
  graph.output('logits', logitsOf(graph, config, weights, words, mask, temperature, arithmetic));
  return encodeModel(graph, `${config.modelType}-forward`);
}

/**
 * inputs_embeds (float32 [batch, length, embeddingSize]), attention_mask (int64 [batch, length]), logit_weights and
 * probability_weights (float32 [batch, classes]) -> output (float32 [batch]), the weighted sum of the row's logits and
 * probabilities; gradient (as inputs_embeds), that output's gradient.
 *
 * One-hot weights pick a class, and its logit or its probability.
 */
export function gradientGraph(
  config: ModelConfig,
  packed: PackedWeights,
  { temperature }: InferenceOptions,
): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  const words = graph.input('inputs_embeds', {
    dataType: 'float32',
    shape: ['batch', 'length', config.embeddingSize],
  });
  const mask = graph.input('attention_mask', { dataType: 'int64', shape: ['batch', 'length'] });
  const choice = { dataType: 'float32', shape: ['batch', config.classes.length] } as const;
  const logitWeights = graph.input('logit_weights', choice);
  const probabilityWeights = graph.input('probability_weights', choice);

  const weights = new WeightOperands(graph, packed);
  const logits = logitsOf(graph, config, weights, words, mask, temperature, 'float');
  const probabilities =
    outputActivation(config) === 'sigmoid' ? graph.sigmoid(logits) : graph.softmax(logits);
  const chosen = graph.add(graph.mul(logitWeights, logits), graph.mul(probabilityWeights, probabilities));
  const output = graph.reduceSum(chosen, [1], false);
  // Rows do not affect each other, so the gradient of their sum holds the gradient of each row.
  const [gradient] = differentiate(graph, graph.reduceSum(output, [0], false), [words]);
  graph.output('output', output);
  graph.output('gradient', gradient!);
  return encodeModel(graph, `${config.modelType}-gradient`);
}

function logitsOf(
  graph: Graph,
  config: ModelConfig,
  weights: WeightOperands,
  words: Value,
  mask: Value,
  temperature: number,
  arithmetic: Arithmetic,
): Value {
  const operands =
    arithmetic === 'float'
      ? floatOperands(graph, weights)
      : integerOperands(graph, config, weights, { signed: arithmetic === 'integer' });
  const embeddings = textEmbeddings(graph, config, weights, words);
  const logits = encoderLogits(graph, config, operands, embeddings, graph.cast(mask, 'float32'));
  return temperature === 1 ? logits : graph.scale(logits, 1 / temperature);
}
