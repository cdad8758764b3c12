const reloadedKey = 'albert-lens-isolated';

/**
 * Isolates the page, which WASM threads need, on a host that cannot: the service worker does so from the second load on.
 * That load is done by itself, once a tab, when the worker takes over; but not once the reader has done anything, or while
 * there is text: then it waits for the next visit. What is typed while it is under way stops it.
 */
export function isolateWhenPossible(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (self.crossOriginIsolated || isInUse() || reloadedBefore()) return;
    for (const event of ['input', 'keydown', 'pointerdown', 'dragover']) {
      addEventListener(event, () => window.stop(), { capture: true, once: true });
    }
    location.reload();
  });
}

function isInUse(): boolean {
  const fields = document.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>(
    'textarea, input[type=text]',
  );
  return navigator.userActivation?.hasBeenActive || Array.from(fields).some(({ value }) => value !== '');
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
