const magic = [0x1f, 0x8b];

const isPacked = (bytes: Uint8Array): boolean => magic.every((byte, at) => bytes[at] === byte);

/**
 * Answers this thread's own requests for a binary of WebAssembly with bytes that are here. It is unpacked while it is
 * compiled, piece by piece: unpacked, it never stands whole in the memory of scripts, and no request leaves the page.
 *
 * @param url absolute, as it is asked for
 * @param bytes by gzip or as they are, of which the browser takes a copy of its own; their content is known to be right
 * @returns ends it, and gives the copy back
 */
export function answerBinary(url: string, bytes: Uint8Array<ArrayBuffer>): () => void {
  return answering(url, new Blob([bytes]), isPacked(bytes));
}

/** Apart from the bytes: what answers lives on, and holds whatever it could see. */
function answering(url: string, content: Blob, packed: boolean): () => void {
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
