/**
 * The parts of transformers.js that are in use. Its own types bring those of Node along, and with them the workers would be
 * checked as if they ran in Node.
 */

export const env: object;

export interface Tensor {
  readonly type: string;
  readonly data: ArrayLike<unknown>;
  readonly dims: readonly number[];
}

interface TextClassifier {
  readonly tokenizer: {
    (
      texts: string[],
      options: { readonly padding: boolean; readonly truncation: boolean; readonly max_length: number },
    ): unknown;
    encode(text: string, options: { readonly add_special_tokens: boolean }): number[];
    readonly mask_token: unknown;
  };
  model(inputs: unknown): Promise<unknown>;
}

/** @param model the folder's name, under which files are looked up */
export function pipeline(
  task: 'text-classification',
  model: string,
  options: {
    readonly device: 'wasm';
    readonly dtype: 'q8' | 'int8' | 'uint8' | 'q4' | 'q4f16' | 'bnb4' | 'fp16' | 'fp32';
    readonly use_external_data_format?: boolean;
  },
): Promise<TextClassifier>;
