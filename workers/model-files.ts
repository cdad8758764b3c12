import type { GoldenOutputs, ModelManifest } from '../core/model/manifest';
import type { Backend } from './api';
import type { ContentCache, ContentFile } from './content-cache';
import { FileFault, NewerFormat } from './file-fault';

/** A model's files, as one backend needs them. */
export interface ModelFiles {
  readonly manifest: ModelManifest;
  readonly forward: Uint8Array<ArrayBuffer>;
  readonly gradient: Uint8Array<ArrayBuffer>;
  readonly weights: Uint8Array<ArrayBuffer>;
  readonly tokenizer: unknown;
  readonly tokenizerConfig: unknown;
  readonly golden: GoldenOutputs;
  /** Neutral texts: the baseline distribution of Gradient SHAP. */
  readonly background: readonly string[];
  /** config.json where the model runs on integers, else null. */
  readonly config: unknown;
  /** Whether `forward` is the graph with integer matrix products. */
  readonly integer: boolean;
}

/**
 * Reads the text of models/<name>/manifest.json.
 *
 * @param url where it comes from
 * @throws FileFault when it is no manifest, or not one that this version of the page reads
 */
export function readManifest(url: string, text: string): ModelManifest {
  let manifest: Partial<ModelManifest>;
  try {
    manifest = JSON.parse(text) as Partial<ModelManifest>;
  } catch {
    throw new FileFault(
      `${url} is not a model's manifest: it holds no JSON. Is the model uploaded beside the page?`,
    );
  }
  const format: unknown = manifest.format;
  if (typeof format === 'number' && format > 1) {
    throw new NewerFormat(`${url} is of format ${format}, which a newer version of this page reads.`);
  }
  if (format !== 1 || !manifest.files || !manifest.sizes || !manifest.hashes || !manifest.classes) {
    throw new FileFault(`${url} is not a manifest of format 1. Export the model again with this version.`);
  }
  return manifest as ModelManifest;
}

/** The files that a backend needs, by their role, with the sizes and hashes that the manifest states. */
export function neededFiles(
  manifest: ModelManifest,
  base: string,
  backend: Backend,
): Map<string, ContentFile> {
  const { files } = manifest;
  const integer = backend === 'webgpu' ? undefined : files.forwardInteger;
  const paths: (readonly [role: string, path: string])[] = [
    ['forward', integer ?? files.forward],
    ['gradient', files.gradient],
    ['weights', files.weights],
    ['tokenizer', files.tokenizer],
    ['tokenizerConfig', files.tokenizerConfig],
    ['golden', files.golden],
    ['background', files.background],
    ...(integer ? ([['config', files.config]] as const) : []),
  ];
  return new Map(
    paths.map(([role, path]) => {
      const size = manifest.sizes[path];
      const sha256 = manifest.hashes[path];
      if (size === undefined || sha256 === undefined) {
        throw new FileFault(`The manifest states no size or hash of ${path}. Export the model again.`);
      }
      return [role, { url: new URL(path, base).href, size, sha256 }];
    }),
  );
}

/** Fetches a model's files (see neededFiles) through the cache. */
export async function loadModelFiles(
  cache: ContentCache,
  manifest: ModelManifest,
  base: string,
  backend: Backend,
  onBytes: (count: number) => void,
  signal: AbortSignal,
): Promise<ModelFiles> {
  const needed = neededFiles(manifest, base, backend);
  const entries = await Promise.all(
    Array.from(
      needed,
      async ([role, file]) => [role, await cache.bytes(file, base, onBytes, signal)] as const,
    ),
  );
  const bytes = new Map(entries);
  const get = (role: string): Uint8Array<ArrayBuffer> => {
    const found = bytes.get(role);
    if (!found) throw new Error(`No file for ${role}`);
    return found;
  };
  const json = (role: string): unknown => JSON.parse(new TextDecoder().decode(get(role)));
  return {
    manifest,
    forward: get('forward'),
    gradient: get('gradient'),
    weights: get('weights'),
    tokenizer: json('tokenizer'),
    tokenizerConfig: json('tokenizerConfig'),
    golden: json('golden') as GoldenOutputs,
    background: (json('background') as { readonly texts: readonly string[] }).texts,
    config: bytes.has('config') ? json('config') : null,
    integer: backend !== 'webgpu' && manifest.files.forwardInteger !== undefined,
  };
}
