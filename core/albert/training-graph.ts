import { differentiate } from '../onnx/differentiate';
import { Graph } from '../onnx/graph';
import { encodeModel } from '../onnx/model-file';
import type { Value } from '../onnx/types';
import type { AlbertConfig } from './config';
import { albertLogits, type Embeddings, type Operands } from './forward';
import { POSITION_EMBEDDINGS, TYPE_EMBEDDINGS, WORD_EMBEDDINGS, parameterShapes } from './parameters';

/** Parameters whose rows the caller looks up and whose gradients it scatters back: tables are never graph inputs. */
const tables: readonly string[] = [WORD_EMBEDDINGS, POSITION_EMBEDDINGS, TYPE_EMBEDDINGS];

/** Parameters that are inputs of the training graph, under their own names. */
export function graphParameters(config: AlbertConfig): string[] {
  return [...parameterShapes(config).keys()].filter((name) => !tables.includes(name));
}

/**
 * The loss of a batch and its gradient with respect to every parameter.
 *
 * Inputs: those of `parameterForwardGraph`, targets [batch, classes] (rows sum to 1; soft labels are as good as
 * one-hot), row_weights [batch] (sum to 1) and dropout [batch, hidden] (0, or 1 / keep). All float32.
 * Outputs: loss [] = sum of row_weights x cross-entropy, logits [batch, classes], and "gradient:NAME" for
 * word_embeddings, position_embeddings, type_embedding and every parameter input.
 */
export function trainingGraph(config: AlbertConfig): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  const inputs = parameterInputs(graph, config);
  const targets = graph.input('targets', { dataType: 'float32', shape: ['batch', config.classes.length] });
  const rowWeights = graph.input('row_weights', { dataType: 'float32', shape: ['batch'] });
  const dropout = graph.input('dropout', { dataType: 'float32', shape: ['batch', config.hiddenSize] });

  const logits = forward(graph, config, inputs, (pooled) => graph.mul(pooled, dropout));
  const loss = graph.reduceSum(graph.mul(rowWeights, crossEntropy(graph, logits, targets)), [0], false);
  graph.output('loss', loss);
  graph.output('logits', logits);
  const wrt = [inputs.words, inputs.positions, inputs.type, ...inputs.parameters.values()];
  differentiate(graph, loss, wrt).forEach((gradient, index) =>
    graph.output(`gradient:${wrt[index]!.name}`, gradient),
  );
  return encodeModel(graph, 'albert-training');
}

/**
 * The forward graph over parameters that change: word_embeddings [batch, length, E], position_embeddings [length, E],
 * type_embedding [E], mask [batch, length] and every parameter but the tables, by its name and in the checkpoint's
 * layout -> logits [batch, classes]. All float32.
 */
export function parameterForwardGraph(config: AlbertConfig): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  graph.output('logits', forward(graph, config, parameterInputs(graph, config)));
  return encodeModel(graph, 'albert-parameter-forward');
}

interface ParameterInputs extends Embeddings {
  readonly mask: Value;
  readonly parameters: ReadonlyMap<string, Value>;
}

function parameterInputs(graph: Graph, config: AlbertConfig): ParameterInputs {
  const { embeddingSize } = config;
  const float = (name: string, shape: readonly (number | string)[]) =>
    graph.input(name, { dataType: 'float32', shape });
  const shapes = parameterShapes(config);
  return {
    words: float('word_embeddings', ['batch', 'length', embeddingSize]),
    positions: float('position_embeddings', ['length', embeddingSize]),
    type: float('type_embedding', [embeddingSize]),
    mask: float('mask', ['batch', 'length']),
    parameters: new Map(graphParameters(config).map((name) => [name, float(name, shapes.get(name)!)])),
  };
}

function forward(
  graph: Graph,
  config: AlbertConfig,
  inputs: ParameterInputs,
  dropout: (pooled: Value) => Value = (pooled) => pooled,
): Value {
  const operands = parameterOperands(graph, inputs.parameters);
  return albertLogits(graph, config, operands, inputs, inputs.mask, { pooler: true, dropout });
}

/** Cross-entropy with soft targets, [batch]: log-sum-exp of the logits less their mean under the targets. */
function crossEntropy(graph: Graph, logits: Value, targets: Value): Value {
  const largest = graph.reduceMax(logits, [1], true);
  const sum = graph.reduceSum(graph.exp(graph.sub(logits, largest)), [1], true);
  const logSumExp = graph.reshape(graph.add(graph.log(sum), largest), [-1]);
  return graph.sub(logSumExp, graph.reduceSum(graph.mul(targets, logits), [1], false));
}

function parameterOperands(graph: Graph, parameters: ReadonlyMap<string, Value>): Operands {
  const vector = (name: string) => {
    const value = parameters.get(name);
    if (!value) throw new Error(`${name} is no parameter of this model`);
    return value;
  };
  // One transposition a weight, however many layers share it.
  const transposed = new Map<string, Value>();
  const matrix = (name: string) => {
    const known = transposed.get(name) ?? graph.transpose(vector(name), [1, 0]);
    transposed.set(name, known);
    return known;
  };
  return {
    vector,
    linear: (x, name) => graph.add(graph.matMul(x, matrix(`${name}.weight`)), vector(`${name}.bias`)),
  };
}
