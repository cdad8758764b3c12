import { fileNames } from '../core/graphs/model-files';
import { largestText, parseJson } from '../core/model/model-file';
import { modelName } from '../core/model/model-name';
import { SHARD_INDEX, shardNames } from '../core/checkpoint/shards';
import type { ByteSource } from '../core/checkpoint/tensor-files';
import { FileFault } from './file-fault';
import { notAModel, otherWeights } from './not-a-model';

/** A file that a reader brought, and its path within what was brought: "my-model/config.json". */
export interface BroughtFile {
  readonly path: string;
  readonly content: Blob;
}

/** The files of one model's folder, by their paths within it. */
export type FolderFiles = ReadonlyMap<string, Blob>;

/** Files of a folder, as far as their names go. */
interface Named {
  has(path: string): boolean;
}

export interface BroughtFolder {
  /** What the folder is called. */
  readonly name: string;
  readonly files: FolderFiles;
  /**
   * `exported`: as `npm run export` writes it; `checkpoint`: in the Hugging Face form, with weights to convert; `onnx`: as
   * transformers.js runs it.
   */
  readonly kind: 'exported' | 'checkpoint' | 'onnx';
}

export const WEIGHTS = 'model.safetensors';
/** The model's card. */
export const CARD = 'README.md';

/** Weights that only Python reads. */
export const pythonWeights = [
  'pytorch_model.bin',
  'pytorch_model.bin.index.json',
  'tf_model.h5',
  'flax_model.msgpack',
];

/** How ONNX files end that transformers.js names, the smallest first; of 4 bits only where there is nothing of 8. */
const precisions = ['_quantized', '_int8', '_uint8', '_q4', '_q4f16', '_bnb4', '_fp16', ''];

/** ONNX files as transformers.js names them, then as exporters leave them beside config.json. */
export const onnxNames = ['onnx/', ''].flatMap((folder) =>
  precisions.map((precision) => `${folder}model${precision}.onnx`),
);

/** The ONNX file of a folder that would run; undefined where it has none. */
export function onnxFile(files: Named): string | undefined {
  return onnxNames.find((path) => files.has(path));
}

/** Where the weights of an ONNX file lie that are not in it. */
export function onnxData(file: string): string {
  return `${file}_data`;
}

/**
 * Finds the model in what a reader brought: the folder nearest to the top that holds a manifest.json or a config.json.
 *
 * @param name what it is called where no folder has a name
 * @throws FileFault saying which file is missing, and what to do
 */
export function findFolder(brought: readonly BroughtFile[], name: string): BroughtFolder {
  const described = brought
    .map(({ path }) => /^(?<folder>.*\/)?(?:manifest|config)\.json$/.exec(path)?.groups)
    .filter((groups) => groups !== undefined)
    .map(({ folder = '' }) => folder)
    .sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1));
  const [root] = described;
  if (root === undefined) throw new FileFault(notAModel(brought.map(({ path }) => path)));
  const files = new Map(
    brought
      .filter(({ path }) => path.startsWith(root))
      .map(({ path, content }) => [path.slice(root.length), content]),
  );
  // Names of a zip may lead out of it, which names no folder.
  const named = root.split('/').at(-2);
  const called = named === undefined || /^\.*$/.test(named) ? name : named;
  const folder = { name: modelName(called), files };
  return { ...folder, kind: kindOfFolder(folder.name, files) };
}

/** What a folder is, by the names of its files. @throws FileFault saying which is missing, and what to do */
function kindOfFolder(name: string, files: Named): BroughtFolder['kind'] {
  if (files.has('manifest.json')) return 'exported';
  if (files.has(WEIGHTS) || files.has(SHARD_INDEX)) return 'checkpoint';
  if (onnxFile(files) !== undefined) return 'onnx';
  throw new FileFault(whyNoModel(name, files));
}

/** Which file is missing in a folder with a config.json and no weights that this page reads, and what to do. */
export function whyNoModel(name: string, files: Named): string {
  const told = otherWeights(name, files);
  if (told !== null) return told;
  const other = pythonWeights.find((path) => files.has(path));
  return other === undefined
    ? `${name} has no ${WEIGHTS}, no ${SHARD_INDEX} and no ${onnxNames[0]}: bring the whole folder.`
    : `${name} has ${other} but no ${WEIGHTS}. With transformers installed, this writes it: AutoModelForSequenceClassification.from_pretrained(FOLDER).save_pretrained(FOLDER).`;
}

/** Bytes of the weights that would be read. */
export async function weightBytes(folder: BroughtFolder): Promise<number> {
  const sizeOf = (path: string) => folder.files.get(path)?.size ?? 0;
  switch (folder.kind) {
    case 'exported':
      return [...folder.files.values()].reduce((sum, { size }) => sum + size, 0);
    case 'onnx': {
      const path = onnxFile(folder.files)!;
      return sizeOf(path) + sizeOf(onnxData(path));
    }
    case 'checkpoint':
      return (await weightFiles(folder)).reduce((sum, { size }) => sum + size, 0);
  }
}

/** The files of a checkpoint, to be read in part. @throws FileFault naming a shard that is missing */
export async function weightFiles({ name, files }: BroughtFolder): Promise<ByteSource[]> {
  const paths = files.has(WEIGHTS) ? [WEIGHTS] : [...shardNames(await readJson(files, SHARD_INDEX))];
  return paths.map((path) => {
    const content = files.get(path);
    if (!content) {
      throw new FileFault(
        `${name} has no ${path}, which ${SHARD_INDEX} names in its weight_map: bring all shards.`,
      );
    }
    return blobSource(path, content);
  });
}

/** A file of a folder, parsed. @throws FileFault, or ModelFileError naming the file, when it is missing, too large or no JSON */
export async function readJson(files: FolderFiles, path: string): Promise<unknown> {
  const content = files.get(path);
  if (!content) throw new FileFault(`There is no ${path} in the folder: bring the whole folder.`);
  if (content.size > largestText)
    throw new FileFault(`${path}: it has ${content.size} bytes, too many to read.`);
  return parseJson(await content.text(), path);
}

/** As `readJson`, but an object without entries where there is no such file. */
export async function readOptionalJson(files: FolderFiles, path: string): Promise<unknown> {
  return files.has(path) ? readJson(files, path) : {};
}

/** @throws FileFault where only Python reads the folder's tokenizer, or it has none */
export function requireTokenizer(name: string, files: Named): void {
  if (files.has(fileNames.tokenizer)) return;
  throw new FileFault(
    `${name} has no tokenizer.json. With transformers installed, this writes it: AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER).`,
  );
}

function blobSource(name: string, content: Blob): ByteSource {
  return {
    name,
    size: content.size,
    read: async (start, end) => new Uint8Array(await content.slice(start, end).arrayBuffer()),
  };
}
