import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { readManifest, windowTokensOf, type ModelManifest } from '../../../core/model/manifest';
import { modelFileError, parseJson } from '../../../core/model/model-file';
import { textIn } from '../../../core/model/packed-text';
import { readWordEmbeddings } from '../../../core/model/word-embeddings';
import type { DifferentiableClassifier } from '../../../core/model/classifier';
import { createClassifier } from '../../../runtime/classifier';
import { sessionForward } from '../../../runtime/forward';
import { checkGolden } from '../../../runtime/golden-check';
import { sessionGradients } from '../../../runtime/gradients';
import { readDescription, readExpectations } from '../../../runtime/read-model';
import { sessionConfig } from '../../../runtime/session-config';
import type { TextModel } from './text-model';

/** Reads a file of a model folder by its name. */
export type ReadFile = (name: string) => Promise<Uint8Array<ArrayBuffer>>;

export interface OpenedModel extends TextModel {
  readonly classifier: DifferentiableClassifier;
  readonly manifest: ModelManifest;
  /** Frees the runtime's memory; the model answers no more. */
  readonly close: () => Promise<void>;
}

/** Tokens, padding included, that a session is given at once: this bounds how long a cancel waits. */
const batchTokens = 512;

/**
 * Opens an exported model folder (manifest.json beside its files) on onnxruntime-web's WASM, in a browser or Node. Every
 * file is held against the manifest's size and SHA-256, the model's answers against its golden outputs.
 *
 * @param folder where it lies: an address that fetch takes, or what reads a file by name (see "albert-lens/node")
 * @throws Error naming the file that is missing, damaged or wrong, or by how much the answers are off
 */
export async function openModel(folder: string | URL | ReadFile): Promise<OpenedModel> {
  const read = typeof folder === 'function' ? folder : fetched(folder);
  const manifest = readManifest(
    parseJson(new TextDecoder().decode(await read('manifest.json')), 'manifest.json'),
    'manifest.json',
  );
  const bytes = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const name of new Set(Object.values(manifest.files)))
    bytes.set(name, whole(manifest, name, await read(name)));
  const get = (role: keyof ModelManifest['files']) => bytes.get(String(manifest.files[role]))!;
  const textOf = (role: keyof ModelManifest['files']) => ({
    file: String(manifest.files[role]),
    text: textIn(get(role), String(manifest.files[role])),
  });
  const { tokenizer } = readDescription(manifest, textOf);
  const { golden, background } = readExpectations(manifest, textOf);
  // Half a megabyte, which other models do without.
  const { InferenceSession, Tensor } = await import('onnxruntime-web');
  const open = (graph: Uint8Array) =>
    InferenceSession.create(graph, {
      executionProviders: ['wasm'],
      externalData: [{ path: manifest.files.weights, data: get('weights') }],
      logSeverityLevel: 3,
      extra: sessionConfig,
    });
  const integer = manifest.files.forwardInteger !== undefined;
  // One after the other: the runtime starts up with the first.
  const forward = await open(get(integer ? 'forwardInteger' : 'forward'));
  const gradient = await open(get('gradient'));
  const close = async () => {
    await forward.release();
    await gradient.release();
  };
  const classifier = createClassifier({
    forward: sessionForward(Tensor, forward),
    gradients: sessionGradients(Tensor, gradient),
    embeddings: readWordEmbeddings(manifest, get('weights')),
    classes: manifest.classes,
    activation: manifest.activation ?? 'softmax',
    maxTokens: manifest.maxTokens,
    windowTokens: windowTokensOf(manifest),
    batchTokens,
  });
  try {
    await checkGolden(classifier, golden, integer);
  } catch (cause) {
    await close();
    throw new Error(
      `The model does not answer as ${manifest.files.golden} says it must: ${(cause as Error).message}. Export it again.`,
      { cause },
    );
  }
  return { classifier, tokenizer, neutralTexts: background, manifest, close };
}

function fetched(folder: string | URL): ReadFile {
  const text = String(folder);
  const base = text.endsWith('/') ? text : `${text}/`;
  return async (name) => {
    const url = `${base}${name}`;
    let response: Response;
    try {
      response = await fetch(url);
    } catch (cause) {
      throw new Error(`Cannot fetch ${url}. Of a folder on disk, open a reader: see "albert-lens/node".`, {
        cause,
      });
    }
    if (!response.ok) throw new Error(`Cannot fetch ${url}: the host answers ${response.status}.`);
    return new Uint8Array(await response.arrayBuffer());
  };
}

function whole(
  { sizes, hashes }: ModelManifest,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  if (bytes.length !== sizes[name]) {
    throw modelFileError(name, `it has ${bytes.length} bytes instead of ${sizes[name]}`);
  }
  if (bytesToHex(sha256(bytes)) !== hashes[name]) {
    throw modelFileError(name, 'it is not the file that the manifest describes (its SHA-256 differs)');
  }
  return bytes;
}
