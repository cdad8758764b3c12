import type { ModelManifest } from '../model/manifest';
import { modelFileError } from '../model/model-file';
import { outputActivation, type ModelConfig } from './model-config';
import { parameterShapes } from './parameters';

/**
 * Checks a manifest against the config.json beside it: the class names and their order, the sizes, and the shape of
 * every parameter.
 *
 * @param file what the manifest is called in errors
 * @throws ModelFileError naming the field that differs
 */
export function requireSameModel(manifest: ModelManifest, config: ModelConfig, file: string): void {
  const problem = differenceOf(manifest, config);
  if (problem !== null) throw modelFileError(file, problem);
}

function differenceOf(manifest: ModelManifest, config: ModelConfig): string | null {
  const { classes, activation = 'softmax', maxTokens, parameters = {} } = manifest;
  const same =
    classes.length === config.classes.length && classes.every((name, at) => name === config.classes[at]);
  if (!same) return 'classes are not those of config.json (id2label)';
  if (activation !== outputActivation(config)) return `activation "${activation}" is not that of config.json`;
  if (maxTokens > config.maxPositions) {
    return `maxTokens is ${maxTokens}, and the model has ${config.maxPositions} positions (config.json)`;
  }
  for (const field of ['embeddingSize', 'vocabularySize'] as const) {
    if (manifest[field] !== config[field])
      return `${field} is ${manifest[field]}, and ${config[field]} in config.json`;
  }
  const shapes = parameterShapes(config);
  for (const [name, { shape }] of Object.entries(parameters)) {
    const expected = shapes.get(name);
    if (!expected) return `parameters.${name} is no parameter of the model in config.json`;
    // Matrices are stored transposed, tables are not.
    if (String(shape) !== String(expected) && String(shape) !== String([...expected].reverse())) {
      return `parameters.${name}.shape is ${shape.join(' x ')} instead of ${expected.join(' x ')}`;
    }
  }
  return null;
}
