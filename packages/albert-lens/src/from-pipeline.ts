import type { ModelInput } from '../../../core/model/classifier';
import { readAnyClassifier } from '../../../core/models/any-classifier';
import type { Tokenizer } from '../../../core/text/types';
import { createTokenizer } from '../../../runtime/tokenizer';
import type { TextModel } from './text-model';

/** A tensor of transformers.js, as far as it is used. */
interface PipelineTensor {
  readonly data: ArrayLike<number | bigint>;
  readonly dims: readonly number[];
}

type TensorOf = new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => PipelineTensor;

/** What `pipeline('text-classification')` of transformers.js returns, as far as it is used. */
export interface TextClassificationPipeline {
  readonly tokenizer: (text: string) => Readonly<Record<string, PipelineTensor>>;
  readonly model: ((
    inputs: Record<string, PipelineTensor>,
  ) => Promise<{ readonly logits: PipelineTensor }>) & {
    readonly config: unknown;
  };
}

export interface PipelineOptions {
  /** The parsed tokenizer.json. Default: the one that the pipeline has read. */
  readonly tokenizerJson?: unknown;
  /** The parsed tokenizer_config.json. Default: likewise. */
  readonly tokenizerConfig?: unknown;
  /** Tokens, padding included, that the model is given at once. Default: 512. */
  readonly batchTokens?: number;
}

/**
 * A text classifier of transformers.js as a model: its network reads the rows, its tokenizer.json makes them. Methods that
 * follow gradients cannot be asked: its graphs have none.
 *
 * @throws Error when the pipeline is none of texts, or its tokenizer does what is not known here
 */
export function fromPipeline(pipeline: TextClassificationPipeline, options: PipelineOptions = {}): TextModel {
  const tokenizer = tokenizerOf(pipeline, options);
  const sample = pipeline.tokenizer('a');
  const Tensor = sample.input_ids!.constructor as TensorOf;
  const hasTypes = 'token_type_ids' in sample;
  const config = configOf(pipeline);
  const { batchTokens = 512 } = options;
  const read = async (rows: readonly ModelInput[]): Promise<Float32Array[]> => {
    const length = Math.max(...rows.map(({ ids }) => ids.length));
    const tensor = (valueAt: (row: ModelInput, at: number) => number) => {
      const data = rows.flatMap((row) => Array.from({ length }, (_, at) => BigInt(valueAt(row, at))));
      return new Tensor('int64', BigInt64Array.from(data), [rows.length, length]);
    };
    const isSeen = ({ ids, attention }: ModelInput, at: number) =>
      at < ids.length && (!attention || Boolean(attention[at])) ? 1 : 0;
    const { logits } = await pipeline.model({
      input_ids: tensor(({ ids }, at) => ids[at] ?? tokenizer.special.pad),
      attention_mask: tensor(isSeen),
      ...(hasTypes && { token_type_ids: tensor(() => 0) }),
    });
    const width = config.classes.length;
    if (logits.dims.length !== 2 || logits.dims[1] !== width) {
      throw new Error(
        `The model answers with logits [${logits.dims.join(', ')}] and its config names ${width} classes.`,
      );
    }
    return rows.map((_, row) =>
      Float32Array.from({ length: width }, (_, k) => Number(logits.data[row * width + k])),
    );
  };
  return {
    tokenizer,
    classifier: {
      ...config,
      async logits(rows, signal) {
        // Rows of like length together: padding is read too.
        const order = rows.map((_, index) => index).sort((a, b) => rows[a]!.ids.length - rows[b]!.ids.length);
        const results = new Array<Float32Array>(rows.length);
        for (let start = 0; start < order.length;) {
          signal?.throwIfAborted();
          let end = start + 1;
          while (end < order.length && rows[order[end]!]!.ids.length * (end + 1 - start) <= batchTokens)
            end++;
          const batch = order.slice(start, end);
          const answers = await read(batch.map((index) => rows[index]!));
          batch.forEach((index, at) => (results[index] = answers[at]!));
          start = end;
        }
        signal?.throwIfAborted();
        return results;
      },
    },
  };
}

/** transformers.js 3 and 4 keep what they have read under these names. */
interface KeptFiles {
  readonly _tokenizerJSON?: unknown;
  readonly _tokenizerConfig?: unknown;
  readonly config?: unknown;
}

function tokenizerOf(pipeline: TextClassificationPipeline, options: PipelineOptions): Tokenizer {
  const kept: KeptFiles = Object(pipeline.tokenizer) as object;
  const { tokenizerJson = kept._tokenizerJSON, tokenizerConfig = kept._tokenizerConfig ?? kept.config } =
    options;
  if (tokenizerJson === undefined) {
    throw new Error('This pipeline does not keep its tokenizer.json: hand it over as tokenizerJson.');
  }
  return createTokenizer(tokenizerJson, tokenizerConfig);
}

/** @throws Error when its config names no classes, or the key whose value is impossible */
function configOf({ model, tokenizer }: TextClassificationPipeline) {
  const { id2label } = Object(model.config) as { readonly id2label?: object };
  if (Object.keys(id2label ?? {}).length === 0)
    throw new Error('The config of this pipeline’s model names no classes (id2label).');
  const { classes, activation, maxTokens } = readAnyClassifier(model.config, tokenizer);
  return { classes, activation, maxTokens, windowTokens: maxTokens };
}
