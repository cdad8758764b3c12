import type * as Comlink from 'comlink';

/** A worker as those who start it see it; tests hand in their own. */
export interface WorkerHandle {
  readonly endpoint: Comlink.Endpoint;
  terminate(): void;
  /** Calls back when the worker's script cannot be loaded or ends with an uncaught error. */
  onFailure(callback: (message: string) => void): void;
}

export function handleOf(worker: Worker): WorkerHandle {
  return {
    endpoint: worker,
    terminate: () => worker.terminate(),
    onFailure: (callback) => {
      worker.addEventListener('error', (event) =>
        callback(event.message || 'its script could not be loaded'),
      );
    },
  };
}
