import { floatWeights } from '../core/graphs/float-weights';
import { storedWeights } from '../core/graphs/stored-weights';
import type { GoldenOutputs } from '../core/model/golden-outputs';
import { windowTokensOf, type ModelManifest } from '../core/model/manifest';
import { textIn } from '../core/model/packed-text';
import { outputActivation, type ModelConfig } from '../core/models/model-config';
import { parameterShapes } from '../core/models/parameters';
import { headParameters } from '../core/graphs/training-graph';
import type { Tokenizer } from '../core/text/types';
import type { ContentFile } from './content-cache';
import { FileFault } from './file-fault';
import { loadModelFiles } from './model-files';
import { neededFiles, type FileRole } from './model-manifest';
import type { ModelOrigin } from './model-origin';
import type { Teachable } from './teach-api';

/** A model that can be taught: what it is, and its weights in float32. */
export interface TeachBase {
  readonly manifest: ModelManifest;
  readonly config: ModelConfig;
  readonly tokenizer: Tokenizer;
  readonly golden: GoldenOutputs;
  /** As parsed from its folder: what it becomes is written with them. */
  readonly configJson: unknown;
  readonly tokenizerJson: unknown;
  readonly tokenizerConfig: unknown;
  /** Every parameter, by its name and in the checkpoint's layout. Never changed. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  /** As its card names it; null where none is known. */
  readonly licence: string | null;
}

/**
 * Reads a model to be taught from where it lies.
 * @param origin null: an ONNX file of others
 * @param version that the page runs
 * @param licence as its card names it
 * @throws FileFault saying why it cannot be taught, or which file is wrong
 */
export async function readTeachBase(
  origin: ModelOrigin,
  version: string,
  licence: string | null = null,
): Promise<TeachBase> {
  const { manifest, base } = origin;
  if (manifest.version !== version) {
    throw new FileFault(
      `The host has another version of ${manifest.name} now (${manifest.version}) than the one that runs here. Load the page anew: labels that are kept on this machine stay.`,
    );
  }
  const read = new Map<string, Uint8Array<ArrayBuffer>>();
  const { signal } = new AbortController();
  const bytesOf = async (file: ContentFile) => {
    const bytes = await origin.bytes(file, () => undefined, signal);
    read.set(file.url, bytes);
    return bytes;
  };
  const { config, tokenizer, golden, weights } = await loadModelFiles(manifest, base, 'wasm', bytesOf);
  requireOneLabel(manifest.name, config);
  // A copy of its own: the model's may be shared.
  const packed = storedWeights(config, manifest, new Uint8Array(weights));
  if (!packed) {
    throw new FileFault(
      `${manifest.name} cannot be taught here: its weights are not int8, or its manifest does not say where they lie. Export it as int8 (npm run export), or bring the folder that it was made from.`,
    );
  }
  const parameters = new Map([...floatWeights(config, packed)].map(([name, { data }]) => [name, data]));
  const missing = [...parameterShapes(config).keys()].find((name) => !parameters.has(name));
  if (missing !== undefined) {
    throw new FileFault(`${manifest.name} cannot be taught here: its weights have no ${missing}.`);
  }
  const needed = neededFiles(manifest, base, 'wasm');
  const json = (role: FileRole): unknown => {
    const { url } = needed.get(role)!;
    return JSON.parse(textIn(read.get(url)!, url));
  };
  return {
    manifest,
    config,
    tokenizer,
    golden,
    configJson: json('config'),
    tokenizerJson: json('tokenizer'),
    tokenizerConfig: json('tokenizerConfig'),
    parameters,
    licence,
  };
}

/** What can be taught of a model. */
export function teachableOf({ manifest, config }: Pick<TeachBase, 'manifest' | 'config'>): Teachable {
  const { names } = config;
  const shapes = parameterShapes(config);
  const count = (parameters: Iterable<string>) =>
    [...parameters].reduce((sum, name) => sum + shapes.get(name)!.reduce((a, b) => a * b, 1), 0);
  const head = headParameters(config);
  return {
    layers: names.layers.length,
    layerSets: new Set(names.layers.map(({ query }) => query)).size,
    weights: {
      classifier: count(head.filter((name) => name.startsWith(`${names.classifier}.`))),
      pooler: count(head),
      all: count(shapes.keys()),
    },
    maxTokens: windowTokensOf(manifest),
  };
}

/** @throws FileFault for a model that gives a text several labels */
function requireOneLabel(name: string, config: ModelConfig): void {
  if (outputActivation(config) === 'softmax') return;
  throw new FileFault(
    `${name} gives a text any number of labels at once, and what is taught here has one label a text. Teach it with the companion (npm run finetune).`,
  );
}
