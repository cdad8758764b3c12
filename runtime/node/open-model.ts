import { existsSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { forwardGraph } from '../../core/graphs/inference-graphs';
import { fileNames, modelFiles } from '../../core/graphs/model-files';
import { storedWeights } from '../../core/graphs/stored-weights';
import type { DifferentiableClassifier } from '../../core/model/classifier';
import { readManifest, windowTokensOf, type ModelManifest } from '../../core/model/manifest';
import { modelFileError } from '../../core/model/model-file';
import { readWordEmbeddings } from '../../core/model/word-embeddings';
import { outputActivation, type ModelConfig } from '../../core/models/model-config';
import type { Tokenizer } from '../../core/text/types';
import { createClassifier } from '../classifier';
import { sessionForward } from '../forward';
import { sessionGradients } from '../gradients';
import { checkGolden } from '../golden-check';
import { readDescription, readExpectations, type ModelDescription, type ModelText } from '../read-model';
import { createTokenizer } from '../tokenizer';
import { readModelFolder, readBytes, readJson, readText, requireFolder } from './model-folder';
import { productsSaturate } from './saturation';
import { openSession, type Device, type GraphSource } from './session';

export interface OpenOptions {
  readonly device?: Device;
  /** Threads of one operator; all cores by default. */
  readonly threads?: number;
  /** How many tokens the model gets at once, padding included. */
  readonly batchTokens?: number;
}

export interface OpenModel {
  readonly classifier: DifferentiableClassifier;
  readonly tokenizer: Tokenizer;
  /** The number by which the logits have been divided. */
  readonly temperature: number;
  /** Exported models only. */
  readonly manifest?: ModelManifest;
  readonly dispose: () => Promise<void>;
}

/**
 * Opens a model in Node. An exported model (manifest.json) is compared with its golden outputs; on the CPU, int8 graphs
 * run with integers. A Hugging Face folder runs in float32.
 * @throws Error naming the file that is missing, truncated or wrong, or the device that is not there or answers wrongly
 */
export async function openModel(folder: string, options: OpenOptions = {}): Promise<OpenModel> {
  await requireFolder(folder);
  if (existsSync(join(folder, 'manifest.json'))) {
    const manifest = readManifest(await readJson(folder, 'manifest.json'), join(folder, 'manifest.json'));
    return openChecked(folder, manifest, options);
  }
  if (existsSync(join(folder, 'config.json'))) return openHuggingFace(folder, options);
  throw new Error(`${folder} is no model: it has neither manifest.json (an exported model) nor config.json`);
}

/** Opens an exported model and compares its answers with its golden outputs: see runtime/golden-check.ts. */
async function openChecked(
  folder: string,
  manifest: ModelManifest,
  options: OpenOptions,
): Promise<OpenModel> {
  const { files } = manifest;
  await requireWhole(folder, manifest);
  const description = await descriptionOf(folder, manifest);
  const texts = await textsOf(folder, manifest, ['golden', 'background']);
  const { golden } = readExpectations(manifest, texts);
  const model = await openDescribed(folder, manifest, description, options);
  const { device = 'cpu' } = options;
  try {
    await checkGolden(model.classifier, golden, device === 'cpu' && files.forwardInteger !== undefined);
    return model;
  } catch (cause) {
    await model.dispose();
    const reason = (cause as Error).message;
    const remedy =
      device === 'cpu' ? 'copy or export the model again' : 'use --device cpu, or export the model again';
    throw new Error(
      `${folder} does not answer on ${device} as ${join(folder, files.golden)} says it must: ${reason}; ${remedy}`,
      { cause },
    );
  }
}

/**
 * Opens the files that a manifest names, without comparing answers: export makes the golden outputs with it.
 * @throws Error naming the file that is missing, truncated or wrong, or the device that is not there
 */
export async function openExported(
  folder: string,
  manifest: ModelManifest,
  options: OpenOptions = {},
): Promise<OpenModel> {
  return openDescribed(folder, manifest, await descriptionOf(folder, manifest), options);
}

async function descriptionOf(folder: string, manifest: ModelManifest): Promise<ModelDescription> {
  return readDescription(
    manifest,
    await textsOf(folder, manifest, ['config', 'tokenizer', 'tokenizerConfig']),
  );
}

async function openDescribed(
  folder: string,
  manifest: ModelManifest,
  { config, tokenizer }: ModelDescription,
  options: OpenOptions,
): Promise<OpenModel> {
  const { files } = manifest;
  const weights = await readBytes(folder, files.weights);
  const sessions = await openSessions(
    await forwardOf(folder, manifest, config, weights, options),
    fileSource(folder, files.gradient),
    options,
  );
  return {
    classifier: createClassifier({
      forward: sessionForward(ort.Tensor, sessions.forward),
      gradients: sessionGradients(ort.Tensor, sessions.gradient),
      embeddings: readWordEmbeddings(manifest, weights),
      classes: manifest.classes,
      activation: manifest.activation ?? 'softmax',
      maxTokens: manifest.maxTokens,
      windowTokens: windowTokensOf(manifest),
      ...(options.batchTokens !== undefined && { batchTokens: options.batchTokens }),
    }),
    tokenizer,
    temperature: manifest.temperature,
    manifest,
    dispose: () => release(sessions),
  };
}

/**
 * @throws Error naming the first file that is not as the manifest describes it, even if this device does not read that
 *   file
 */
async function requireWhole(folder: string, { files, sizes, hashes }: ModelManifest): Promise<void> {
  for (const name of Object.values(files)) {
    const bytes = await readBytes(
      folder,
      name,
      ({ size }) =>
        size === sizes[name] ||
        `it has ${size} bytes instead of ${sizes[name]}. Copy or export the model again`,
    );
    if (createHash('sha256').update(bytes).digest('hex') !== hashes[name]) {
      throw modelFileError(
        join(folder, name),
        'it is not the file that the manifest describes (its SHA-256 differs)',
      );
    }
  }
}

/** Reads text files of a model. The function that it returns gives the text of a role. */
async function textsOf<Role extends keyof ModelManifest['files']>(
  folder: string,
  { files }: ModelManifest,
  roles: readonly Role[],
): Promise<(role: Role) => ModelText> {
  const texts = await Promise.all(
    roles.map(async (role) => [role, await readText(folder, String(files[role]))] as const),
  );
  const byRole = new Map(texts);
  return (role) => byRole.get(role)!;
}

async function openHuggingFace(folder: string, options: OpenOptions): Promise<OpenModel> {
  const { config, parameters, tokenizerJson, tokenizerConfig } = await readModelFolder(folder);
  const { files, wordEmbeddings } = modelFiles(config, parameters, { precision: 'float32', temperature: 1 });
  // The runtime reads external weights only from files. They are written to a temporary folder, which is removed with
  // the model.
  const temporary = await mkdtemp(join(tmpdir(), 'albert-lens-'));
  const remove = () => rm(temporary, { recursive: true, force: true });
  try {
    for (const [name, bytes] of files) await writeFile(join(temporary, name), bytes);
    const sessions = await openSessions(
      fileSource(temporary, fileNames.forward),
      fileSource(temporary, fileNames.gradient),
      options,
    );
    const layout = {
      embeddingSize: config.embeddingSize,
      vocabularySize: config.vocabularySize,
      wordEmbeddings,
    };
    return {
      classifier: createClassifier({
        forward: sessionForward(ort.Tensor, sessions.forward),
        gradients: sessionGradients(ort.Tensor, sessions.gradient),
        embeddings: readWordEmbeddings(layout, files.get(fileNames.weights)!),
        classes: config.classes,
        activation: outputActivation(config),
        maxTokens: config.maxPositions,
        ...(options.batchTokens !== undefined && { batchTokens: options.batchTokens }),
      }),
      tokenizer: createTokenizer(tokenizerJson, tokenizerConfig),
      temperature: 1,
      async dispose() {
        await release(sessions);
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

function fileSource(folder: string, name: string): GraphSource {
  return { graph: join(folder, name), what: join(folder, name) };
}

interface Sessions {
  readonly forward: ort.InferenceSession;
  readonly gradient: ort.InferenceSession;
}

/**
 * The forward graph for a device. On the CPU it is the integer graph, if there is one. If the processor's products of
 * signed bytes saturate, the graph is made again, with unsigned weights.
 */
async function forwardOf(
  folder: string,
  manifest: ModelManifest,
  config: ModelConfig,
  weights: Uint8Array<ArrayBuffer>,
  { device = 'cpu' }: OpenOptions,
): Promise<GraphSource> {
  const { files, temperature } = manifest;
  if (device !== 'cpu' || !files.forwardInteger) return fileSource(folder, files.forward);
  const packed = storedWeights(config, manifest, weights);
  // An export that does not say where its parameters lie has the unsigned graph already.
  if (!packed || !(await productsSaturate())) return fileSource(folder, files.forwardInteger);
  const graph = forwardGraph(config, packed, { temperature, arithmetic: 'unsigned-integer' });
  return {
    graph,
    what: join(folder, files.forwardInteger),
    externalData: [{ path: files.weights, data: weights }],
  };
}

async function openSessions(
  forward: GraphSource,
  gradient: GraphSource,
  { device = 'cpu', threads }: OpenOptions,
): Promise<Sessions> {
  const open = (source: GraphSource) => openSession(source, { device, threads });
  return { forward: await open(forward), gradient: await open(gradient) };
}

async function release({ forward, gradient }: Sessions): Promise<void> {
  await forward.release();
  await gradient.release();
}
