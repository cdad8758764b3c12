import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { unzipFiles } from './unzip-files';
import { zipFiles } from './zip-files';

it('packs files that any reader, and this page, unpacks', async () => {
  const bytes = new Uint8Array(9_000_000).map((_, at) => (at * 31) % 251);
  const content = {
    'm/weights.bin': new Blob([bytes]),
    'm/config.json': new Blob(['{}']),
    'm/empty': new Blob([]),
  };
  const zip = await zipFiles(content);
  const files = unzipSync(new Uint8Array(await zip.arrayBuffer()));
  expect(Object.keys(files)).toEqual(Object.keys(content));
  expect(Buffer.from(files['m/weights.bin']!).equals(Buffer.from(bytes))).toBe(true);
  expect([new TextDecoder().decode(files['m/config.json']), files['m/empty']!.length]).toEqual(['{}', 0]);
  const brought = await unzipFiles('m.zip', zip, 1e8);
  expect(brought.map(({ path, content: { size } }) => [path, size])).toEqual([
    ['m/weights.bin', 9_000_000],
    ['m/config.json', 2],
    ['m/empty', 0],
  ]);
});
