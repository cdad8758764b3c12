import { differentiate } from '../onnx/differentiate';
import { Graph } from '../onnx/graph';
import { encodeModel } from '../onnx/model-file';
import type { Value } from '../onnx/types';
import { encoderLogits, type Embeddings, type Operands } from '../models/encoder';
import { outputActivation, type ModelConfig } from '../models/model-config';
import { embeddingTables, parameterShapes } from '../models/parameters';

/**
 * The parameters that are inputs of the training graph, under their own names. Tables are not inputs: the caller looks
 * up their rows, and adds the gradients back to them.
 */
export function graphParameters(config: ModelConfig): string[] {
  const tables = embeddingTables(config);
  return [...parameterShapes(config).keys()].filter((name) => !tables.includes(name));
}

/**
 * The loss of a batch and its gradient with respect to every parameter.
 *
 * Inputs: those of `parameterForwardGraph`, targets [batch, classes] (soft labels are as good as one-hot; rows sum to 1,
 * those of a multi-label model hold a probability for each label), row_weights [batch] (sum to 1) and dropout
 * [batch, hidden] (0, or 1 / keep). All float32.
 * Outputs: loss [] = sum of row_weights x cross-entropy, and "gradient:NAME" for word_embeddings, position_embeddings,
 * type_embedding and every parameter input.
 * @throws Error for a regression
 */
export function trainingGraph(config: ModelConfig): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  const inputs = parameterInputs(graph, config);
  const targets = graph.input('targets', { dataType: 'float32', shape: ['batch', config.classes.length] });
  const rowWeights = graph.input('row_weights', { dataType: 'float32', shape: ['batch'] });
  const dropout = graph.input('dropout', { dataType: 'float32', shape: ['batch', config.hiddenSize] });

  const logits = forward(graph, config, inputs, (pooled) => graph.mul(pooled, dropout));
  const losses = { softmax: crossEntropy, sigmoid: binaryCrossEntropy };
  const rowLosses = losses[outputActivation(config)](graph, logits, targets);
  const loss = graph.reduceSum(graph.mul(rowWeights, rowLosses), [0], false);
  graph.output('loss', loss);
  const embeddings = [inputs.words, inputs.positions, ...(inputs.type === null ? [] : [inputs.type])];
  const wrt = [...embeddings, ...inputs.parameters.values()];
  differentiate(graph, loss, wrt).forEach((gradient, index) =>
    graph.output(`gradient:${wrt[index]!.name}`, gradient),
  );
  return encodeModel(graph, `${config.modelType}-training`);
}

/**
 * The forward graph over parameters that change: word_embeddings [batch, length, E], position_embeddings [length, E],
 * type_embedding [E] (where the model has types), mask [batch, length] and every parameter but the tables, by its name and in the checkpoint's
 * layout -> logits [batch, classes]. All float32.
 */
export function parameterForwardGraph(config: ModelConfig): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  graph.output('logits', forward(graph, config, parameterInputs(graph, config)));
  return encodeModel(graph, `${config.modelType}-parameter-forward`);
}

interface ParameterInputs extends Embeddings {
  readonly mask: Value;
  readonly parameters: ReadonlyMap<string, Value>;
}

function parameterInputs(graph: Graph, config: ModelConfig): ParameterInputs {
  const { embeddingSize } = config;
  const float = (name: string, shape: readonly (number | string)[]) =>
    graph.input(name, { dataType: 'float32', shape });
  const shapes = parameterShapes(config);
  return {
    words: float('word_embeddings', ['batch', 'length', embeddingSize]),
    positions: float('position_embeddings', ['length', embeddingSize]),
    type: config.names.types === null ? null : float('type_embedding', [embeddingSize]),
    mask: float('mask', ['batch', 'length']),
    parameters: new Map(graphParameters(config).map((name) => [name, float(name, shapes.get(name)!)])),
  };
}

function forward(
  graph: Graph,
  config: ModelConfig,
  inputs: ParameterInputs,
  dropout: (pooled: Value) => Value = (pooled) => pooled,
): Value {
  const operands = parameterOperands(graph, inputs.parameters);
  return encoderLogits(graph, config, operands, inputs, inputs.mask, { pooler: true, dropout });
}

/** Cross-entropy with soft targets, [batch]: the log-sum-exp of the logits minus their mean under the targets. */
function crossEntropy(graph: Graph, logits: Value, targets: Value): Value {
  const largest = graph.reduceMax(logits, [1], true);
  const sum = graph.reduceSum(graph.exp(graph.sub(logits, largest)), [1], true);
  const logSumExp = graph.reshape(graph.add(graph.log(sum), largest), [-1]);
  return graph.sub(logSumExp, graph.reduceSum(graph.mul(targets, logits), [1], false));
}

/**
 * The mean over the labels of the cross-entropy of each label's sigmoid, [batch]: log(1 + exp(x)) - target x. The
 * logarithm is written so that nothing overflows. For each row it is PyTorch's BCEWithLogitsLoss.
 */
function binaryCrossEntropy(graph: Graph, logits: Value, targets: Value): Value {
  const tail = graph.log(graph.add(graph.exp(graph.neg(graph.abs(logits))), graph.scalar(1)));
  const softplus = graph.add(graph.relu(logits), tail);
  return graph.reduceMean(graph.sub(softplus, graph.mul(targets, logits)), [1], false);
}

function parameterOperands(graph: Graph, parameters: ReadonlyMap<string, Value>): Operands {
  const stored = (name: string) => {
    const value = parameters.get(name);
    if (!value) throw new Error(`${name} is no parameter of this model`);
    return value;
  };
  // A weight is transposed once, even if several layers share it.
  const transposed = new Map<string, Value>();
  const matrix = (name: string) => {
    const known = transposed.get(name) ?? graph.transpose(stored(name), [1, 0]);
    transposed.set(name, known);
    return known;
  };
  return {
    stored,
    linear: (x, name) => graph.add(graph.matMul(x, matrix(`${name}.weight`)), stored(`${name}.bias`)),
  };
}
