import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { ConformalSets } from '../metrics/conformal';
import background from '../model/background.json';
import { goldenClaims } from '../model/claims';
import { mostIntegerTolerance, type GoldenOutputs } from '../model/golden-outputs';
import type { ModelManifest } from '../model/manifest';
import { packText } from '../model/packed-text';
import { outputActivation, type ModelConfig } from '../models/model-config';
import { fileNames, type ModelFiles } from './model-files';

/** What an exported model is made of beside its graphs: the parsed files of the folder that it comes from. */
export interface ModelParts {
  readonly config: ModelConfig;
  readonly configJson: unknown;
  readonly tokenizerJson: unknown;
  readonly tokenizerConfig: unknown;
}

export interface ExportSettings {
  readonly name: string;
  /** Divides the logits. */
  readonly temperature: number;
  /** Longer texts are read in windows of this many tokens; the model's maximum by default. */
  readonly windowTokens?: number;
  /** Which answers a reading leaves open; said nothing of by default. */
  readonly conformalSets?: ConformalSets;
  /** Codes of the languages that it reads; said nothing of by default. */
  readonly languages?: readonly string[];
}

export type FileBytes = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/**
 * An exported model: every file by its name, and the manifest that names them. Where integer products err too much on its
 * weights, it has no graph of them: texts are read in float.
 *
 * @param measure what a faithful backend answers on the files it is given, which are all but the golden outputs; the manifest
 * beside them has no hashes yet
 */
export async function assembleModel(
  source: ModelParts,
  { files: graphs, wordEmbeddings, parameters }: ModelFiles,
  { name, temperature, windowTokens, conformalSets, languages }: ExportSettings,
  measure: (files: FileBytes, manifest: ModelManifest) => Promise<GoldenOutputs>,
): Promise<{ readonly manifest: ModelManifest; readonly files: FileBytes }> {
  const { config } = source;
  const tokenizer = encode(source.tokenizerJson);
  const files = new Map<string, Uint8Array<ArrayBuffer>>([
    ...graphs,
    // As it is for transformers, and packed for the page.
    [fileNames.tokenizer, tokenizer],
    [fileNames.packedTokenizer, packText(tokenizer)],
    [fileNames.tokenizerConfig, encode(source.tokenizerConfig)],
    [fileNames.config, encode(source.configJson)],
    [fileNames.background, encode(background)],
  ]);
  const description = {
    format: 1,
    name,
    classes: config.classes,
    activation: outputActivation(config),
    maxTokens: config.maxPositions,
    ...(windowTokens !== undefined && { windowTokens }),
    embeddingSize: config.embeddingSize,
    vocabularySize: config.vocabularySize,
    temperature,
    ...(conformalSets && { conformalSets }),
    ...(languages && { languages }),
    files: {
      forward: fileNames.forward,
      ...(files.has(fileNames.forwardInteger) && { forwardInteger: fileNames.forwardInteger }),
      gradient: fileNames.gradient,
      weights: fileNames.weights,
      tokenizer: fileNames.packedTokenizer,
      tokenizerConfig: fileNames.tokenizerConfig,
      config: fileNames.config,
      golden: fileNames.golden,
      background: fileNames.background,
    },
    wordEmbeddings,
    ...(parameters && { parameters }),
  } as const;
  const measured = await measure(files, { ...description, version: '', sizes: {}, hashes: {} });
  const isNear = measured.tolerance.integerLogits <= mostIntegerTolerance;
  const golden = isNear ? measured : inFloatAlone(measured);
  if (!isNear) files.delete(fileNames.forwardInteger);
  files.set(fileNames.golden, encode({ ...golden, ...goldenClaims(description, golden.rows) }));
  const { forwardInteger, ...floatFiles } = description.files;
  const named = isNear && forwardInteger ? description.files : floatFiles;
  return { manifest: { ...description, files: named, ...identityOf(files) }, files };
}

function inFloatAlone({ tolerance, ...others }: GoldenOutputs): GoldenOutputs {
  return { ...others, tolerance: { ...tolerance, integerLogits: tolerance.logits } };
}

/** What tells these files from any others. The packed tokenizer says nothing that the plain one does not. */
function identityOf(files: FileBytes): Pick<ModelManifest, 'version' | 'sizes' | 'hashes'> {
  const all = sha256.create();
  for (const [name, bytes] of files) if (name !== fileNames.packedTokenizer) all.update(bytes);
  return {
    version: bytesToHex(all.digest()).slice(0, 16),
    sizes: Object.fromEntries([...files].map(([name, { length }]) => [name, length])),
    hashes: Object.fromEntries([...files].map(([name, bytes]) => [name, bytesToHex(sha256(bytes))])),
  };
}

function encode(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}
