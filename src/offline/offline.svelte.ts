import { ownPrefix } from '../../workers/cache-names';
import type { FromServiceWorker, ToServiceWorker } from '../../workers/service-worker-messages';
import { trustedScript } from '../../workers/trusted-scripts';
import type { ShellState } from './offline-words';

/** What is known of the page's being kept for use without a network. */
class Offline {
  shell = $state.raw<ShellState>({ kind: 'pending' });
  /** Whether a newer version of the page is kept and waits to be used. */
  newVersion = $state(false);
  /** What the service worker found newer at the host, for a page that cannot ask. */
  newer = $state.raw<'model' | 'page' | null>(null);
  #registration: ServiceWorkerRegistration | null = null;
  #keeping = false;
  #registering: Promise<unknown> = Promise.resolve();

  /** Listens to the service worker, and tells it that this page, if it served it, is up: what it finds newer comes then. */
  begin(): void {
    if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
    const { serviceWorker } = navigator;
    serviceWorker.addEventListener('message', ({ data }: MessageEvent<FromServiceWorker>) => {
      if (data.kind === 'model-newer') this.newer = data.newer;
      else if (this.shell.kind !== 'kept') {
        const { problem, detail } = data;
        this.shell = { kind: 'failed', reason: problem === 'storage is full' ? problem : detail };
      }
    });
    say(serviceWorker.controller, 'up');
  }

  /**
   * Registers the service worker, once, and follows what becomes of it. On a first visit that fetches every file of the page
   * a second time: it can wait until the reader has an answer.
   */
  async keep(): Promise<void> {
    if (this.#keeping) return;
    this.#keeping = true;
    // Development serves modules that change; a worker would keep old ones.
    if (!import.meta.env.PROD || !('serviceWorker' in navigator)) {
      this.shell = { kind: 'unavailable' };
      return;
    }
    try {
      const registering = navigator.serviceWorker.register(
        trustedScript(new URL('service-worker.js', document.baseURI).href),
        { scope: './' },
      );
      this.#registering = registering;
      const registration = await registering;
      this.#registration = registration;
      if (registration.active) this.shell = { kind: 'kept' };
      this.newVersion = registration.waiting !== null;
      this.#follow(registration.installing);
      registration.addEventListener('updatefound', () => this.#follow(registration.installing));
    } catch {
      this.shell = { kind: 'failed', reason: 'service-worker.js could not be loaded' };
    }
  }

  /** Ends the service worker, deletes what is kept for use offline, and keeps nothing more until the page is loaded again. */
  async end(): Promise<void> {
    this.#keeping = true;
    if (import.meta.env.PROD && 'serviceWorker' in navigator) {
      await this.#registering.catch(() => undefined);
      const registration = await navigator.serviceWorker.getRegistration();
      // What one that is being installed, or mends what is lost, still fetches would be kept after all else was deleted.
      await settled(registration?.installing ?? null);
      await ended(registration?.active ?? null);
      await registration?.unregister();
      this.shell = { kind: 'deleted' };
    }
    await forgetCaches();
  }

  /** Deletes what a model has kept that came only after the reader had all deleted. */
  async forgetLate(): Promise<void> {
    if (this.shell.kind === 'deleted') await forgetCaches();
  }

  /** Loads the page again, in its newest version. */
  async reloadNewest(): Promise<void> {
    const registration = this.#registration;
    try {
      await registration?.update();
      await settled(registration?.installing ?? null);
      if (registration?.waiting) {
        const taken = new Promise((done) =>
          navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }),
        );
        say(registration.waiting, 'take over');
        await Promise.race([taken, new Promise((late) => setTimeout(late, 3_000))]);
      }
    } catch {
      // Without a network there is no newer version; reloading does no harm.
    }
    location.reload();
  }

  #follow(worker: ServiceWorker | null): void {
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && navigator.serviceWorker.controller) this.newVersion = true;
      if (worker.state === 'activated') {
        this.shell = { kind: 'kept' };
        this.newVersion = false;
      }
      if (worker.state === 'redundant' && this.shell.kind === 'pending') {
        this.shell = { kind: 'failed', reason: 'the page could not be kept whole' };
      }
    });
  }
}

/** One service worker a page. */
export const offline = new Offline();

/** Resolves when a worker that is being installed has been, or has failed to be; within 20 seconds. */
function settled(worker: ServiceWorker | null): Promise<unknown> {
  if (!worker) return Promise.resolve();
  const over = new Promise<void>((done) =>
    worker.addEventListener('statechange', () => worker.state !== 'installing' && done()),
  );
  return Promise.race([over, new Promise((late) => setTimeout(late, 20_000))]);
}

/** Resolves when the service worker keeps nothing more; within 20 seconds. */
function ended(worker: ServiceWorker | null): Promise<unknown> {
  if (!worker) return Promise.resolve();
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise((done) => (port1.onmessage = done));
  worker.postMessage('end' satisfies ToServiceWorker, [port2]);
  return Promise.race([answered, new Promise((late) => setTimeout(late, 20_000))]);
}

/** Deletes what is ours: other pages of this host may keep something there too. */
async function forgetCaches(): Promise<void> {
  const names = (await globalThis.caches?.keys()) ?? [];
  for (const name of names) if (name.startsWith(ownPrefix)) await caches.delete(name);
}

function say(worker: ServiceWorker | null, message: ToServiceWorker): void {
  worker?.postMessage(message);
}
