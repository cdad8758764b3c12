import { readCheckpoint, withNewParameters } from '../../core/checkpoint/checkpoint';
import { parseModelConfig } from '../../core/models/registry';
import type { Tensor } from '../../core/checkpoint/safetensors';
import { seedOf } from '../../core/training/seeds';
import type { ModelFolder } from '../../runtime/node/model-folder';
import type { Base } from './base';
import { withClasses, type Classes } from './classes';
import { extendTokenizer } from './extend-tokenizer';
import { normalNumbers } from './random-base';

export interface StartOptions {
  readonly classes: Classes;
  /** See `extendTokenizer`. */
  readonly extendTokenizer: boolean;
  /** The seed of the weights that the base lacks. */
  readonly freshWeightsSeed: number;
}

/** How many outputs the classifier in a base's checkpoint has; null if there is none. */
export function headSize({ config, tensors }: Base): number | null {
  return tensors?.get(`${config.names.classifier}.weight`)?.shape[0] ?? null;
}

/**
 * The model with which training starts: the base, with the classes of the run and with every parameter that it needs.
 * @throws Error naming the base and what in it is wrong
 */
export function startModel(base: Base, options: StartOptions): ModelFolder {
  const { names, head, problem } = options.classes;
  try {
    const configJson = withClasses(base.configJson, names, problem);
    const config = parseModelConfig(configJson);
    const { tokenizerJson, tokenizerConfig } = base;
    const parameters = base.tensors
      ? readCheckpoint(config, withHead(base.tensors, config.names.classifier, head))
      : new Map();
    const read = { config, configJson, parameters, tokenizerJson, tokenizerConfig };
    const model = options.extendTokenizer ? extendTokenizer(read) : read;
    const fresh = normalNumbers(seedOf('weights', options.freshWeightsSeed));
    return { ...model, parameters: withNewParameters(model.config, model.parameters, fresh) };
  } catch (cause) {
    throw new Error(`${base.name}: ${(cause as Error).message}`, { cause });
  }
}

/** The tensors, with these outputs of the classifier in this order. Null removes the classifier. */
function withHead(
  tensors: ReadonlyMap<string, Tensor>,
  classifier: string,
  outputs: readonly number[] | null,
): ReadonlyMap<string, Tensor> {
  return new Map(
    [...tensors].flatMap(([name, tensor]) => {
      if (!name.startsWith(`${classifier}.`)) return [[name, tensor] as const];
      return outputs === null ? [] : [[name, chosenRows(tensor, outputs)] as const];
    }),
  );
}

/** Chosen rows of a matrix, or entries of a vector. */
function chosenRows({ shape, data }: Tensor, rows: readonly number[]): Tensor {
  const width = data.length / shape[0]!;
  const chosen = new Float32Array(rows.length * width);
  rows.forEach((row, at) => chosen.set(data.subarray(row * width, (row + 1) * width), at * width));
  return { shape: [rows.length, ...shape.slice(1)], data: chosen };
}
