import { outputActivation, type ModelConfig } from '../models/model-config';
import { parameterShapes } from '../models/parameters';
import type { Tensor } from './safetensors';

/** Float32 parameters by transformers' names, in the checkpoint's layout (linear weights [out, in]). */
export type Parameters = ReadonlyMap<string, Float32Array>;

/**
 * Picks a model's parameters out of a checkpoint. Names may lack the prefix of the architecture, as in a bare encoder.
 * Norms may have the names that the first BERTs used (gamma, beta). Heads of pretraining are ignored. The pooler and
 * the classifier may be missing: see `requireClassifier` and `withNewParameters`.
 * @throws Error naming the tensor when one is missing, or has another shape than the config says
 */
export function readCheckpoint(config: ModelConfig, tensors: ReadonlyMap<string, Tensor>): Parameters {
  const stored = findParameters(config, tensors);
  return new Map([...stored].map(([name, tensor]) => [name, tensors.get(tensor)!.data]));
}

/**
 * The tensors of a checkpoint that are a model's parameters: by each parameter's name that of its tensor, as `readCheckpoint`
 * picks them.
 * @throws Error as `readCheckpoint` does
 */
export function findParameters(
  config: ModelConfig,
  tensors: ReadonlyMap<string, Pick<Tensor, 'shape'>>,
): Map<string, string> {
  const { names } = config;
  const heads = [names.pooler, names.classifier].map((head) => [`${head}.weight`, `${head}.bias`]);
  const found = new Map<string, string>();
  for (const [name, shape] of parameterShapes(config)) {
    const stored = storedNames(config, name).find((candidate) => tensors.has(candidate));
    if (stored === undefined) {
      if (heads.some((parts) => parts.includes(name))) continue;
      throw new Error(
        `the checkpoint has no tensor ${name}: are its weights those of this config.json (model_type "${config.modelType}")?`,
      );
    }
    const tensor = tensors.get(stored)!;
    if (tensor.shape.join() !== shape.join()) {
      throw new Error(
        `${name} has shape [${tensor.shape.join(', ')}], but config.json makes it [${shape.join(', ')}]`,
      );
    }
    found.set(name, stored);
  }
  for (const parts of heads) {
    const missing = parts.filter((part) => !found.has(part));
    if (missing.length === 1)
      throw new Error(`the checkpoint has one of ${parts.join(' and ')}, not ${missing[0]}`);
  }
  return found;
}

/** The names that a parameter may have in a checkpoint. */
function storedNames({ names: { prefix } }: ModelConfig, name: string): string[] {
  const spelled = [
    name,
    name.replace(/LayerNorm\.weight$/, 'LayerNorm.gamma').replace(/LayerNorm\.bias$/, 'LayerNorm.beta'),
  ];
  return spelled.flatMap((spelling) =>
    spelling.startsWith(prefix) ? [spelling, spelling.slice(prefix.length)] : [spelling],
  );
}

/** @throws Error when the checkpoint is a pretrained encoder without a classifier, labels tokens, or its model is a regression */
export function requireClassifier(config: ModelConfig, parameters: { has(name: string): boolean }): void {
  if (!parameters.has(`${config.names.classifier}.weight`)) {
    throw new Error(
      'the checkpoint has no classifier: fine-tune it first (npm run finetune -- --base DIR ...)',
    );
  }
  if (!parameters.has(`${config.names.pooler}.weight`)) {
    throw new Error(
      `the checkpoint has a classifier and no ${config.names.pooler}.weight: it labels each token, and no whole text`,
    );
  }
  outputActivation(config);
}

/**
 * Adds the pooler and the classifier if the checkpoint has none. An empty checkpoint gets every parameter. The initial
 * values are those of transformers: weights are drawn from N(0, initializer_range), norms are one, biases are zero.
 * @param normal a seeded source of standard normal numbers
 */
export function withNewParameters(
  config: ModelConfig,
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
