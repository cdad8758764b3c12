import { readManifest as checkedManifest, type ModelManifest } from '../core/model/manifest';
import { ModelFileError, parseJson } from '../core/model/model-file';
import type { Backend } from './api';
import type { ContentFile } from './content-cache';
import { FileFault, NewerFormat } from './file-fault';

/**
 * Reads the text of models/<name>/manifest.json.
 *
 * @param url where it comes from
 * @throws FileFault when it is no manifest, or names the field that does not fit; NewerFormat
 */
export function readManifest(url: string, text: string): ModelManifest {
  let json: unknown;
  try {
    json = parseJson(text, url);
  } catch {
    throw new FileFault(
      `${url} is not a model's manifest: it holds no JSON. Is the model uploaded beside the page?`,
    );
  }
  const { format } = Object(json) as { readonly format?: unknown };
  if (typeof format === 'number' && format > 1) {
    throw new NewerFormat(`${url} is of format ${format}, which a newer version of this page reads.`);
  }
  return told(() => checkedManifest(json, url));
}

/** What a file of a model is for. */
export type FileRole = Exclude<keyof ModelManifest['files'], 'forwardInteger'>;

/** Whether a backend runs the graph with integer matrix products as a model's forward graph. */
export function runsIntegers(manifest: ModelManifest, backend: Backend): boolean {
  return backend !== 'webgpu' && manifest.files.forwardInteger !== undefined;
}

/** The files that a backend needs, by their role, with the sizes and hashes that the manifest states. */
export function neededFiles(
  manifest: ModelManifest,
  base: string,
  backend: Backend,
): Map<FileRole, ContentFile> {
  const { files } = manifest;
  const forward = runsIntegers(manifest, backend) ? files.forwardInteger! : files.forward;
  const paths: (readonly [role: FileRole, path: string])[] = [
    ['forward', forward],
    ['gradient', files.gradient],
    ['weights', files.weights],
    ['tokenizer', files.tokenizer],
    ['tokenizerConfig', files.tokenizerConfig],
    ['config', files.config],
    ['golden', files.golden],
    ['background', files.background],
  ];
  return new Map(
    paths.map(([role, path]) => [
      role,
      { url: new URL(path, base).href, size: manifest.sizes[path]!, sha256: manifest.hashes[path]! },
    ]),
  );
}

/** Tells what is wrong with a file by the name that the page's side knows. @throws FileFault instead of ModelFileError */
export function told<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof ModelFileError ? new FileFault(error.message) : error;
  }
}
