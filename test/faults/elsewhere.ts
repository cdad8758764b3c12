import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Another origin, which lets everybody in and writes down who came. */
export interface Elsewhere {
  readonly url: string;
  /** Paths that were asked for. */
  readonly visits: string[];
  close(): void;
}

export async function listenElsewhere(): Promise<Elsewhere> {
  const visits: string[] = [];
  const server = createServer((request, response) => {
    visits.push(request.url ?? '');
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*', 'Content-Type': 'text/javascript' }).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { url, visits, close: () => void server.close() };
}

/**
 * An expression that tries every way out that a page's and a worker's scripts have; its value names those that were let
 * through, as far as a script can know.
 *
 * @param to URL of a folder, ending with a slash
 */
export const tryToLeave = (to: string) => `(async () => {
  const reached = [];
  const attempt = async (name, work) => { try { await work(); reached.push(name); } catch { /* held back */ } };
  await attempt('fetch', () => fetch('${to}fetch', { mode: 'no-cors' }));
  await attempt('import', () => import('${to}module.js'));
  await attempt('XMLHttpRequest', () => new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('GET', '${to}xhr');
    request.onload = done;
    request.onerror = failed;
    request.send();
  }));
  await attempt('WebSocket', () => new Promise((done, failed) => {
    const socket = new WebSocket('${to.replace('http', 'ws')}socket');
    socket.onopen = done;
    socket.onerror = failed;
  }));
  if (self.document) {
    const element = (name, parts) => new Promise((done, failed) => {
      document.head.append(Object.assign(document.createElement(name), parts, { onload: done, onerror: failed }));
    });
    await attempt('image', () => element('img', { src: '${to}image.png?text' }));
    await attempt('style', () => element('link', { rel: 'stylesheet', href: '${to}style.css?text' }));
    await attempt('beacon', () => { if (!navigator.sendBeacon('${to}beacon', 'text')) throw new Error(); });
  }
  return reached;
})()`;
