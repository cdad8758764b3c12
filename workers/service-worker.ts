/**
 * Keeps the page for offline use and, on hosts that cannot set headers, isolates it so that WASM threads work. The
 * model and the runtime's binaries are not its business: the model worker caches them by content hash.
 */
const worker = self as unknown as ServiceWorkerGlobalScope;
const shell = __SHELL__;
const cachePrefix = 'albert-lens-shell-';
const cacheName = cachePrefix + shell.version;

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches.open(cacheName).then((cache) =>
      // Past the HTTP cache: it may hold a former version of a file without a hash in its name.
      cache.addAll(shell.files.map((file) => new Request(urlOf(file), { cache: 'reload' }))),
    ),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith(cachePrefix) && name !== cacheName) await caches.delete(name);
      }
      await worker.clients.claim();
    })(),
  );
});

worker.addEventListener('fetch', (event) => {
  const file = shellFile(event.request);
  // Anything else goes its own way: a download through here would outlive the worker that asked for it.
  if (file !== null) event.respondWith(answer(event.request, file));
});

/** Which of the page's own files is asked for; null for anything else. */
function shellFile(request: Request): string | null {
  const scope = new URL(worker.registration.scope);
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname))
    return null;
  const file = url.pathname.slice(scope.pathname.length) || 'index.html';
  return shell.files.includes(file) ? file : null;
}

async function answer(request: Request, file: string): Promise<Response> {
  const cached = await (await caches.open(cacheName)).match(urlOf(file));
  return isolated(cached ?? (await fetch(request)));
}

/** The response with the headers that a host which can set them would send. */
function isolated(response: Response): Response {
  if (response.status === 0 || response.status === 304) return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  // Workers are not bound by the page's meta tag: they follow the policy of their own script's response.
  if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', __POLICY__);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

function urlOf(file: string): string {
  return new URL(file, worker.registration.scope).href;
}
