import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import { backendOf, probabilities } from '../browser/browser';
import { useSite } from './site';

/** A name that is no secure context, as a computer of a local network has. */
const insecureHost = 'insecure.test';

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

describe('a host', () => {
  const site = useSite([`--host-resolver-rules=MAP ${insecureHost} localhost`]);

  it('without encryption has its damaged files noticed too, and says what it lacks', async () => {
    let damaged = true;
    await site.open({
      alter: (path, content) =>
        damaged && path.endsWith('weights.bin') ? Buffer.from(content.map((byte) => byte ^ 1)) : content,
    });
    await site.visit(site.server.url.replace('localhost', insecureHost));
    expect(await site.page.evaluate(() => isSecureContext)).toBe(false);
    expect(await site.failure().innerText()).toMatch(
      /weights\.bin is not the file that the manifest describes/,
    );
    damaged = false;
    await site.page.getByRole('button', { name: 'Try again' }).click();
    await backendOf(site.page);
    await site.page
      .getByText(/Not kept for offline use: this browser offers no storage at this address/)
      .waitFor();
  });

  it.each([
    ["the model's worker", /assets\/model\.worker-.*\.js$/, 'model-failed'],
    // Texts are read without it.
    ["the runtime's loader", /assets\/ort-.*\.js$/, 'no-gradients'],
  ])('that serves %s with a wrong type is told which it has to be', async (_, file, notice) => {
    // The service worker, where it is, serves scripts with their type whatever the host says.
    await site.open(
      {
        headersOf: (path): Record<string, string> =>
          file.test(path) ? { 'Content-Type': 'application/octet-stream' } : {},
      },
      { serviceWorkers: 'block' },
    );
    await site.visit();
    expect(await site.page.getByTestId(notice).innerText()).toMatch(
      /\.js is served as "application\/octet-stream": the host has to serve \.js files as text\/javascript/,
    );
  });

  it('needs to know no type that many do not know', async () => {
    // Fonts are taken whatever their type is said to be.
    const asked = new Set<string>();
    await site.open({
      intercept: (path) => {
        asked.add(/\.[^./]+$/.exec(path)?.[0] ?? '');
        return false;
      },
    });
    await site.visit();
    await backendOf(site.page);
    expect(
      [...asked].filter(
        (type) => !/^\.(?:html|js|css|png|svg|json|webmanifest|woff2|bin|onnx)$|^$/.test(type),
      ),
    ).toEqual([]);
  });

  it('with a model of a newer format is offered a newer page, never a mixture', async () => {
    let format = 2;
    await site.open({
      alter: (path, content) =>
        path.endsWith('manifest.json')
          ? Buffer.from(content.toString().replace('"format": 1', `"format": ${format}`))
          : content,
    });
    await site.visit();
    expect(await site.failure().innerText()).toMatch(/of format 2, which a newer version of this page reads/);
    format = 1;
    await site.page.getByRole('button', { name: 'Reload for the new version' }).click();
    // Until it is loaded, the page that could not open the model stands there.
    await site.page.getByTestId('model-ready').waitFor({ state: 'attached' });
  });

  it('that gets a model of a newer format leaves an old tab what it has', async () => {
    let format = 1;
    await site.open({
      alter: (path, content) =>
        path.endsWith('manifest.json')
          ? Buffer.from(content.toString().replace('"format": 1', `"format": ${format}`))
          : content,
    });
    await site.visit();
    await site.offline('kept');
    format = 2;
    await site.page.reload();
    await backendOf(site.page);
    await site.page.getByTestId('newer').getByText('Reload for the new version').waitFor();
    await site.page.locator('#text').fill('Read by what is kept.');
    expect(await probabilities(site.page)).toHaveLength(3);
  });

  it('that gets a newer page leaves an old tab its own files, until its reader asks for the new ones', async () => {
    let version = 'one';
    const index = await readFile(resolve(inject('site'), 'index.html'));
    const oldHash = sha256(index);
    let newHash = '';
    const marked = (content: Buffer) =>
      Buffer.from(content.toString().replace('<html', `<html data-build="${version}"`));
    await site.open({
      alter: (path, content) => {
        if (version === 'one') return content;
        if (path === 'index.html') return marked(content);
        if (path !== 'service-worker.js') return content;
        // As another build would write it: the new hash of index.html, and another version.
        return Buffer.from(
          content
            .toString()
            .replace(/"version":"\w+"/, '"version":"two"')
            .replace(oldHash, newHash),
        );
      },
    });
    await site.visit();
    await site.offline('kept');
    version = 'two';
    newHash = sha256(marked(index));
    await site.page.reload();
    await site.page.getByTestId('newer').waitFor();
    const build = () => site.page.evaluate(() => document.documentElement.dataset['build'] ?? 'one');
    expect(await build()).toBe('one');
    await site.page.getByRole('button', { name: 'Reload for the new version' }).click();
    await expect.poll(build).toBe('two');
    await backendOf(site.page);
  });

  it('without headers reloads the page once; what is typed at that moment stops it, and stays', async () => {
    await site.open({ headers: false });
    await site.page.addInitScript(() => {
      // Typed when the reload is under way already.
      navigator.serviceWorker.addEventListener('controllerchange', () => {
        queueMicrotask(() => {
          const box = document.querySelector('textarea')!;
          box.value = 'Typed at that moment.';
          box.dispatchEvent(new Event('input', { bubbles: true }));
        });
      });
    });
    let loads = 0;
    site.page.on('load', () => loads++);
    await site.visit();
    await expect.poll(() => site.page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    await backendOf(site.page);
    await new Promise((later) => setTimeout(later, 2_000));
    expect(loads).toBe(1);
    expect(await site.page.locator('#text').inputValue()).toBe('Typed at that moment.');
    expect(await probabilities(site.page)).toHaveLength(3);
  });

  it('that is none, but a file on a disk, is told what the page needs', async () => {
    await site.open();
    await site.page.goto(pathToFileURL(resolve(inject('site'), 'index.html')).href);
    await site.page.locator('.starting').waitFor();
    expect(await site.page.locator('.starting').innerText()).toMatch(
      /Opened as a file from a disk.*cannot start.*run npm start, or put the folder on any/,
    );
    expect(await site.page.locator('#text').count()).toBe(0);
  });

  it('gives a text that the browser brings back its prediction', async () => {
    await site.open();
    await site.page.addInitScript(() => {
      // What a browser does after a crash, or by Back: the text is there, and no event tells of it.
      new MutationObserver((_, observer) => {
        const box = document.querySelector('textarea');
        if (!box) return;
        observer.disconnect();
        box.value = 'Brought back.';
      }).observe(document, { childList: true, subtree: true });
    });
    await site.visit();
    await backendOf(site.page);
    expect(await probabilities(site.page)).toHaveLength(3);
    expect(await site.page.locator('#text').inputValue()).toBe('Brought back.');
  });
});
