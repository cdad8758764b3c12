import { env, pipeline, type Tensor } from '@xenova/transformers';
import type { Classifier } from '../core/model/classifier';
import { probabilitiesOf } from '../core/model/probabilities';
import type { Tokenizer } from '../core/text/types';
import type { AnyClassifier } from '../core/models/any-classifier';
import { fromFunction } from '../runtime/from-function';
import { onnxData, type FolderFiles } from './brought-folder';
import { nextTask } from './cancellation';

/** Texts that are handed over at once: padding is read too. */
const textsAtOnce = 16;

/** Words whose length in tokens is remembered. */
const mostLengths = 100_000;

/** What transformers.js calls the kinds of weights, by how the names of their files end. */
const kinds = {
  '': 'fp32',
  _fp16: 'fp16',
  _quantized: 'q8',
  _int8: 'int8',
  _uint8: 'uint8',
  _q4: 'q4',
  _q4f16: 'q4f16',
  _bnb4: 'bnb4',
} as const;

/** What the folder is called among the addresses that transformers.js looks its files up by. */
const folderName = 'brought-model';

export interface TransformersFolder {
  readonly files: FolderFiles;
  /** The ONNX file that runs, within the folder. */
  readonly file: string;
  readonly config: Pick<AnyClassifier, 'activation' | 'classes' | 'maxTokens'>;
}

/**
 * A text classifier as transformers.js runs it, by its own tokenizer, which is asked for whole texts: words are removed from
 * the text itself. It is handed bytes: each file that it asks for is looked up among the folder's, and nothing is fetched.
 *
 * The runtime must have been prepared (see prepareRuntime): transformers.js runs on it.
 * @throws Error when it does not know the folder either
 */
export async function openByTransformers({
  files,
  file,
  config,
}: TransformersFolder): Promise<{ readonly classifier: Classifier; readonly tokenizer: Tokenizer }> {
  const { classes, activation, maxTokens } = config;
  Object.assign(env, {
    allowRemoteModels: false,
    allowLocalModels: true,
    localModelPath: '/',
    useBrowserCache: false,
    useFSCache: false,
    // The runtime has its files, by prepareRuntime.
    useWasmCache: false,
    useCustomCache: true,
    customCache: {
      match: (asked: string) => Promise.resolve(found(files, asked)),
      put: () => Promise.resolve(),
    },
    fetch: () => Promise.resolve(new Response(null, { status: 404 })),
  });
  const run = await pipeline('text-classification', folderName, {
    device: 'wasm',
    dtype: kindOf(file),
    ...(files.has(onnxData(file)) && { use_external_data_format: true }),
  });
  const predict = async (texts: readonly string[]): Promise<Float64Array[]> => {
    // A cancel is heard between two batches.
    await nextTask();
    const inputs: unknown = run.tokenizer([...texts], {
      padding: true,
      truncation: true,
      max_length: maxTokens,
    });
    const { logits } = (await run.model(inputs)) as { readonly logits: Tensor };
    return rowsOf(logits, classes.length).map((row) => probabilitiesOf({ activation }, row));
  };
  const { mask_token: absent } = run.tokenizer as { readonly mask_token?: string | null };
  const model = fromFunction({
    ...{ classes, activation, predict },
    batchSize: textsAtOnce,
    ...(typeof absent === 'string' && { absent }),
    room: {
      maxTokens,
      tokensOf: remembered((piece) => run.tokenizer.encode(piece, { add_special_tokens: false }).length),
    },
  });
  // What it cannot read it says here, not at the reader's first text.
  await model.classifier.logits([{ ids: model.tokenizer.tokenize('A text.').tokens.map(({ id }) => id) }]);
  return model;
}

function kindOf(file: string): (typeof kinds)[keyof typeof kinds] {
  const { precision = '' } = /model(?<precision>\w*)\.onnx$/.exec(file)?.groups ?? {};
  return kinds[precision as keyof typeof kinds];
}

/** The logits of each text. @throws Error where there are other than `width` of float32 a text */
function rowsOf({ type, data, dims }: Tensor, width: number): Float32Array[] {
  if (!(data instanceof Float32Array) || dims.length !== 2 || dims[1] !== width) {
    throw new Error(`its logits are ${type} [${dims.join(', ')}], and config.json names ${width} classes`);
  }
  return Array.from({ length: dims[0]! }, (_, row) => data.subarray(row * width, (row + 1) * width));
}

/** A file of the folder, as a host would answer; undefined where there is none. */
function found(files: FolderFiles, asked: string): Response | undefined {
  const [, path] = asked.split(`/${folderName}/`);
  // It looks for graphs in a folder of their own, where exporters do not always put them.
  const content =
    path === undefined ? undefined : (files.get(path) ?? files.get(path.replace(/^onnx\//, '')));
  return content && new Response(content, { headers: { 'Content-Length': String(content.size) } });
}

/** The same words come again and again. */
function remembered(lengthOf: (piece: string) => number): (piece: string) => number {
  const lengths = new Map<string, number>();
  return (piece) => {
    const length = lengths.get(piece) ?? lengthOf(piece);
    if (lengths.size < mostLengths) lengths.set(piece, length);
    return length;
  };
}
