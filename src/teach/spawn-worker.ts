import script from '../../workers/teach.worker.ts?worker&url';
import { startWorker, type WorkerHandle } from '../../workers/worker-handle';

/** Starts the worker in which a model is taught. */
export function spawnTeachWorker(): WorkerHandle {
  return startWorker(new URL(script, import.meta.url).href, 'teach');
}
