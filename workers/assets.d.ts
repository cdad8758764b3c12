declare module '*?packed' {
  /** The file as the site serves it; see scripts/vite/packed-asset.ts. */
  const file: { readonly url: string; readonly size: number; readonly sha256: string };
  export default file;
  export const sha256: string;
}

declare module '*?assemblyscript' {
  /** The compiled module; see scripts/vite/assembly-script.ts. */
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

/** Folder of the model that the page loads unless told otherwise, relative to the page; set by vite.config.ts. */
declare const __DEFAULT_MODEL__: string;
