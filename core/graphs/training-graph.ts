import { differentiate } from '../onnx/differentiate';
import { Graph } from '../onnx/graph';
import { encodeModel } from '../onnx/model-file';
import type { Value } from '../onnx/types';
import {
  encoderLogits,
  encoderState,
  headLogits,
  type Dropout,
  type Embeddings,
  type Operands,
} from '../models/encoder';
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
  const loss = meanLoss(graph, config, logits, targets, rowWeights);
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

/**
 * The encoder over parameters that change: the inputs of `parameterForwardGraph`, but for pooler and classifier -> state
 * [batch, hidden], that of the first token, which pooler and classifier read.
 */
export function parameterStateGraph(config: ModelConfig): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  const inputs = parameterInputs(graph, config, encoderParameters(config));
  const operands = parameterOperands(graph, inputs.parameters);
  graph.output('state', encoderState(graph, config, operands, inputs, inputs.mask));
  return encodeModel(graph, `${config.modelType}-parameter-state`);
}

/** Parameters of pooler and classifier. */
export function headParameters({ names }: Pick<ModelConfig, 'names'>): string[] {
  return [names.pooler, names.classifier].flatMap((part) => [`${part}.weight`, `${part}.bias`]);
}

/** state [batch, hidden] and the parameters of the head -> logits [batch, classes]. All float32. */
export function headForwardGraph(config: ModelConfig): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  const { state, operands } = headInputs(graph, config);
  graph.output('logits', headLogits(graph, config, operands, state));
  return encodeModel(graph, `${config.modelType}-head-forward`);
}

/**
 * The loss of a batch and its gradient with respect to some parameters of the head. Inputs: those of `headForwardGraph`, and
 * targets, row_weights and dropout as for `trainingGraph`. Outputs: loss [], and "gradient:NAME" for each of `trained`.
 * @param trained some of `headParameters`
 */
export function headTrainingGraph(config: ModelConfig, trained: readonly string[]): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  const { state, operands, parameters } = headInputs(graph, config);
  const targets = graph.input('targets', { dataType: 'float32', shape: ['batch', config.classes.length] });
  const rowWeights = graph.input('row_weights', { dataType: 'float32', shape: ['batch'] });
  const dropout = graph.input('dropout', { dataType: 'float32', shape: ['batch', config.hiddenSize] });
  const logits = headLogits(graph, config, operands, state, (pooled) => graph.mul(pooled, dropout));
  const loss = meanLoss(graph, config, logits, targets, rowWeights);
  graph.output('loss', loss);
  const wrt = trained.map((name) => parameters.get(name)!);
  differentiate(graph, loss, wrt).forEach((gradient, index) =>
    graph.output(`gradient:${trained[index]!}`, gradient),
  );
  return encodeModel(graph, `${config.modelType}-head-training`);
}

function headInputs(graph: Graph, config: ModelConfig) {
  const state = graph.input('state', { dataType: 'float32', shape: ['batch', config.hiddenSize] });
  const parameters = inputsNamed(graph, config, headParameters(config));
  return { state, parameters, operands: parameterOperands(graph, parameters) };
}

function encoderParameters(config: ModelConfig): string[] {
  const head = headParameters(config);
  return graphParameters(config).filter((name) => !head.includes(name));
}

interface ParameterInputs extends Embeddings {
  readonly mask: Value;
  readonly parameters: ReadonlyMap<string, Value>;
}

/** @param named the parameters that are inputs */
function parameterInputs(
  graph: Graph,
  config: ModelConfig,
  named: readonly string[] = graphParameters(config),
): ParameterInputs {
  const { embeddingSize } = config;
  const float = (name: string, shape: readonly (number | string)[]) =>
    graph.input(name, { dataType: 'float32', shape });
  return {
    words: float('word_embeddings', ['batch', 'length', embeddingSize]),
    positions: float('position_embeddings', ['length', embeddingSize]),
    type: config.names.types === null ? null : float('type_embedding', [embeddingSize]),
    mask: float('mask', ['batch', 'length']),
    parameters: inputsNamed(graph, config, named),
  };
}

/** Parameters as inputs, by their names and in the checkpoint's layout. */
function inputsNamed(graph: Graph, config: ModelConfig, names: readonly string[]): Map<string, Value> {
  const shapes = parameterShapes(config);
  return new Map(
    names.map((name) => [name, graph.input(name, { dataType: 'float32', shape: shapes.get(name)! })]),
  );
}

function forward(graph: Graph, config: ModelConfig, inputs: ParameterInputs, dropout?: Dropout): Value {
  const operands = parameterOperands(graph, inputs.parameters);
  return encoderLogits(graph, config, operands, inputs, inputs.mask, dropout);
}

/** The loss of a batch, []: the sum of row_weights x cross-entropy. */
function meanLoss(
  graph: Graph,
  config: ModelConfig,
  logits: Value,
  targets: Value,
  rowWeights: Value,
): Value {
  const losses = { softmax: crossEntropy, sigmoid: binaryCrossEntropy };
  const rowLosses = losses[outputActivation(config)](graph, logits, targets);
  return graph.reduceSum(graph.mul(rowWeights, rowLosses), [0], false);
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
