const reloadedKey = 'albert-lens-isolated';
const signsOfUse = ['input', 'keydown', 'pointerdown', 'dragover'] as const;

/**
 * Isolates the page, which WASM threads need, on a host that cannot: the service worker does so from the second load on.
 * That load is done by itself, once a tab, when the worker takes over; but not once the reader has done anything, or while
 * there is something to lose: then it waits for the next visit. What is done while it is under way stops it.
 *
 * @param mayReload whether there is nothing to lose
 */
export function isolateWhenPossible(mayReload: () => boolean): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  let used = false;
  let reloading = false;
  const onUse = ({ isTrusted }: Event) => {
    // A box that the page fills by itself says "input" too: that is nobody's doing.
    if (!isTrusted) return;
    used = true;
    if (reloading) window.stop();
  };
  for (const sign of signsOfUse) addEventListener(sign, onUse, { capture: true });
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (self.crossOriginIsolated || used || !mayReload() || reloadedBefore()) return;
    reloading = true;
    location.reload();
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
