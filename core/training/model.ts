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

/**
 * The part of a model behind its layers: pooler and classifier. While they alone learn, what the layers make of a text
 * stays the same. It is computed once a text, so that a step costs next to nothing.
 */
export interface TrainableHead {
  /** The whole model: its tables and sizes. */
  readonly model: Omit<TrainableModel, 'trainingGraph' | 'forwardGraph'>;
  /** ONNX: the inputs of the model's `forwardGraph` but for those of the head -> state [batch, dropoutWidth]. All float32. */
  readonly stateGraph: () => Uint8Array<ArrayBuffer>;
  /**
   * ONNX: state, the parameters of `inputs`, and targets, row_weights and dropout as of a model -> loss [], and
   * "gradient:NAME" for each of `trained`. All float32.
   */
  readonly trainingGraph: () => Uint8Array<ArrayBuffer>;
  /** ONNX: state and the parameters of `inputs` -> logits [batch, classes]. All float32. */
  readonly forwardGraph: () => Uint8Array<ArrayBuffer>;
  /** Parameters of pooler and classifier. */
  readonly inputs: readonly string[];
  /** Those that learn. */
  readonly trained: readonly string[];
}
