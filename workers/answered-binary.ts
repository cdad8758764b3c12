import { letGo } from './let-go';

const magic = [0x1f, 0x8b];

const isPacked = (bytes: Uint8Array): boolean => magic.every((byte, at) => bytes[at] === byte);

/**
 * Answers this thread's own requests for a binary of WebAssembly with bytes that are here. It is unpacked while it is
 * compiled, piece by piece: unpacked, it never stands whole in the memory of scripts, and no request leaves the page.
 *
 * @param url absolute, as it is asked for
 * @param bytes by gzip or as they are; their content is known to be right. The browser takes a copy of its own, outside of
 *   the page's process, and they are empty from then on
 * @returns ends it, and gives the copy back
 */
export function answerBinary(url: string, bytes: Uint8Array<ArrayBuffer>): () => void {
  const content = new Blob([bytes]);
  const packed = isPacked(bytes);
  letGo(bytes);
  const elsewhere = globalThis.fetch;
  const answer: typeof fetch = (asked, init) => {
    if (!(typeof asked === 'string' && asked === url)) return elsewhere(asked, init);
    const stream = content.stream();
    const unpacked = packed ? stream.pipeThrough(new DecompressionStream('gzip')) : stream;
    return Promise.resolve(new Response(unpacked, { headers: { 'Content-Type': 'application/wasm' } }));
  };
  globalThis.fetch = answer;
  return () => {
    if (globalThis.fetch === answer) globalThis.fetch = elsewhere;
  };
}
