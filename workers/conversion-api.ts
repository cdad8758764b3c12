import type { BroughtFile, BroughtFolder } from './brought-folder';
import type { ConversionProgress } from './convert-folder';
import type { HostedFolder } from './hosted-folder';
import type { BroughtModel } from './model-location';

/** What a reader brought, or the address names, as far as its files' names and sizes tell. */
export interface ModelOffer {
  readonly name: string;
  readonly kind: BroughtFolder['kind'];
  /** Of the weights that would be read; null where the host does not say. */
  readonly bytes: number | null;
}

export type OpeningProgress =
  /** Bytes of the weights that have come from the host, of those to come in all (null where it does not say). */
  { readonly phase: 'download'; readonly loaded: number; readonly total: number | null } | ConversionProgress;

/** What the worker offers that makes models of what readers bring, over Comlink. */
export interface ConversionApi {
  /** Answers as soon as the worker has an ear: one that hangs has not. */
  ping(): Promise<void>;
  /**
   * Finds the model in files, or in a zip of them, and holds it.
   * @throws FileFault saying what is missing, or too large
   */
  look(brought: readonly BroughtFile[]): Promise<ModelOffer>;
  /**
   * Fetches a folder of the host, and holds it.
   * @throws FileFault naming the file that cannot be had, or the field that does not fit
   */
  fetch(folder: HostedFolder, onProgress: (progress: OpeningProgress) => void): Promise<void>;
  /**
   * The model that is held, converted where that is needed.
   * @param sealed whether the page's policy lets it connect to nobody
   * @throws FileFault naming the file and the field that does not fit
   */
  open(sealed: boolean, onProgress: (progress: OpeningProgress) => void): Promise<BroughtModel>;
}
