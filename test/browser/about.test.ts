import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { backendOf } from './browser';
import { tinyModel, useSite } from '../faults/site';

const hashOf = async (path: string) =>
  createHash('sha256')
    .update(await readFile(join(inject('site'), path)))
    .digest('hex');

describe('#/about', () => {
  const site = useSite();

  async function open(): Promise<void> {
    await site.open();
    await site.visit();
    await site.offline('kept');
    // Now sealed.
    await site.page.goto(`${site.server.url}?model=tiny-model&again#/about`);
    await site.page.getByTestId('connections').waitFor();
  }

  it('shows the policy in force, what was asked for, what is kept by its hash, and the licences', async () => {
    await open();
    const { page } = site;
    expect(await page.getByTestId('connections').getAttribute('data-sealed')).toBe('true');
    await page.getByRole('button', { name: 'Let the page try to connect' }).click();
    const attempts = page.getByRole('listitem').filter({ hasText: 'the browser refused, by the policy' });
    await expect.poll(() => attempts.count()).toBe(2);
    expect(await attempts.first().innerText()).toContain("connect-src 'none'");

    const log = page.getByTestId('request-count');
    expect(await log.innerText()).toMatch(/asked for \d+ files, all of them on its own origin/);
    const before = Number(/(\d+) files/.exec(await log.innerText())![1]);
    await page.evaluate(() =>
      document.head.append(Object.assign(new Image(), { src: './icon-192.png?live' })),
    );
    await expect
      .poll(async () => Number(/(\d+) files/.exec(await log.innerText())![1]))
      .toBeGreaterThan(before);

    // As after an update: a former version is kept beside the one that runs, for tabs that are open still.
    await page.evaluate(async () => {
      const former = await caches.open('albert-lens-shell-former');
      await former.put(new URL('./', location.href), new Response('<p>a former page'));
      await former.put(new URL('./assets/former.js', location.href), new Response('former()'));
    });
    await page.getByRole('button', { name: 'Hash the files that are kept here' }).click();
    const list = (await page.getByTestId('kept-files').innerText()).trim().split('\n');
    const kept = new Map(list.map((line) => [line.slice(66), line.slice(0, 64)]));
    expect(kept.size, 'each file once').toBe(list.length);
    expect(kept.has('assets/former.js')).toBe(false);
    const built = (await readFile(join(inject('site'), 'SHA256SUMS'), 'utf8')).trim().split('\n');
    const names = built.map((line) => line.slice(66));
    const needed = names.filter((name) => /^(?:index\.html|assets\/.*\.(?:js|css|woff2))$/.test(name));
    expect([...kept.keys()]).toEqual(expect.arrayContaining(needed));
    for (const [name, hash] of kept) {
      if (name.startsWith('tiny-model/')) continue;
      expect([name, hash]).toEqual([name, await hashOf(name)]);
    }
    expect([...kept.keys()].some((name) => /^assets\/ort-.*\.bin$/.test(name))).toBe(true);
    expect(kept.has('tiny-model/weights.bin')).toBe(true);

    const licences = page.getByTestId('licences');
    await licences.locator('summary').first().click();
    await licences.getByText(/^svelte [\d.]+, MIT$/).waitFor();
    await licences.getByText(/^onnxruntime-web [\d.]+, MIT$/).waitFor();
  });

  it('deletes all that is kept', async () => {
    await open();
    const { page } = site;
    await page
      .getByRole('button', { name: /^Colours/ })
      .first()
      .click();
    expect(await page.evaluate(() => localStorage.length)).toBe(1);
    await page.getByRole('button', { name: 'Delete all that is kept' }).click();
    await page.getByText(/^\s*Deleted\./).waitFor();
    const left = await page.evaluate(async () => ({
      caches: await caches.keys(),
      stores: localStorage.length + sessionStorage.length,
      workers: (await navigator.serviceWorker.getRegistrations()).length,
    }));
    expect(left).toEqual({ caches: [], stores: 0, workers: 0 });
  });

  it('brings nothing back of what was deleted while the model still came', async () => {
    let send: () => void = () => undefined;
    const sent = new Promise<void>((now) => (send = now));
    await site.open({
      intercept: (path, _request, response) => {
        if (!path.endsWith('weights.bin')) return false;
        void sent
          .then(() => readFile(join(tinyModel, 'weights.bin')))
          .then((weights) => response.end(weights));
        return true;
      },
    });
    const { page } = site;
    await page.goto(`${site.server.url}?model=tiny-model#/about`);
    await page.getByRole('button', { name: 'Delete all that is kept' }).click();
    await page.getByText(/^\s*Deleted\./).waitFor();
    send();
    await backendOf(page);
    // A part of the page that was not loaded yet.
    await page.evaluate(() => void (location.hash = '#/model'));
    await page.getByRole('heading', { name: 'The model that runs' }).waitFor();
    await site.offline('not-kept');
    // What the model's worker kept before it was known is deleted once it is done.
    await expect.poll(() => page.evaluate(() => caches.keys())).toEqual([]);
  });
});
