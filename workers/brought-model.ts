import type { ModelManifest } from '../core/model/manifest';
import type { ContentFile } from './content-cache';
import { FileFault } from './file-fault';
import { readManifest } from './model-manifest';
import type { BroughtModel } from './model-location';
import { sha256Of } from './sha256';

const scheme = 'brought:/';

/** What the addresses of a brought model's files begin with. */
export function broughtBase({ name }: BroughtModel): string {
  return `${scheme}${encodeURIComponent(name)}/`;
}

/** What a file is called in errors: its address, or its folder's name in front of its own where a reader brought it. */
export function titleOf(url: string): string {
  return url.startsWith(scheme) ? decodeURIComponent(url.slice(scheme.length)) : url;
}

/** @throws FileFault when there is no manifest, or it names the field that does not fit */
export async function broughtManifest({ name, files }: BroughtModel): Promise<ModelManifest> {
  const manifest = files['manifest.json'];
  if (!manifest) throw new FileFault(`${name} has no manifest.json.`);
  return readManifest(`${name}/manifest.json`, await manifest.text());
}

/**
 * The bytes of a file that the manifest describes.
 * @throws FileFault when it is missing, or another one
 */
export async function broughtBytes(
  { name, files }: BroughtModel,
  { url, size, sha256 }: ContentFile,
): Promise<Uint8Array<ArrayBuffer>> {
  const path = decodeURIComponent(new URL(url).pathname.split('/').at(-1)!);
  const content = files[path];
  if (!content)
    throw new FileFault(`${name} has no ${path}, which its manifest.json names: bring the whole folder.`);
  if (content.size !== size) {
    throw new FileFault(
      `${name}/${path} has ${content.size} bytes instead of ${size}. Copy or export the model again.`,
    );
  }
  const bytes = new Uint8Array(await content.arrayBuffer());
  if ((await sha256Of(bytes, globalThis.crypto.subtle)) !== sha256) {
    throw new FileFault(
      `${name}/${path} is not the file that manifest.json describes (its SHA-256 differs). Copy or export the model again.`,
    );
  }
  return bytes;
}
