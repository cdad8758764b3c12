/**
 * Keeps the page for offline use and, on hosts that cannot set headers, isolates it so that WASM threads work. The model
 * and the runtime's binaries are not its business: the model worker caches them by content hash.
 *
 * It is installed once every file of the page has come as the build made it. A page that was served and does not say that
 * it is up, is blank: the files are then fetched anew, and the page loaded again, by this worker, since nobody else is
 * there to do it. A new version waits until the tabs of the old one are closed, or until a reader asks for it.
 */
import type { ShellProblem, ToServiceWorker } from './service-worker-messages';
import { Shell, type ShellList } from './shell';

/** The built page's files with their hashes; set in the built service worker. */
declare const __SHELL__: ShellList;

const worker = self as unknown as ServiceWorkerGlobalScope;
const shell = new Shell(__SHELL__, worker.registration.scope, {
  caches,
  fetch: (url, init) => fetch(url, init),
});

/** Milliseconds in which a page that was served has to say that it is up. */
const upLimit = 10_000;
/** Milliseconds between two attempts at healing: a host that stays broken must not have the page flicker. */
const healPause = 60_000;
let healedAt = -Infinity;

/** Pages that said that they are up, and those who wait for one to. */
const up = new Set<string>();
const waiting = new Map<string, () => void>();

worker.addEventListener('install', (event) => {
  event.waitUntil(
    shell.install().catch(async (error: Error) => {
      await tellPages({
        kind: 'shell-problem',
        problem: error.name === 'QuotaExceededError' ? 'storage is full' : 'a file is not right',
        detail: error.message,
      });
      throw error;
    }),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(shell.forgetFormer().then(() => worker.clients.claim()));
});

worker.addEventListener('message', (event) => {
  const message = event.data as ToServiceWorker;
  if (message === 'take over') event.waitUntil(worker.skipWaiting());
  if (message !== 'up' || !(event.source instanceof Client)) return;
  up.add(event.source.id);
  waiting.get(event.source.id)?.();
});

worker.addEventListener('fetch', (event) => {
  const { request, resultingClientId } = event;
  if (request.method !== 'GET') return;
  const file = shell.fileOf(request.url);
  if (file !== null) {
    event.respondWith(answer(request, file));
    if (request.mode === 'navigate') event.waitUntil(watchOver(resultingClientId));
  } else if (isPart(request.url)) {
    event.respondWith(former(request));
  }
  // Anything else goes its own way: a download through here would outlive the worker that asked for it.
});

async function answer(request: Request, file: string): Promise<Response> {
  const right = await shell.response(file);
  if (right) return isolated(right);
  // The host may have a newer version, whose files have other names. Of this version, nothing wrong is served.
  return file === 'index.html' ? isolated(await fetch(request)) : Response.error();
}

async function former(request: Request): Promise<Response> {
  return isolated((await shell.formerResponse(request.url)) ?? (await fetch(request)));
}

/** Whether a URL may name a script or style of another version of the page. */
function isPart(url: string): boolean {
  const { origin, pathname } = new URL(url);
  const scope = new URL(worker.registration.scope);
  return (
    origin === scope.origin && pathname.startsWith(`${scope.pathname}assets/`) && /\.(js|css)$/.test(pathname)
  );
}

/** Heals a page that does not come up. */
async function watchOver(id: string): Promise<void> {
  await new Promise<void>((done) => {
    waiting.set(id, done);
    setTimeout(done, upLimit);
  });
  waiting.delete(id);
  const page = await worker.clients.get(id);
  if (up.has(id) || !page || Date.now() - healedAt < healPause) return;
  healedAt = Date.now();
  await shell.renew().catch(() => undefined);
  if (!up.has(id)) await (page as WindowClient).navigate(page.url).catch(() => null);
}

async function tellPages(message: ShellProblem): Promise<void> {
  for (const page of await worker.clients.matchAll({ includeUncontrolled: true })) page.postMessage(message);
}

/** The response with the headers that a host which can set them would send. */
function isolated(response: Response): Response {
  if (response.status === 0 || response.status === 304) return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', __POLICY__);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
