import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openModel as openInNode } from '../../../runtime/node/open-model';
import { explain } from './explain-text';
import { folder } from './node';
import { openModel } from './open-model';

const tiny = resolve(import.meta.dirname, '../../../test/fixtures/tiny-model');
const text = 'I love this phone, but the battery life is short.';

describe('an exported model', () => {
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      readFile(join(tiny, request.url!)).then(
        (bytes) => response.end(bytes),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => server.close());

  it('answers and is explained as it is by the companion', async () => {
    const model = await openModel(folder(tiny));
    const companion = await openInNode(tiny);
    const { values } = await explain(model, text, { method: 'integrated-gradients', settings: { steps: 8 } });
    const other = await explain(companion, text, { method: 'integrated-gradients', settings: { steps: 8 } });
    values.forEach((value, word) => expect(Math.abs(value - other.values[word]!)).toBeLessThan(1e-4));
    const byGradientShap = await explain(model, text, { method: 'gradient-shap', settings: { samples: 4 } });
    expect(byGradientShap.values).toHaveLength(values.length);
    await model.close();
    await companion.dispose();
  });

  it('comes from an address too', async () => {
    const model = await openModel(url);
    expect(model.manifest.classes).toEqual(model.classifier.classes);
    await model.close();
    await expect(openModel(`${url}/none`)).rejects.toThrow(
      `Cannot fetch ${url}/none/manifest.json: the host answers 404.`,
    );
  });

  it.each([
    [
      'weights.bin',
      (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(1),
      /^weights\.bin: it has 645771 bytes instead of 645772/,
    ],
    [
      'weights.bin',
      (bytes: Uint8Array<ArrayBuffer>) => bytes.with(99, bytes[99]! ^ 1),
      /^weights\.bin: it is not the file/,
    ],
    ['manifest.json', () => new TextEncoder().encode('<html>'), /manifest\.json/],
  ])('with a damaged %s is refused by name', async (damaged, damage, message) => {
    const read = folder(tiny);
    const reading = openModel(async (name) => (name === damaged ? damage(await read(name)) : read(name)));
    await expect(reading).rejects.toThrow(message);
  });

  it('that is not there is named', async () => {
    await expect(openModel(folder('nowhere'))).rejects.toThrow(/^Cannot read nowhere.manifest\.json: /);
    await expect(openModel('nowhere')).rejects.toThrow(
      /^Cannot fetch nowhere\/manifest\.json\. Of a folder on disk/,
    );
  });
});
