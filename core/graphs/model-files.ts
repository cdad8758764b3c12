import type { ModelManifest, ParameterLayout } from '../model/manifest';
import { requireClassifier, type Parameters } from '../checkpoint/checkpoint';
import type { ModelConfig } from '../models/model-config';
import { forwardGraph, gradientGraph } from './inference-graphs';
import { packWeights, type PackedWeights, type Precision } from './packed-weights';

/** Names of a model's files beside its manifest. */
export const fileNames = {
  forward: 'forward.onnx',
  forwardInteger: 'forward-integer.onnx',
  gradient: 'gradient.onnx',
  weights: 'weights.bin',
  tokenizer: 'tokenizer.json',
  packedTokenizer: 'tokenizer.bin',
  tokenizerConfig: 'tokenizer_config.json',
  config: 'config.json',
  golden: 'golden.json',
  background: 'background.json',
} as const;

export interface ModelFiles {
  /** Graphs and weights, by name. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly wordEmbeddings: ModelManifest['wordEmbeddings'];
  /** int8 only. */
  readonly parameters?: ParameterLayout;
}

/**
 * The graphs of a classifier and the weights file that they share.
 * @throws Error when the checkpoint has no classifier, or it is a regression
 */
export function modelFiles(
  config: ModelConfig,
  parameters: Parameters,
  { precision, temperature }: { readonly precision: Precision; readonly temperature: number },
): ModelFiles {
  requireClassifier(config, parameters);
  const packed = packWeights(config, parameters, precision, fileNames.weights);
  return graphsOf(config, packed, { precision, temperature });
}

/** The same of weights that are packed already. */
export function graphsOf(
  config: ModelConfig,
  packed: PackedWeights,
  { precision, temperature }: { readonly precision: Precision; readonly temperature: number },
): ModelFiles {
  const files = new Map<string, Uint8Array<ArrayBuffer>>([
    [fileNames.weights, packed.bytes],
    [fileNames.forward, forwardGraph(config, packed, { temperature, arithmetic: 'float' })],
    [fileNames.gradient, gradientGraph(config, packed, { temperature })],
  ]);
  if (precision === 'int8') {
    files.set(fileNames.forwardInteger, forwardGraph(config, packed, { temperature, arithmetic: 'integer' }));
  }
  const { external, dataType, scales } = packed.tensors.get(config.names.words)!;
  return {
    files,
    wordEmbeddings: {
      offset: external.offset,
      dataType: dataType as ModelManifest['wordEmbeddings']['dataType'],
      ...(scales && { scalesOffset: scales.offset }),
    },
    ...(precision === 'int8' && { parameters: layoutOf(config, packed) }),
  };
}

function layoutOf({ names }: ModelConfig, { tensors }: PackedWeights): ParameterLayout {
  const entries = [...tensors]
    .filter(([name]) => name !== names.words)
    .map(([name, { shape, external, scales }]) => [
      name,
      { shape, offset: external.offset, ...(scales && { scalesOffset: scales.offset }) },
    ]);
  return Object.fromEntries(entries) as ParameterLayout;
}
