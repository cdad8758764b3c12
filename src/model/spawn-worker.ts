import type { WorkerHandle } from '../../workers/model-client';

/** Starts a model worker. */
export function spawnModelWorker(): WorkerHandle {
  const worker = new Worker(new URL('../../workers/model.worker.ts', import.meta.url), {
    type: 'module',
    name: 'model',
  });
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
