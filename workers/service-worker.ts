/**
 * Keeps the page for offline use; isolates it, on hosts that cannot set headers, so that WASM threads work; and seals it
 * once all that it needs is kept: the page may then connect to nobody, and what it asks for is answered from the list of
 * its files or not at all. The model and the runtime's binaries are kept by the model's worker, by their content; of a
 * sealed page this worker alone looks for newer ones.
 *
 * It is installed once every file of the page has come as the build made it. A page that was served and does not say that
 * it is up, is blank: the files are then fetched anew, and the page loaded again, by this worker, since nobody else is
 * there to do it. A new version waits until the tabs of the old one are closed, or until a reader asks for it.
 */
import { browserSources, ContentCache } from './content-cache';
import { keepUpToDate, wholeVersion, type ChosenManifest } from './model-source';
import { modelUrl } from './model-url';
import {
  boundHeaders,
  contentSecurityPolicy,
  isolationHeaders,
  sealedHtml,
  type Connections,
} from './policy';
import { runtimeHash } from './runtime-binary';
import type { FromServiceWorker, ToServiceWorker } from './service-worker-messages';
import { Shell, type ShellList } from './shell';

/** The built page's files with their hashes; set in the built service worker. */
declare const __SHELL__: ShellList;

const worker = self as unknown as ServiceWorkerGlobalScope;
const shell = new Shell(__SHELL__, worker.registration.scope, {
  caches,
  fetch: (url, init) => fetch(url, init),
  stallLimit: 20_000,
});

/** Milliseconds in which a page that was served has to say that it is up. */
const upLimit = 10_000;
/** Milliseconds between two attempts at healing: a host that stays broken must not have the page flicker. */
const healPause = 60_000;
let healedAt = -Infinity;

/** Whether a reader had all deleted that is kept: what is still to be done brings nothing back. */
let ended = false;
let healing = Promise.resolve();

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
  if (message === 'end') {
    ended = true;
    event.waitUntil(healing.then(() => event.ports[0]?.postMessage(null)));
  }
  if (message !== 'up' || !(event.source instanceof Client)) return;
  up.add(event.source.id);
  waiting.get(event.source.id)?.();
});

worker.addEventListener('fetch', (event) => {
  const { request, resultingClientId } = event;
  if (request.method !== 'GET') return;
  const file = shell.fileOf(request.url);
  if (file === 'index.html') {
    const model = keptModel(request.url);
    event.respondWith(page(request, model));
    if (request.mode === 'navigate') {
      event.waitUntil(
        watchOver(resultingClientId).then(async () => {
          await heal();
          await lookForNewer(resultingClientId, await model);
        }),
      );
    }
  } else if (file !== null) {
    event.respondWith(answer(file));
  } else if (isOfOrigin(request.url) && isOfNoScript(request)) {
    event.respondWith(unlisted(event));
  }
  // Anything else goes its own way: other pages of this host, and what scripts ask for, where the page's policy lets them.
  // A download through here would outlive the worker that asked for it.
});

/** The page. With a model it is sealed: everything is kept. */
async function page(request: Request, model: Promise<KeptModel | null>): Promise<Response> {
  const right = await shell.response('index.html');
  // The host may have a newer version, whose files have other names.
  if (!right) return bound(await fetch(request), 'self');
  if (!(await model)) return bound(right, 'self');
  return bound(new Response(sealedHtml(await right.text()), { headers: right.headers }), 'none');
}

/** Another file of the page. Nothing wrong is served. */
async function answer(file: string): Promise<Response> {
  const right = await shell.response(file);
  return right ? bound(right, 'self') : Response.error();
}

/**
 * What an element or an import asks this origin for, and is on no list: of a former version, for tabs that were opened
 * with it; else nothing, where a page of ours asks, since an address can carry text away. While the page is not whole, a
 * host's newer version may be what is open.
 */
async function unlisted({ request, clientId }: FetchEvent): Promise<Response> {
  const former = await shell.formerResponse(request.url);
  if (former) return bound(former, 'self');
  const client = await worker.clients.get(clientId);
  // A worker that starts from a blob is no client that one could look at.
  const isOurs = !client || client.url.startsWith('blob:') || shell.fileOf(client.url) !== null;
  return isOurs && (await shell.isWhole()) ? Response.error() : fetch(request);
}

/** Whether elements, imports or the browser itself (to prefetch) ask, and not a script's own request, or a reader. */
function isOfNoScript({ mode, destination }: Request): boolean {
  return mode !== 'navigate' && (destination !== '' || mode === 'no-cors');
}

function isOfOrigin(url: string): boolean {
  return new URL(url).origin === worker.location.origin;
}

interface KeptModel {
  /** For this page alone: one that is used for longer goes on with what has been deleted since. */
  readonly content: ContentCache;
  readonly base: string;
  readonly chosen: ChosenManifest;
}

/** The model that a page of this address opens, where it, the runtime and the page are kept whole. */
async function keptModel(url: string): Promise<KeptModel | null> {
  try {
    const base = modelUrl(url, __DEFAULT_MODEL__);
    const content = new ContentCache(browserSources(false));
    const chosen = await wholeVersion(content, base);
    const isWhole = chosen && (await content.has({ sha256: runtimeHash })) && (await shell.isWhole());
    return isWhole ? { content, base, chosen } : null;
  } catch {
    // An address that names no model.
    return null;
  }
}

/** Fetches what is lost of the page: storage was cleared, and this worker was not. */
function heal(): Promise<void> {
  healing = healing.then(async () => {
    if (!ended && !(await shell.isWhole())) await shell.install().catch(() => undefined);
  });
  return healing;
}

/** For a sealed page: keeps the version of its model that the host has now, and tells the page where that is another. */
async function lookForNewer(id: string, model: KeptModel | null): Promise<void> {
  if (!model || ended) return;
  const newer = await keepUpToDate(model.content, model.base, model.chosen).catch(() => null);
  if (newer)
    (await worker.clients.get(id))?.postMessage({ kind: 'model-newer', newer } satisfies FromServiceWorker);
}

/** Heals a page that does not come up. */
async function watchOver(id: string): Promise<void> {
  await new Promise<void>((done) => {
    waiting.set(id, done);
    setTimeout(done, upLimit);
  });
  waiting.delete(id);
  const client = await worker.clients.get(id);
  if (ended || up.has(id) || !client || Date.now() - healedAt < healPause) return;
  healedAt = Date.now();
  const came = await shell.renew().catch(() => false);
  // Where nothing came, what is kept is all there is: a slow computer has its page all the same.
  if (came && !up.has(id)) await (client as WindowClient).navigate(client.url).catch(() => null);
}

async function tellPages(message: FromServiceWorker): Promise<void> {
  for (const client of await worker.clients.matchAll({ includeUncontrolled: true }))
    client.postMessage(message);
}

/** The response with the headers that a host which can set them would send, beside what policy this one sent. */
function bound(response: Response, connections: Connections): Response {
  if (response.status === 0 || response.status === 304) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries({ ...isolationHeaders, ...boundHeaders }))
    headers.set(name, value);
  headers.append('Content-Security-Policy', contentSecurityPolicy(connections));
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
