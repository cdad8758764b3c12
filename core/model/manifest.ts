import type { OutputActivation, Target } from './classifier';

/**
 * models/<name>/manifest.json: what an exported model is made of. Written by finetune's export, read by the page's
 * workers, by evaluate and by explain. Paths are relative to the manifest.
 */
export interface ModelManifest {
  readonly format: 1;
  readonly name: string;
  /** Content hash over all files, hexadecimal: names the version of the model. */
  readonly version: string;
  readonly classes: readonly string[];
  /** How probabilities are made of logits; softmax when absent. */
  readonly activation?: OutputActivation;
  /** Longest row that the model reads at once, in tokens, special tokens included. */
  readonly maxTokens: number;
  /**
   * Reading length: a longer text is read in overlapping windows of this many tokens, special tokens included, whose
   * outputs are averaged. From 8 to maxTokens, which it is when absent.
   */
  readonly windowTokens?: number;
  readonly embeddingSize: number;
  readonly vocabularySize: number;
  /** Divides the logits before probabilities are made of them; 1 when not calibrated. */
  readonly temperature: number;
  readonly files: {
    /** input_ids, attention_mask (int64 [batch, length]) -> logits (float32 [batch, classes]); float arithmetic on dequantised weights (WebGPU). */
    readonly forward: string;
    /** The same with integer matrix products (WASM and CPU). Absent when the weights are not int8. */
    readonly forwardInteger?: string;
    /**
     * inputs_embeds (float32 [batch, length, embeddingSize]), attention_mask (int64), logit_weights and
     * probability_weights (float32 [batch, classes]) -> output (float32 [batch]) = sum of weights x logits + weights x
     * probabilities, and gradient (float32, as inputs_embeds).
     */
    readonly gradient: string;
    /** External data of all graphs. */
    readonly weights: string;
    readonly tokenizer: string;
    readonly tokenizerConfig: string;
    readonly config: string;
    readonly golden: string;
    /** {"texts": [...]}: neutral texts, the baseline distribution of Gradient SHAP. */
    readonly background: string;
  };
  /** Where the word-embedding table lies in the weights file: rows [vocabularySize, embeddingSize]. */
  readonly wordEmbeddings: {
    readonly offset: number;
    readonly dataType: 'int8' | 'float16' | 'float32';
    /** Offset of the float32 scales, one a row; int8 only. */
    readonly scalesOffset?: number;
  };
  /** Where the parameters lie in the weights file, where they are int8; the word embeddings are described above. */
  readonly parameters?: ParameterLayout;
  /** Sizes in bytes and SHA-256 of every file above, by path. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly hashes: Readonly<Record<string, string>>;
}

/** By transformers' names: matrices are int8, [inputs, outputs], with float32 scales, one an output; the rest float32. */
export type ParameterLayout = Readonly<
  Record<
    string,
    { readonly shape: readonly number[]; readonly offset: number; readonly scalesOffset?: number }
  >
>;

/** Inputs with what a faithful backend must answer: checked before a session is used. */
export interface GoldenOutputs {
  readonly rows: readonly {
    readonly ids: readonly number[];
    readonly logits: readonly number[];
    readonly target: Target;
    /** The target's value and its gradient at the word embeddings, [tokens x embeddingSize]. */
    readonly output: number;
    readonly gradient: readonly number[];
  }[];
  /**
   * Largest absolute difference of logits, by forward graph (that of the float one holds for `output` too), and largest
   * relative (to the largest entry) of gradients.
   */
  readonly tolerance: { readonly logits: number; readonly integerLogits: number; readonly gradient: number };
  /** Hash of what the manifest claims (see claims.ts), and each row's most probable class by its name; absent in older exports. */
  readonly claims?: string;
  readonly predicted?: readonly string[];
}

/**
 * The length of the windows in which a model reads texts that are longer, in tokens, special tokens included.
 *
 * @throws Error when the manifest states a length that is no whole number from 8 to maxTokens
 */
export function windowTokensOf({
  maxTokens,
  windowTokens,
}: Pick<ModelManifest, 'maxTokens' | 'windowTokens'>): number {
  if (windowTokens === undefined) return maxTokens;
  if (!Number.isInteger(windowTokens) || windowTokens < 8 || windowTokens > maxTokens) {
    throw new Error(
      `The manifest's windowTokens is a whole number from 8 to ${maxTokens}, not ${windowTokens}. Export the model again.`,
    );
  }
  return windowTokens;
}
