/**
 * The page once all that it needs is kept: it is opened under a policy that lets it connect to nobody, its service worker
 * answers from a list, and nothing that is typed reaches even the host that it came from.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { backendOf, probabilities, runEnd } from '../browser/browser';
import { listenElsewhere, tryToLeave, type Elsewhere } from './elsewhere';
import { inEveryWorker } from './page-workers';
import { useSite } from './site';

/** Asked for by the browser and by the service worker, to learn of newer versions. */
const updates = new Set(['/service-worker.js', '/tiny-model/manifest.json']);

describe('the sealed page', () => {
  const site = useSite();
  let elsewhere: Elsewhere;
  /** What the host is asked for, queries included. */
  let asked: string[];
  let headers: Record<string, string>;

  beforeAll(async () => {
    elsewhere = await listenElsewhere();
  });

  beforeEach(async () => {
    asked = [];
    elsewhere.visits.length = 0;
    await site.open({
      intercept: (_path, request) => {
        asked.push(request.url ?? '');
        return false;
      },
    });
    await site.visit();
    await site.offline('kept');
    asked.length = 0;
    headers = await (await site.page.reload())!.allHeaders();
    await backendOf(site.page);
  });

  afterAll(() => elsewhere.close());

  const unlisted = () => asked.filter((url) => !updates.has(url));

  it('connects to nobody, nor do its workers and their threads, and reads and explains all the same', async () => {
    const { page } = site;
    expect(headers['content-security-policy']).toMatch(/connect-src 'none'/);
    expect(headers['content-security-policy'], "beside the host's own policy").toMatch(
      /frame-ancestors 'none'/,
    );
    expect(await backendOf(page)).toBe('wasm-threads');
    await page.locator('#text').fill('Sealed, and not bad at all.');
    expect(await probabilities(page)).toHaveLength(3);
    await page.getByRole('button', { name: 'Explain' }).click();
    expect(await runEnd(page)).toBe('done');
    for (const to of [elsewhere.url, site.server.url]) {
      // The browser says yes to a beacon before it asks the policy: who came tells.
      expect((await page.evaluate<string[]>(tryToLeave(to))).filter((way) => way !== 'beacon')).toEqual([]);
      const workers = await inEveryWorker(page, tryToLeave(to));
      expect(workers.some(({ name }) => name?.startsWith('model-'))).toBe(true);
      // A thread waits for work, without an ear for anything else.
      expect(workers.some(({ name }) => name === null)).toBe(true);
      expect(workers.flatMap(({ value }) => value ?? [])).toEqual([]);
    }
    expect(elsewhere.visits).toEqual([]);
    expect(unlisted()).toEqual([]);
  });

  it('is what an address with anything in it opens: the host is not asked for it', async () => {
    await site.page.goto(`${site.server.url}?model=tiny-model&text=secret#/compare`);
    await backendOf(site.page);
    expect(unlisted()).toEqual([]);
  });

  it('makes no markup and no script of a text (Trusted Types), nor do its workers', async () => {
    const attempts = `(() => {
      const made = [];
      const attempt = (name, work) => { try { work(); made.push(name); } catch { /* refused */ } };
      attempt('worker', () => new Worker('data:text/javascript,1'));
      attempt('worker of the origin', () => new Worker('./assets/any.js'));
      attempt('policy', () => trustedTypes.createPolicy('albert-lens-scripts', { createScriptURL: (url) => url }));
      attempt('own policy', () => trustedTypes.createPolicy('mine', { createScriptURL: (url) => url }));
      if (self.document) attempt('markup', () => { document.createElement('p').innerHTML = '<b>text</b>'; });
      return made;
    })()`;
    expect(await site.page.evaluate(attempts)).toEqual([]);
    const answers = (await inEveryWorker(site.page, attempts)).filter(({ name }) => name !== null);
    expect(answers.length).toBeGreaterThan(0);
    expect(answers.filter(({ value }) => (value as string[]).length > 0)).toEqual([]);
  });

  it('goes nowhere else, and prefetches nothing, where the browser knows Connection-Allowlist', async ({
    skip,
  }) => {
    skip(Number.parseInt(site.browser.version()) < 152, 'this Chromium does not');
    await site.page.evaluate((to) => {
      document.head.append(
        Object.assign(document.createElement('link'), { rel: 'prefetch', href: `${to}prefetch` }),
      );
      location.href = `${to}?text`;
    }, elsewhere.url);
    await site.page.waitForURL(/^chrome-error:/);
    expect(elsewhere.visits).toEqual([]);
  });

  it('has nothing of its own host prefetched either, whose address could carry a text', async () => {
    const outcome = await site.page.evaluate(
      () =>
        new Promise<string>((tell) => {
          const link = Object.assign(document.createElement('link'), {
            rel: 'prefetch',
            href: './prefetch?text',
            onload: () => tell('there'),
            onerror: () => tell('refused'),
          });
          document.head.append(link);
        }),
    );
    expect(outcome).toBe('refused');
    expect(unlisted()).toEqual([]);
  });

  it('says what it misses where a kept file is damaged, and fetches it once it is loaded again', async () => {
    const { page } = site;
    await page.evaluate(async () => {
      const cache = await caches.open('albert-lens-content');
      for (const request of await cache.keys()) {
        if (request.url.includes('/content/')) await cache.put(request, new Response('not this'));
      }
    });
    await page.reload();
    expect(await site.failure().innerText()).toMatch(/is not kept any more/);
    expect(unlisted()).toEqual([]);
    await page.getByRole('button', { name: 'Load the page again' }).click();
    await page.getByTestId('model-ready').waitFor({ state: 'attached' });
    await site.offline('kept');
  });

  it('is opened unsealed where its files are gone, and sealed when they are there again', async () => {
    const { page } = site;
    const connections = () =>
      page.evaluate(() => /connect-src '(\w+)'/.exec(document.querySelector('meta')!.content)?.[1]);
    expect(await connections()).toBe('none');
    await page.evaluate(() => caches.delete('albert-lens-content'));
    await page.reload();
    expect(await connections()).toBe('self');
    await site.offline('kept');
    await page.reload();
    expect(await connections()).toBe('none');
  });
});

describe('the build', () => {
  // What no policy forbids, or not in every browser.
  it.each([
    ['WebRTC', /RTC(?:PeerConnection|DataChannel)/],
    ['prefetching', /speculationrules|["'`](?:dns-prefetch|preconnect|prefetch|prerender)["'`]/],
    ['way to open another page', /\b(?:window|self|globalThis)\.open\s*\(/],
    [
      'way to go to another page',
      // Other objects have a `location` too: a table of a workbook has one.
      /\blocation\.(?:assign|replace)\s*\(|\blocation\.href\s*=[^=>]|(?:(?<![.\w$])|\b(?:window|self|globalThis|document|top|parent)\.)location\s*=[^=>]/,
    ],
    ['form with an address', /requestSubmit|formaction|<form[^>]*\saction/i],
    ['beacon, stream or transport', /sendBeacon|new (?:EventSource|WebSocket|WebTransport)\b/],
    ['code from text', /\beval\s*\(/],
    ['cookie or database', /document\.cookie|cookieStore|\bindexedDB\b/],
  ])('holds no %s', async (_, forbidden) => {
    const folder = inject('site');
    const names = (await readdir(folder, { recursive: true })).filter((name) =>
      /\.(?:js|html|css)$/.test(name),
    );
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) {
      const text = await readFile(join(folder, name), 'utf8');
      const found = forbidden.exec(text);
      expect(found && `${name}: ${text.slice(Math.max(0, found.index - 60), found.index + 60)}`).toBeNull();
    }
  });
});
