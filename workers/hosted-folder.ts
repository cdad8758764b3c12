/**
 * A model's folder on the page's own host, named by `?model=`: what it is and what it costs, before any of it is loaded; and
 * the files of one that has to be made ready here. A host lists no folders: each file is asked for by its name.
 */
import { SHARD_INDEX, shardNames } from '../core/checkpoint/shards';
import { fileNames } from '../core/graphs/model-files';
import { parseJson } from '../core/model/model-file';
import { modelName } from '../core/model/model-name';
import {
  CARD,
  onnxData,
  onnxFile,
  onnxNames,
  pythonWeights,
  WEIGHTS,
  whyNoModel,
  type BroughtFolder,
} from './brought-folder';
import { isConvertible, requireConvertible, requireRunnable } from './convertible';
import { StallTimer, type Fetch } from './download';
import { FileFault } from './file-fault';
import { readManifest } from './model-manifest';

export interface HostedFolder {
  /** URL of the folder, ending with a slash. */
  readonly base: string;
  readonly name: string;
  readonly kind: BroughtFolder['kind'];
  /** Of what would be downloaded; null where the host does not say. */
  readonly bytes: number | null;
  /** Paths of what describes the model, which is small; none of an exported one, whose manifest names its files. */
  readonly description: readonly string[];
  readonly weights: readonly string[];
}

/** Milliseconds without a byte after which a download counts as standing still. */
const stallLimit = 20_000;

/**
 * What lies in a folder of the host: by its manifest.json, or else its config.json and what lies beside it.
 *
 * @param base URL of the folder, ending with a slash
 * @returns null where there is neither, or the host does not answer: who loads it as an exported model says what is wrong
 * @throws FileFault saying what a model that has to be converted lacks, that it is too large, or that the host is silent
 */
export async function lookAtHosted(base: string, fetch: Fetch): Promise<HostedFolder | null> {
  const name = modelName(decodeURIComponent(new URL(base).pathname.split('/').at(-2)!));
  const manifest = await jsonText(fetch, `${base}manifest.json`);
  if (manifest) {
    const bytes = exportedBytes(manifest);
    return bytes === null ? null : { base, name, kind: 'exported', bytes, description: [], weights: [] };
  }
  if (manifest === undefined) return null;
  const config = await jsonText(fetch, base + fileNames.config);
  if (config === null || config === undefined) return null;

  const files = new HostFiles(base, fetch);
  const described = [fileNames.config, fileNames.tokenizer, fileNames.tokenizerConfig, CARD];
  await files.probe([...described, WEIGHTS, SHARD_INDEX]);
  const shards = !files.has(WEIGHTS) && files.has(SHARD_INDEX);
  const weights = shards ? await shardsAt(name, base, fetch) : [WEIGHTS].filter((path) => files.has(path));
  if (shards) {
    await files.probe(weights);
    const missing = weights.find((path) => !files.has(path));
    if (missing !== undefined)
      throw new FileFault(`${name} has no ${missing}, which ${SHARD_INDEX} names in its weight_map.`);
  }
  const bytes = files.bytesOf(weights);
  // Weights that a page cannot convert are left alone where there is an ONNX file.
  if (weights.length === 0 || !isConvertible(parsed(config), bytes)) {
    const onnx = await onnxAt(files);
    if (onnx.length > 0) {
      const size = files.bytesOf(onnx);
      if (size !== null) requireRunnable(name, size);
      return { base, name, kind: 'onnx', bytes: size, description: files.of(described), weights: onnx };
    }
  }
  if (weights.length === 0) {
    await files.probe(pythonWeights);
    throw new FileFault(whyNoModel(name, files));
  }
  if (bytes !== null) requireConvertible(name, bytes);
  const description = files.of(shards ? [...described, SHARD_INDEX] : described);
  return { base, name, kind: 'checkpoint', bytes, description, weights };
}

/** What a host has of a folder, as far as it was asked. */
class HostFiles {
  /** Bytes, by path; null where the host does not say. */
  readonly #sizes = new Map<string, number | null>();

  constructor(
    private readonly base: string,
    private readonly fetch: Fetch,
  ) {}

  async probe(paths: readonly string[]): Promise<void> {
    const sizes = await Promise.all(paths.map((path) => sizeOf(this.fetch, this.base + path)));
    paths.forEach((path, at) => sizes[at] !== undefined && this.#sizes.set(path, sizes[at]));
  }

  has(path: string): boolean {
    return this.#sizes.has(path);
  }

  /** Those of some files that are there. */
  of(paths: readonly string[]): string[] {
    return paths.filter((path) => this.has(path));
  }

  /** null where the host does not say it of each. */
  bytesOf(paths: readonly string[]): number | null {
    const sizes = paths.map((path) => this.#sizes.get(path) ?? null);
    return sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + size!, 0);
  }
}

/** The ONNX file that would run, and its data where they lie apart; nothing where there is none. */
async function onnxAt(files: HostFiles): Promise<string[]> {
  await files.probe(onnxNames);
  const file = onnxFile(files);
  if (file === undefined) return [];
  await files.probe([onnxData(file)]);
  return files.of([file, onnxData(file)]);
}

/**
 * The files of a folder, as if a reader had brought them. What describes the model comes first, so that what cannot be read
 * is known before the weights come. The weights go into the browser's own store of blobs, not into a script's memory.
 *
 * @param requireReadable told of the folder without its weights; throws what is wrong with it
 * @param onBytes told the bytes of weights that have come since it was last called
 * @throws FileFault naming the file that cannot be had
 */
export async function fetchHosted(
  { base, name, kind, description, weights }: HostedFolder,
  fetch: Fetch,
  requireReadable: (folder: BroughtFolder) => Promise<void>,
  onBytes: (count: number) => void,
): Promise<BroughtFolder> {
  const files = new Map<string, Blob>();
  for (const path of description) files.set(path, await blobAt(fetch, base + path, () => undefined));
  await requireReadable({ name, kind, files });
  let received = 0;
  for (const path of weights) {
    const content = await blobAt(fetch, base + path, (count) => {
      received += count;
      // A host that does not say how much will come has not been held to the limit yet.
      if (kind === 'checkpoint') requireConvertible(name, received);
      else requireRunnable(name, received);
      onBytes(count);
    });
    files.set(path, content);
  }
  return { name, kind, files };
}

/** null where it is no manifest: who loads the model says so. */
function exportedBytes(manifest: string): number | null {
  try {
    const { sizes } = readManifest('manifest.json', manifest);
    return Object.values(sizes).reduce((sum, size) => sum + size, 0);
  } catch {
    return null;
  }
}

/** undefined where it is no JSON: who reads it says what is wrong. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

async function shardsAt(name: string, base: string, fetch: Fetch): Promise<string[]> {
  const text = await jsonText(fetch, base + SHARD_INDEX);
  try {
    return [...shardNames(parseJson(text ?? '', SHARD_INDEX))];
  } catch (error) {
    throw new FileFault(`${name}: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * The text of a JSON file; null where the host has none: many a host answers with a page of its own instead; undefined where
 * it cannot tell now, or is not there.
 *
 * @throws FileFault where it accepts and never answers: who asks it again would wait as long again
 */
async function jsonText(fetch: Fetch, url: string): Promise<string | null | undefined> {
  const stall = new StallTimer(stallLimit);
  try {
    const response = await fetch(url, { cache: 'no-cache', signal: stall.signal });
    if (response.status >= 500) return undefined;
    const text = response.ok ? await response.text() : '';
    return /^\s*\{/.test(text) ? text : null;
  } catch (cause) {
    if (stall.signal.aborted) throw silent(url, cause);
    return undefined;
  } finally {
    stall.stop();
  }
}

function silent(url: string, cause: unknown): FileFault {
  const seconds = stallLimit / 1000;
  return new FileFault(
    `${url} could not be loaded: the server did not answer for ${seconds} seconds. Try again.`,
    { cause },
  );
}

/**
 * Bytes of a file; null where the host has it and does not say, or cannot tell now: who fetches it says why; undefined where
 * it has none.
 *
 * @throws FileFault as `jsonText`
 */
async function sizeOf(fetch: Fetch, url: string): Promise<number | null | undefined> {
  const stall = new StallTimer(stallLimit);
  try {
    const { ok, status, headers } = await fetch(url, {
      method: 'HEAD',
      cache: 'no-cache',
      signal: stall.signal,
    });
    if (status >= 500) return null;
    if (!ok || headers.get('Content-Type')?.includes('html')) return undefined;
    const length = headers.get('Content-Length');
    // Of what is packed on its way the host says the packed length.
    return length === null || headers.has('Content-Encoding') ? null : Number(length);
  } catch (cause) {
    if (stall.signal.aborted) throw silent(url, cause);
    return undefined;
  } finally {
    stall.stop();
  }
}

/** @throws FileFault saying that it did not come; what `onBytes` throws */
async function blobAt(fetch: Fetch, url: string, onBytes: (count: number) => void): Promise<Blob> {
  const stall = new StallTimer(stallLimit);
  let refused: Error | undefined;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      stall.restart();
      try {
        onBytes(chunk.byteLength);
      } catch (error) {
        refused = error as Error;
        throw error;
      }
      controller.enqueue(chunk);
    },
  });
  try {
    const response = await fetch(url, { cache: 'no-cache', signal: stall.signal });
    if (!response.ok || !response.body)
      throw new FileFault(`${url} could not be loaded: the server answered ${response.status}.`);
    return await new Response(response.body.pipeThrough(counted)).blob();
  } catch (error) {
    if (refused) throw refused;
    if (error instanceof FileFault) throw error;
    throw new FileFault(
      stall.signal.aborted
        ? `${url} stands still: nothing came for ${stallLimit / 1000} seconds. Try again.`
        : `${url} could not be loaded: the connection broke. Check the network and try again.`,
      { cause: error },
    );
  } finally {
    stall.stop();
  }
}
