import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answerBinary } from './answered-binary';

const url = 'https://host.example/assets/runtime.bin';
/** A module of WebAssembly without anything in it. */
const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
/** The same with a section of its own that is too long for one piece. */
const long = (() => {
  const size = 2 ** 20;
  const content = Uint8Array.from({ length: size }, (_, at) => (at * at) % 251);
  const [ofItself, sizeByLeb128, lengthOfName] = [0, [0x80, 0x80, 0xc0, 0x00], 3];
  content[0] = lengthOfName;
  // The name has to be of letters.
  content.fill(0x61, 1, 1 + lengthOfName);
  return new Uint8Array(Buffer.concat([empty, Uint8Array.of(ofItself, ...sizeByLeb128), content]));
})();

afterEach(() => vi.unstubAllGlobals());

describe('answerBinary', () => {
  it.each([
    ['packed', new Uint8Array(gzipSync(long))],
    ['as it is', long.slice()],
  ])(
    'has a binary compiled that lies here %s, as often as it is asked for, and asks no host',
    async (_, bytes) => {
      const host = vi.fn<typeof fetch>();
      vi.stubGlobal('fetch', host);
      answerBinary(url, bytes);
      for (let times = 0; times < 2; times++)
        expect(await WebAssembly.compileStreaming(fetch(url))).toBeInstanceOf(WebAssembly.Module);
      const answer = await (await fetch(url)).arrayBuffer();
      expect(Buffer.compare(new Uint8Array(answer), long)).toBe(0);
      expect(host).not.toHaveBeenCalled();
    },
  );

  it('leaves every other request to the host', async () => {
    const host = vi.fn<typeof fetch>().mockResolvedValue(new Response('of the host'));
    vi.stubGlobal('fetch', host);
    answerBinary(url, empty.slice());
    const init = { cache: 'reload' } as const;
    await fetch(`${url}?sha256=0`, init);
    expect(host).toHaveBeenLastCalledWith(`${url}?sha256=0`, init);
    await fetch(new Request(url));
    expect(host).toHaveBeenCalledTimes(2);
  });

  it('ends where it is told to', async () => {
    const host = vi.fn<typeof fetch>().mockResolvedValue(new Response('of the host'));
    vi.stubGlobal('fetch', host);
    const end = answerBinary(url, empty.slice());
    end();
    expect(globalThis.fetch).toBe(host);
    end();
    expect(globalThis.fetch).toBe(host);
  });

  it('refuses what was packed wrongly', async () => {
    const packed = new Uint8Array(gzipSync(long));
    answerBinary(url, packed.slice(0, -20_000));
    await expect(WebAssembly.compileStreaming(fetch(url))).rejects.toThrow();
  });
});
