import { findFolder, weightBytes, type BroughtFile, type BroughtFolder } from './brought-folder';
import type { BroughtModel } from './model-location';
import { browserSources, ContentCache } from './content-cache';
import type { ConversionApi, ModelOffer, OpeningProgress } from './conversion-api';
import { convertFolder, requireReadable, type MeasureGolden } from './convert-folder';
import { requireConvertible, requireRunnable } from './convertible';
import { fetchHosted, type HostedFolder } from './hosted-folder';
import { lending } from './lending';
import { measureGolden } from './measure-golden';
import { prepareRuntime } from './onnx-runtime';
import { readiestForm } from './readiest-form';
import { unzipFiles } from './unzip-files';

/** Of all that a zip may hold. */
const mostUnpacked = 4e9;

/** Makes a model of what a reader brought, once per worker: its memory goes when it ends. */
export class ConversionService implements ConversionApi {
  #folder: BroughtFolder | null = null;

  async ping(): Promise<void> {
    // That it is heard is all there is to it.
  }

  async look(brought: readonly BroughtFile[]): Promise<ModelOffer> {
    const [first] = brought;
    const isZip = first !== undefined && brought.length === 1 && /\.zip$/i.test(first.path);
    const files = isZip ? await unzipFiles(first.path, first.content, mostUnpacked) : brought;
    const folder = await readiestForm(
      findFolder(files, isZip ? first.path.replace(/\.zip$/i, '') : 'my-model'),
    );
    const bytes = await weightBytes(folder);
    if (folder.kind === 'checkpoint') requireConvertible(folder.name, bytes);
    if (folder.kind === 'onnx') requireRunnable(folder.name, bytes);
    this.#folder = folder;
    return { name: folder.name, kind: folder.kind, bytes };
  }

  fetch(hosted: HostedFolder, onProgress: (progress: OpeningProgress) => void): Promise<void> {
    return lending(onProgress, async () => {
      let loaded = 0;
      this.#folder = await fetchHosted(
        hosted,
        (url, init) => fetch(url, init),
        (folder) => (folder.kind === 'checkpoint' ? requireReadable(folder) : Promise.resolve()),
        (count) => onProgress({ phase: 'download', loaded: (loaded += count), total: hosted.bytes }),
      );
    });
  }

  open(sealed: boolean, onProgress: (progress: OpeningProgress) => void): Promise<BroughtModel> {
    return lending(onProgress, async () => {
      const folder = this.#folder;
      if (!folder) throw new Error('No model was brought.');
      if (folder.kind === 'checkpoint')
        return convertFolder(folder, { measure: measureBy(sealed), onProgress });
      return { name: folder.name, files: Object.fromEntries(folder.files) };
    });
  }
}

/**
 * Golden outputs by a runtime that is made ready for it.
 * @param sealed whether the page's policy lets it connect to nobody: the runtime is then read from what is kept
 */
const measureBy =
  (sealed: boolean): MeasureGolden =>
  async (files, manifest, tokenizer) => {
    await prepareRuntime(
      new ContentCache(browserSources(sealed)),
      1,
      () => undefined,
      new AbortController().signal,
    );
    return measureGolden(files, manifest, tokenizer);
  };
