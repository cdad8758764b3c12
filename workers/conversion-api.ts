import type { BroughtFile, BroughtFolder } from './brought-folder';
import type { BroughtModel } from './model-location';
import type { ConversionProgress } from './convert-folder';

/** What a reader brought, as far as its files' names and sizes tell. */
export interface BroughtOffer {
  readonly name: string;
  readonly kind: BroughtFolder['kind'];
  /** Of the weights that would be read. */
  readonly bytes: number;
}

/** What the worker offers that makes models of what readers bring, over Comlink. */
export interface ConversionApi {
  /**
   * Finds the model in files, or in a zip of them, and holds it.
   * @throws FileFault saying what is missing, or too large
   */
  look(brought: readonly BroughtFile[]): Promise<BroughtOffer>;
  /**
   * The model that was found, converted where that is needed.
   * @param sealed whether the page's policy lets it connect to nobody
   * @throws FileFault naming the file and the field that does not fit
   */
  open(sealed: boolean, onProgress: (progress: ConversionProgress) => void): Promise<BroughtModel>;
}
