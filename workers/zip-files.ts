import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';

/** Bytes that are packed at once. */
const pieceBytes = 4 * 2 ** 20;
/** What is text becomes small; weights do not. */
const isText = /\.(?:json|jsonl|md|onnx)$/;

/** A zip of files, by their paths in it. Its parts are handed to the browser as they come, to keep where it likes. */
export async function zipFiles(files: Readonly<Record<string, Blob>>): Promise<Blob> {
  const parts: Blob[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, bytes) => {
    if (error) failure = error;
    else parts.push(new Blob([new Uint8Array(bytes)]));
  });
  for (const [path, content] of Object.entries(files)) {
    const file = isText.test(path) ? new ZipDeflate(path, { level: 6 }) : new ZipPassThrough(path);
    zip.add(file);
    for (let at = 0; at < content.size || at === 0; at += pieceBytes) {
      const end = Math.min(at + pieceBytes, content.size);
      file.push(new Uint8Array(await content.slice(at, end).arrayBuffer()), end === content.size);
    }
  }
  zip.end();
  // Assigned within the callback.
  if (failure as Error | null) throw new Error('The zip could not be written.', { cause: failure });
  return new Blob(parts, { type: 'application/zip' });
}
