import type * as Comlink from 'comlink';
import { boundWorker } from './bound-worker';
import { awaitEnd, uniqueName } from './lifeline';
import { whyNotLoaded } from './served-script';

/** A worker as those who start it see it; tests hand in their own. */
export interface WorkerHandle {
  readonly endpoint: Comlink.Endpoint;
  terminate(): void;
  /** Calls back when the worker's script cannot be loaded, or when it ends without having been asked to. */
  onFailure(callback: (message: string) => void): void;
}

/**
 * Starts a worker of ours.
 *
 * @param script absolute URL of its script
 * @param role what it is called in developer tools
 */
export function startWorker(script: string, role: string): WorkerHandle {
  const name = uniqueName(role);
  const worker = boundWorker(script, name);
  let forget = () => undefined as void;
  return {
    endpoint: worker,
    terminate: () => {
      forget();
      worker.terminate();
    },
    onFailure: (callback) => {
      forget = awaitEnd(worker, name, () => callback('it ended'));
      worker.addEventListener('error', (event) => {
        // Else it would count as an error of the worker that started this one too, which would be ended for it.
        event.preventDefault();
        // An error without words is one of loading.
        if (event.message) callback(event.message);
        else void whyNotLoaded(script).then(callback);
      });
    },
  };
}
