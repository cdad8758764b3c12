/** The rows from which one step learns. */
export interface TrainingBatch {
  /** Token ids, one array a row, [CLS] and [SEP] included. */
  readonly ids: readonly Int32Array[];
  /** [rows, classes], each row a distribution. */
  readonly targets: Float32Array;
  /** [rows]. The loss is the mean of the rows' cross-entropies with these weights. */
  readonly rowWeights: Float32Array;
  readonly dropoutSeed: number;
}

export interface StepResult {
  readonly loss: number;
  /** By parameter, in its layout. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

/** What the training loop needs of a model, on any runtime: a loss with gradients, and logits for validation. */
export interface TrainingStep {
  /** The weights themselves, which the optimiser changes in place between steps. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  lossAndGradients(batch: TrainingBatch): Promise<StepResult>;
  /**
   * Logits, one Float32Array [classes] a row, in the order of the rows. Long lists are split into batches here.
   * @throws DOMException "AbortError" when the signal is aborted
   */
  logits(rows: readonly { readonly ids: ArrayLike<number> }[], signal?: AbortSignal): Promise<Float32Array[]>;
}
