import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { serveSite } from '../../scripts/site-server';
import { backendOf, launch, openPage } from '../browser/browser';
import { inEveryWorker } from './page-workers';

const mounts = { 'tiny-model': resolve(import.meta.dirname, '../fixtures/tiny-model') };

/** Tries every way out that a script has; tells how many were let through, as far as a script can know. */
const tryToLeave = (elsewhere: string) => `(async () => {
  const reached = [];
  const attempt = async (name, work) => { try { await work(); reached.push(name); } catch { /* held back */ } };
  await attempt('fetch', () => fetch('${elsewhere}fetch', { mode: 'no-cors' }));
  await attempt('import', () => import('${elsewhere}module.js'));
  await attempt('XMLHttpRequest', () => new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('GET', '${elsewhere}xhr');
    request.onload = done;
    request.onerror = failed;
    request.send();
  }));
  await attempt('WebSocket', () => new Promise((done, failed) => {
    const socket = new WebSocket('${elsewhere.replace('http', 'ws')}socket');
    socket.onopen = done;
    socket.onerror = failed;
  }));
  return reached;
})()`;

/** Another origin, which lets everybody in and writes down who came. */
async function listenElsewhere(): Promise<{ server: Server; url: string; visits: string[] }> {
  const visits: string[] = [];
  const server = createServer((request, response) => {
    visits.push(request.url ?? '');
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*', 'Content-Type': 'text/javascript' }).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, visits };
}

describe('the policy of the page', () => {
  let browser: Browser;
  let elsewhere: Awaited<ReturnType<typeof listenElsewhere>>;

  beforeAll(async () => {
    browser = await launch();
    elsewhere = await listenElsewhere();
  });

  afterAll(async () => {
    await browser.close();
    elsewhere.server.close();
  });

  it('is open to who asks from elsewhere: the test can tell', async () => {
    const page = await browser.newPage();
    // A page of the same kind of host, without a policy.
    const bare = await serveSite(resolve(import.meta.dirname, '../fixtures'), { headers: false });
    await page.goto(`${bare.url}tiny-model/config.json`);
    const reached: string[] = await page.evaluate(tryToLeave(elsewhere.url));
    expect(reached).toContain('fetch');
    expect(elsewhere.visits).toContain('/fetch');
    elsewhere.visits.length = 0;
    await page.close();
    await bare.close();
  });

  it.each([
    ['without headers, without a service worker', 'block', 'wasm'],
    ['without headers, with threads by the service worker', 'allow', 'wasm-threads'],
  ] as const)('binds the page and each of its workers on a host %s', async (_, serviceWorkers, backend) => {
    const server = await serveSite(inject('site'), { headers: false, mounts });
    const context = await browser.newContext({ serviceWorkers });
    const page = await openPage(context, `${server.url}?model=tiny-model#/compare`);
    await page.locator(`[data-backend="${backend}"]`).waitFor({ state: 'attached' });
    expect(await backendOf(page)).toBe(backend);
    expect(await page.evaluate(tryToLeave(elsewhere.url))).toEqual([]);
    const workers = await inEveryWorker(page, tryToLeave(elsewhere.url));
    const named = (role: string) => workers.filter(({ name }) => name?.startsWith(role)).length;
    expect(named('model-')).toBe(1);
    expect(named('kernels-')).toBeGreaterThan(0);
    if (backend === 'wasm-threads') {
      expect(workers.filter(({ name }) => name === null).length).toBeGreaterThan(0);
    }
    // A worker from a blob has its maker's policy: that goes for those too that are too busy to be asked.
    expect(workers.filter(({ url }) => !url.startsWith('blob:'))).toEqual([]);
    expect(workers.filter(({ value }) => value !== null && (value as unknown[]).length > 0)).toEqual([]);
    expect(elsewhere.visits).toEqual([]);
    await context.close();
    await server.close();
  });
});
