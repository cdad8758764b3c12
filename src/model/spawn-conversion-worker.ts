import script from '../../workers/conversion.worker.ts?worker&url';
import { startWorker, type WorkerHandle } from '../../workers/worker-handle';

/** Starts a worker that makes a model of what a reader brought. */
export function spawnConversionWorker(): WorkerHandle {
  return startWorker(new URL(script, import.meta.url).href, 'conversion');
}
