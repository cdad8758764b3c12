import type { ModelManifest } from '../core/model/manifest';
import {
  readDescription,
  readExpectations,
  type ModelDescription,
  type ModelExpectations,
} from '../runtime/read-model';
import type { Backend } from './api';
import type { ContentFile } from './download';
import { neededFiles, told } from './model-manifest';

/** A model's files, as one backend needs them. */
export interface ModelFiles extends ModelDescription, ModelExpectations {
  readonly manifest: ModelManifest;
  readonly forward: Uint8Array<ArrayBuffer>;
  readonly gradient: Uint8Array<ArrayBuffer>;
  readonly weights: Uint8Array<ArrayBuffer>;
  /** Whether `forward` is the graph with integer matrix products. */
  readonly integer: boolean;
}

/**
 * Gets a model's files (see neededFiles), and reads what they say.
 *
 * @throws FileFault naming the file that cannot be had, or the field of it that does not fit
 */
export async function loadModelFiles(
  manifest: ModelManifest,
  base: string,
  backend: Backend,
  bytesOf: (file: ContentFile) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<ModelFiles> {
  const needed = neededFiles(manifest, base, backend);
  const entries = await Promise.all(
    Array.from(needed, async ([role, file]) => [role, await bytesOf(file)] as const),
  );
  const bytes = new Map(entries);
  const get = (role: string): Uint8Array<ArrayBuffer> => {
    const found = bytes.get(role);
    if (!found) throw new Error(`No file for ${role}`);
    return found;
  };
  const textOf = (role: string) => ({
    file: needed.get(role)!.url,
    text: new TextDecoder().decode(get(role)),
  });
  return told(() => ({
    manifest,
    forward: get('forward'),
    gradient: get('gradient'),
    weights: get('weights'),
    integer: backend !== 'webgpu' && manifest.files.forwardInteger !== undefined,
    ...readDescription(manifest, textOf),
    ...readExpectations(manifest, textOf),
  }));
}
