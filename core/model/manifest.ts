import * as v from 'valibot';
import { classNames } from './class-names';
import {
  byName,
  fields,
  fileName,
  label,
  languageCode,
  list,
  numberWithin,
  oneOf,
  sha256,
  wholeNumber,
} from './fields';
import { largestText, modelFileError, readModelFile } from './model-file';
import { longestName } from './model-name';

/** How many bytes a file may have: no browser gives WebAssembly more. */
const largestFile = 2 ** 31;

/** Bytes from the weights file's start. */
const offset = wholeNumber(0, largestFile);

/**
 * models/<name>/manifest.json: what an exported model is made of. Written by finetune's export, read by the page's
 * workers, by evaluate and by explain. Files lie beside the manifest.
 */
const manifestSchema = fields({
  format: v.literal(1, 'has to be 1: another version of albert-lens wrote it'),
  name: label(longestName),
  /** Content hash over all files, hexadecimal: names the version of the model. */
  version: label(100),
  classes: classNames,
  /** How probabilities are made of logits; softmax when absent. */
  activation: v.exactOptional(oneOf(['softmax', 'sigmoid'])),
  /** Longest row that the model reads at once, in tokens, special tokens included. */
  maxTokens: wholeNumber(3, 65_536),
  /**
   * A longer text is read in overlapping windows of so many tokens, special tokens included, and their outputs are
   * averaged. From 8 to maxTokens; maxTokens when absent.
   */
  windowTokens: v.exactOptional(wholeNumber(8, 65_536)),
  embeddingSize: wholeNumber(1, 65_536),
  vocabularySize: wholeNumber(1, 4_000_000),
  /** The temperature divides the logits before they become probabilities; 1 if the model is not calibrated. */
  temperature: numberWithin(0.01, 100),
  /**
   * Which answers a reading leaves open: a class is one of them where its probability is at least the threshold. Of texts
   * like those of calibration, a share of `coverage` has its true class among them. Softmax alone; see core/metrics/conformal.
   */
  conformalSets: v.exactOptional(
    fields({ coverage: numberWithin(0.01, 0.999), threshold: numberWithin(0, 1) }),
  ),
  /** Codes of the languages that the model has learnt; when absent, nothing is said of texts in others. */
  languages: v.exactOptional(list(languageCode, 1, 100)),
  files: fields({
    /** input_ids, attention_mask (int64 [batch, length]) -> logits (float32 [batch, classes]); float arithmetic on dequantised weights (WebGPU). */
    forward: fileName,
    /** The same with integer matrix products (WASM and CPU). Absent when the weights are not int8. */
    forwardInteger: v.exactOptional(fileName),
    /**
     * inputs_embeds (float32 [batch, length, embeddingSize]), attention_mask (int64), logit_weights and
     * probability_weights (float32 [batch, classes]) -> output (float32 [batch]) = sum of weights x logits + weights x
     * probabilities, and gradient (float32, as inputs_embeds).
     */
    gradient: fileName,
    /** External data of all graphs. */
    weights: fileName,
    /** Hugging Face's tokenizer.json, gzipped or as it is. */
    tokenizer: fileName,
    tokenizerConfig: fileName,
    config: fileName,
    golden: fileName,
    /** {"texts": [...]}: neutral texts, the baseline distribution of Gradient SHAP. */
    background: fileName,
  }),
  /** Where the word-embedding table lies in the weights file: rows [vocabularySize, embeddingSize]. */
  wordEmbeddings: fields({
    offset,
    dataType: oneOf(['int8', 'float16', 'float32']),
    /** Offset of the float32 scales, one a row; int8 only. */
    scalesOffset: v.exactOptional(offset),
  }),
  /**
   * Where the parameters of an int8 model lie in the weights file, by transformers' names. The word embeddings are
   * described above. Matrices are int8, [inputs, outputs], with one float32 scale for each output. The others are
   * float32.
   */
  parameters: v.exactOptional(
    byName(
      fields({
        shape: list(wholeNumber(1, 16_777_216), 1, 2),
        offset,
        scalesOffset: v.exactOptional(offset),
      }),
    ),
  ),
  /** Sizes in bytes and SHA-256 of every file above, by name. */
  sizes: byName(wholeNumber(1, largestFile)),
  hashes: byName(sha256),
});

export type ModelManifest = v.InferOutput<typeof manifestSchema>;

export type ParameterLayout = NonNullable<ModelManifest['parameters']>;

/**
 * Reads a parsed manifest.json. Every field is checked by itself and against the others.
 *
 * @param file what it is called in errors
 * @throws ModelFileError naming the field that does not fit
 */
export function readManifest(json: unknown, file: string): ModelManifest {
  const manifest = readModelFile(manifestSchema, json, file);
  const problem = contradictionOf(manifest);
  if (problem !== null) throw modelFileError(file, problem);
  return manifest;
}

/** A contradiction between two fields; null if there is none. */
function contradictionOf(manifest: ModelManifest): string | null {
  const { files, sizes, hashes, maxTokens, windowTokens, wordEmbeddings } = manifest;
  for (const file of Object.values(files)) {
    if (!Object.hasOwn(sizes, file)) return `sizes says nothing of ${file}`;
    if (!Object.hasOwn(hashes, file)) return `hashes says nothing of ${file}`;
    if (file !== files.weights && sizes[file]! > largestText) {
      return `sizes.${file} is ${sizes[file]} bytes, and at most ${largestText} are read of any file but the weights`;
    }
  }
  if (windowTokens !== undefined && windowTokens > maxTokens) {
    return `windowTokens ${windowTokens} exceeds maxTokens ${maxTokens}`;
  }
  if (manifest.conformalSets && manifest.activation === 'sigmoid') {
    return 'conformalSets are of models that choose one of their classes, and activation is "sigmoid"';
  }
  const { dataType, scalesOffset } = wordEmbeddings;
  if ((dataType === 'int8') !== (scalesOffset !== undefined)) {
    return `wordEmbeddings.scalesOffset stands where dataType is "int8", and there alone`;
  }
  const end = sizes[files.weights]!;
  for (const [field, parts] of placesOf(manifest)) {
    for (const { offset, length } of parts) {
      if (offset + length > end) return `${field} ends behind the ${end} bytes of ${files.weights}`;
    }
  }
  return null;
}

interface Place {
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

/** The parts of the weights file that the manifest names, each with the field that names it. */
function* placesOf(manifest: ModelManifest): Generator<[field: string, parts: Place[]]> {
  const { wordEmbeddings, vocabularySize, embeddingSize, parameters = {} } = manifest;
  const scales = (offset: number | undefined, count: number) =>
    offset === undefined ? [] : [{ offset, length: 4 * count }];
  const bytes = { int8: 1, float16: 2, float32: 4 }[wordEmbeddings.dataType];
  yield [
    'wordEmbeddings',
    [
      { offset: wordEmbeddings.offset, length: bytes * vocabularySize * embeddingSize },
      ...scales(wordEmbeddings.scalesOffset, vocabularySize),
    ],
  ];
  for (const [name, { shape, offset, scalesOffset }] of Object.entries(parameters)) {
    const count = shape.reduce((product, length) => product * length, 1);
    const length = scalesOffset === undefined ? 4 * count : count;
    yield [`parameters.${name}`, [{ offset, length }, ...scales(scalesOffset, shape.at(-1)!)]];
  }
}

/** The length of the windows in which a model reads longer texts, in tokens, special tokens included. */
export function windowTokensOf({
  maxTokens,
  windowTokens,
}: Pick<ModelManifest, 'maxTokens' | 'windowTokens'>): number {
  return windowTokens ?? maxTokens;
}
