/**
 * A model as a training step uses it, whatever its architecture: two graphs and their inputs. Parameters are inputs
 * under their own names and in the checkpoint's layout. Tables are not: their rows are looked up before the graph runs,
 * and their gradients are added back to the rows afterwards.
 */
export interface TrainableModel {
  /**
   * ONNX. Inputs: those of `forwardGraph`, targets [batch, classes], row_weights [batch] (they sum to 1) and dropout
   * [batch, dropoutWidth]. Outputs: loss [], and "gradient:NAME" for word_embeddings, position_embeddings, type_embedding
   * and every parameter of `inputs`. All float32.
   */
  readonly trainingGraph: () => Uint8Array<ArrayBuffer>;
  /**
   * ONNX: word_embeddings [batch, length, width], position_embeddings [length, width], type_embedding [width] (where there
   * are types), mask
   * [batch, length] and the parameters of `inputs` -> logits [batch, classes]. All float32.
   */
  readonly forwardGraph: () => Uint8Array<ArrayBuffer>;
  /** Every parameter's shape by its name, tables included. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** Parameters that are inputs of the graphs. */
  readonly inputs: readonly string[];
  /** Names of the tables: [vocabulary, width], [positions, width], [types, width]; null where there are no types. */
  readonly tables: { readonly words: string; readonly positions: string; readonly types: string | null };
  /** Row of the position table that belongs to a text's first token. */
  readonly firstPosition: number;
  readonly classes: number;
  /** Units before the classifier, and the probability that training drops one. */
  readonly dropoutWidth: number;
  readonly dropout: number;
}
