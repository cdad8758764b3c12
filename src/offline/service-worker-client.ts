const reloadedKey = 'albert-lens-isolated';

/**
 * Registers the service worker, which keeps the page for offline use and isolates it where the host does not. Isolation
 * takes a second load: it is done once per tab, and only while there is nothing to lose by it.
 *
 * @param mayReload whether there is nothing to lose
 */
export function keepForOffline(mayReload: () => boolean): void {
  // Development serves modules that change; a worker would keep old ones.
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  navigator.serviceWorker.register('./service-worker.js', { scope: './' }).catch(() => undefined);
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (self.crossOriginIsolated || reloadedBefore()) return;
    if (mayReload()) location.reload();
  });
}

/** Whether this was asked before in this tab. Where the tab cannot remember, it counts as asked: no reload ever loops. */
function reloadedBefore(): boolean {
  try {
    const before = sessionStorage.getItem(reloadedKey) !== null;
    sessionStorage.setItem(reloadedKey, 'yes');
    return before;
  } catch {
    return true;
  }
}
