/** Rows that one step learns from. */
export interface TrainingBatch {
  /** Token ids, one array a row, [CLS] and [SEP] included. */
  readonly ids: readonly Int32Array[];
  /** [rows, classes], each row a distribution. */
  readonly targets: Float32Array;
  /** [rows]; the loss is the mean of the rows' cross-entropies under these weights. */
  readonly rowWeights: Float32Array;
  readonly dropoutSeed: number;
}

export interface StepResult {
  readonly loss: number;
  /** By parameter, in its layout. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

/** What the training loop asks of a model: a loss with gradients, and logits for validation. */
export interface TrainingStep {
  /** The weights themselves, which the optimiser changes in place. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  lossAndGradients(batch: TrainingBatch): Promise<StepResult>;
  /** One Float32Array [classes] a row. */
  logits(rows: readonly { readonly ids: ArrayLike<number> }[]): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}
