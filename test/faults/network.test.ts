import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SiteOptions } from '../../scripts/site-server';
import { backendOf, probabilities } from '../browser/browser';
import { tinyModel, useSite } from './site';

const weights = readFileSync(resolve(tinyModel, 'weights.bin'));

describe('a network that fails', () => {
  const site = useSite();

  async function open(options: SiteOptions): Promise<void> {
    await site.open(options);
    await site.visit();
  }

  it.each(['manifest.json', 'weights.bin'])(
    'says that %s is not answered, after 20 seconds, and loads when it is',
    async (file) => {
      let silent = true;
      await open({ intercept: (path) => silent && path.endsWith(file) });
      await site.failure().waitFor();
      expect(await site.failure().innerText()).toMatch(/20 seconds/);
      silent = false;
      await site.page.getByRole('button', { name: 'Try again' }).click();
      await backendOf(site.page);
    },
  );

  it('goes on where a download stopped, by Try again', async () => {
    let silent = true;
    const ranges: (string | undefined)[] = [];
    await open({
      intercept: (path, request, response) => {
        if (!path.endsWith('weights.bin')) return false;
        ranges.push(request.headers.range);
        if (!silent) return false;
        response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': 645772 });
        response.write(weights.subarray(0, 300_000));
        return true;
      },
    });
    expect(await site.failure().innerText()).toMatch(
      /weights\.bin stands still: 300000 of 645772 bytes are here/,
    );
    silent = false;
    await site.page.getByRole('button', { name: 'Try again' }).click();
    await backendOf(site.page);
    expect(ranges).toEqual([undefined, 'bytes=300000-']);
  });

  it('goes on by itself where a connection is cut', async () => {
    let cuts = 0;
    await open({
      intercept: (path, _request, response) => {
        if (!path.endsWith('weights.bin') || cuts++ > 0) return false;
        response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': 645772 });
        response.write(weights.subarray(0, 300_000), () => setTimeout(() => response.destroy(), 200));
        return true;
      },
    });
    await backendOf(site.page);
    expect(cuts).toBe(2);
  });

  it('opens at once what is kept, though the host accepts and never answers', async () => {
    let silent = false;
    await open({ intercept: () => silent });
    await site.offline('kept');
    silent = true;
    const started = Date.now();
    await site.page.reload();
    await backendOf(site.page);
    // Well before a download would count as standing still.
    expect(Date.now() - started).toBeLessThan(19_000);
    await site.page.locator('#text').fill('Nobody answers.');
    expect(await probabilities(site.page)).toHaveLength(3);
  });

  it('gets past what the HTTP cache holds damaged for a year', async () => {
    let damaged = true;
    await open({
      headersOf: (path): Record<string, string> =>
        path.startsWith('tiny-model/') ? { 'Cache-Control': 'public, max-age=31536000, immutable' } : {},
      alter: (path, content) => {
        if (!damaged || !path.endsWith('weights.bin')) return content;
        const altered = Buffer.from(content);
        altered[1000]! ^= 1;
        return altered;
      },
    });
    expect(await site.failure().innerText()).toMatch(
      /weights\.bin is not the file that the manifest describes/,
    );
    damaged = false;
    await site.page.getByRole('button', { name: 'Try again' }).click();
    await backendOf(site.page);
  });

  it('needs no second try where the answer was damaged once', async () => {
    let answers = 0;
    await open({
      headersOf: (): Record<string, string> => ({ 'Cache-Control': 'max-age=31536000, immutable' }),
      alter: (path, content) =>
        path.endsWith('weights.bin') && answers++ === 0
          ? Buffer.from(content.map((byte) => byte ^ 1))
          : content,
    });
    await backendOf(site.page);
    expect(answers).toBe(2);
  });
});
