import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gunzip } from './gunzip';

const content = Uint8Array.from({ length: 300_000 }, (_, at) => (at * at) % 251);
const packed = new Uint8Array(gzipSync(content));

describe('gunzip', () => {
  it('gives what was packed, in memory of that size and no more', async () => {
    // As a part of a larger buffer, which bytes from a cache may be.
    const within = new Uint8Array(packed.byteLength + 20);
    within.set(packed, 7);
    const unpacked = await gunzip(within.subarray(7, 7 + packed.byteLength));
    expect(Buffer.compare(unpacked, content)).toBe(0);
    expect(unpacked.buffer.byteLength).toBe(content.byteLength);
  });

  it('gives what was not packed as it is', async () => {
    expect(await gunzip(content)).toBe(content);
    const short = Uint8Array.of(0x1f, 0x8b);
    expect(await gunzip(short)).toBe(short);
  });

  it('refuses a file whose size is not the one that it states', async () => {
    const wrong = (by: number) => {
      const file = packed.slice();
      const view = new DataView(file.buffer);
      view.setUint32(file.byteLength - 4, content.byteLength + by, true);
      return file;
    };
    await expect(gunzip(wrong(1000))).rejects.toThrow();
    await expect(gunzip(wrong(-1000))).rejects.toThrow();
  });
});
