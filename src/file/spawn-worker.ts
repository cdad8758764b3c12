import script from '../../workers/file.worker.ts?worker&url';
import { startWorker, type WorkerHandle } from '../../workers/worker-handle';

/** Starts the worker of a file. */
export function spawnFileWorker(): WorkerHandle {
  return startWorker(new URL(script, import.meta.url).href, 'file');
}
