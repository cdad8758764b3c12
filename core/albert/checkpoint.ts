import type { AlbertConfig } from './config';
import { CLASSIFIER, POOLER, parameterShapes } from './parameters';
import type { Tensor } from './safetensors';

/** Float32 parameters by transformers' names, in the checkpoint's layout (linear weights [out, in]). */
export type Parameters = ReadonlyMap<string, Float32Array>;

/**
 * Picks a model's parameters out of a checkpoint. Names may lack the "albert." prefix (a bare AlbertModel); heads of
 * pretraining are ignored. Parameters of the pooler and of the classifier may be absent: see `hasPooler`,
 * `requireClassifier` and `withNewParameters`.
 * @throws Error naming the tensor when one is missing, or has another shape than the config says
 */
export function readCheckpoint(config: AlbertConfig, tensors: ReadonlyMap<string, Tensor>): Parameters {
  const parameters = new Map<string, Float32Array>();
  for (const [name, shape] of parameterShapes(config)) {
    const tensor = tensors.get(name) ?? tensors.get(name.replace(/^albert\./, ''));
    if (!tensor) {
      if (isHead(name)) continue;
      throw new Error(`the checkpoint has no tensor ${name}: is it an ALBERT of this config.json?`);
    }
    if (tensor.shape.join() !== shape.join()) {
      throw new Error(
        `${name} has shape [${tensor.shape.join(', ')}], but config.json makes it [${shape.join(', ')}]`,
      );
    }
    parameters.set(name, tensor.data);
  }
  for (const head of [POOLER, CLASSIFIER]) {
    const parts = [`${head}.weight`, `${head}.bias`];
    const missing = parts.filter((part) => !parameters.has(part));
    if (missing.length === 1)
      throw new Error(`the checkpoint has one of ${parts.join(' and ')}, not ${missing[0]}`);
  }
  return parameters;
}

/** Whether the [CLS] state passes a pooler (linear, tanh) before the classifier. */
export function hasPooler(parameters: { has(name: string): boolean }): boolean {
  return parameters.has(`${POOLER}.weight`);
}

/** @throws Error when the checkpoint is a pretrained encoder without a classifier */
export function requireClassifier(parameters: Parameters): void {
  if (!parameters.has(`${CLASSIFIER}.weight`)) {
    throw new Error(
      'the checkpoint has no classifier: fine-tune it first (npm run finetune -- --base DIR ...)',
    );
  }
}

/**
 * Adds a pooler and a classifier where the checkpoint has none; with an empty checkpoint, every parameter. Weights are
 * drawn from N(0, initializer_range), norms are one and biases zero, as transformers initialises them.
 * @param normal a seeded source of standard normal numbers
 */
export function withNewParameters(
  config: AlbertConfig,
  parameters: Parameters,
  normal: () => number,
): Parameters {
  const complete = new Map<string, Float32Array>();
  for (const [name, shape] of parameterShapes(config)) {
    complete.set(name, parameters.get(name) ?? newParameter(name, shape, config.initializerRange, normal));
  }
  return complete;
}

function newParameter(
  name: string,
  shape: readonly number[],
  range: number,
  normal: () => number,
): Float32Array {
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
  if (name.endsWith('.bias')) return data;
  if (shape.length === 1) return data.fill(1);
  return data.map(() => normal() * range);
}

function isHead(name: string): boolean {
  return name.startsWith(`${POOLER}.`) || name.startsWith(`${CLASSIFIER}.`);
}
