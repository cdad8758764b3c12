import script from '../../workers/model.worker.ts?worker&url';
import { startWorker, type WorkerHandle } from '../../workers/worker-handle';

/** Starts a model worker. */
export function spawnModelWorker(): WorkerHandle {
  return startWorker(new URL(script, import.meta.url).href, 'model');
}
