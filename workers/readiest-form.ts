import { fileNames } from '../core/graphs/model-files';
import { CARD, onnxData, onnxFile, readJson, weightBytes, type BroughtFolder } from './brought-folder';
import { broughtManifest } from './brought-model';
import { isConvertible } from './convertible';

/**
 * The form of a folder that a page makes most of, and no more of its files than it reads: what else lies there (weights of other
 * precisions, a repository's history) is neither counted nor kept. Weights that a page cannot convert are left alone where
 * there is an ONNX file.
 *
 * @throws FileFault where config.json or manifest.json cannot be read
 */
export async function readiestForm(folder: BroughtFolder): Promise<BroughtFolder> {
  if (folder.kind !== 'checkpoint') return withoutOthers(folder);
  if (onnxFile(folder.files) === undefined) return folder;
  const config = await readJson(folder.files, fileNames.config);
  const convertible = isConvertible(config, await weightBytes(folder));
  return convertible ? folder : withoutOthers({ ...folder, kind: 'onnx' });
}

async function withoutOthers(folder: BroughtFolder): Promise<BroughtFolder> {
  const read = new Set([CARD, ...(await pathsRead(folder))]);
  return { ...folder, files: new Map([...folder.files].filter(([path]) => read.has(path))) };
}

/** Of a folder that runs as it is. */
async function pathsRead({ name, kind, files }: BroughtFolder): Promise<readonly string[]> {
  if (kind === 'exported') {
    const { files: named } = await broughtManifest({ name, files: Object.fromEntries(files) });
    return ['manifest.json', ...Object.values(named)];
  }
  const file = onnxFile(files)!;
  return [fileNames.config, fileNames.tokenizer, fileNames.tokenizerConfig, file, onnxData(file)];
}
