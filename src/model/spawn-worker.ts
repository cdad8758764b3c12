import { handleOf, type WorkerHandle } from '../../workers/worker-handle';

/** Starts a model worker. */
export function spawnModelWorker(): WorkerHandle {
  // In one expression: that is how the bundler knows a worker.
  return handleOf(
    new Worker(new URL('../../workers/model.worker.ts', import.meta.url), { type: 'module', name: 'model' }),
  );
}
