import { ownPrefix } from '../../workers/cache-names';
import type { Trial } from '../../workers/trial';

const key = `${ownPrefix}webgpu-trial`;

/**
 * A fault in a driver, or in how the browser or the runtime speaks to it, can end the whole page while WebGPU is measured.
 * The next load would do the same. So the tab remembers that a trial is under way, and a page that finds one begun and
 * never ended does without.
 */
export function webgpuTrial(): Trial {
  // A reader who leaves meanwhile is no fault; a page that is ended tells nobody that it goes.
  const end = () => {
    removeEventListener('pagehide', end);
    store((storage) => storage.removeItem(key));
  };
  return {
    begin() {
      let ended = false;
      store((storage) => {
        ended = storage.getItem(key) !== null;
        if (!ended) storage.setItem(key, 'begun');
      });
      if (!ended) addEventListener('pagehide', end);
      return ended;
    },
    end,
  };
}

/** Where the tab cannot remember, the trial is made at every load. */
function store(body: (storage: Storage) => void): void {
  try {
    body(sessionStorage);
  } catch {
    // A browser that forbids storage throws when asked for it.
  }
}
