/** An exported model, or one as transformers.js runs it, whose files lie in this browser: a reader brought them. */
export interface BroughtModel {
  readonly name: string;
  /** By their paths within its folder. */
  readonly files: Readonly<Record<string, Blob>>;
}

/** Where a model is loaded from: the URL of its folder, ending with a slash, or files that a reader brought. */
export type ModelLocation = string | BroughtModel;
