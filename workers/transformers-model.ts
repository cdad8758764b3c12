import { env, pipeline, type TextClassificationPipeline } from '@xenova/transformers';
import type { Classifier } from '../core/model/classifier';
import type { Tokenizer } from '../core/text/types';
import { fromFunction } from '../runtime/from-function';
import type { FolderFiles } from './brought-folder';

/** Texts that are handed over at once: padding is read too. */
const textsAtOnce = 16;

/** What transformers.js calls the kinds of weights, by the names of their files. */
const kinds: Readonly<Record<string, 'q8' | 'int8' | 'uint8' | 'fp16' | 'fp32'>> = {
  'onnx/model_quantized.onnx': 'q8',
  'onnx/model_int8.onnx': 'int8',
  'onnx/model_uint8.onnx': 'uint8',
  'onnx/model_fp16.onnx': 'fp16',
  'onnx/model.onnx': 'fp32',
};

export interface TransformersFolder {
  readonly files: FolderFiles;
  /** The ONNX file that runs, within the folder. */
  readonly file: string;
  readonly config: Pick<Classifier, 'classes' | 'activation'>;
}

/**
 * A text classifier as transformers.js runs it, by its own tokenizer, which is asked for whole texts: words are removed from the
 * text itself. It is handed bytes: each file that it asks for is looked up among the folder's, and nothing is fetched.
 *
 * The runtime must have been prepared (see prepareRuntime): transformers.js runs on it.
 * @throws Error when it does not know the folder either
 */
export async function openByTransformers({
  files,
  file,
  config,
}: TransformersFolder): Promise<{ readonly classifier: Classifier; readonly tokenizer: Tokenizer }> {
  const { classes, activation = 'softmax' } = config;
  const place = '/brought-model/';
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
      match: (asked: string) => Promise.resolve(found(files, asked, place)),
      put: () => Promise.resolve(),
    },
    fetch: () => Promise.resolve(new Response(null, { status: 404 })),
  });
  const run: TextClassificationPipeline = await pipeline('text-classification', 'brought-model', {
    device: 'wasm',
    dtype: kinds[file] ?? 'fp32',
    ...(files.has(`${file}_data`) && { use_external_data_format: true }),
  });
  const predict = async (texts: readonly string[]): Promise<number[][]> => {
    const answers = (await run([...texts], { top_k: null } as never)) as unknown as Answer[] | Answer[][];
    const all = Array.isArray(answers[0]) ? (answers as Answer[][]) : [answers as Answer[]];
    return all.map((answer) =>
      classes.map((name) => answer.find(({ label }) => label === name)?.score ?? NaN),
    );
  };
  const model = fromFunction({ classes, activation, predict, batchSize: textsAtOnce });
  // What it cannot read it says here, not at the reader's first text.
  await model.classifier.logits([{ ids: model.tokenizer.tokenize('A text.').tokens.map(({ id }) => id) }]);
  return model;
}

interface Answer {
  readonly label: string;
  readonly score: number;
}

/** A file of the folder, as a host would answer; undefined where there is none. */
function found(files: FolderFiles, asked: string, place: string): Response | undefined {
  const path = asked.slice(asked.indexOf(place) + place.length);
  const content = asked.includes(place) ? files.get(path) : undefined;
  return content && new Response(content, { headers: { 'Content-Length': String(content.size) } });
}
