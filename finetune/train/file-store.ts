import { readFile, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpointSteps } from '../../core/training/checkpoint';
import type { CheckpointStore } from '../../core/training/store';
import { writeWhole } from './files';

/** Keeps checkpoints as files of a folder. The folder is made when the first one is saved. */
export function fileStore(folder: string): CheckpointStore {
  return {
    load: async (name) => (await readFile(join(folder, name)).catch(ignoreMissing)) ?? null,
    save: (name, bytes) => writeWhole(join(folder, name), bytes),
    rename: (from, to) => rename(join(folder, from), join(folder, to)).catch(ignoreMissing),
  };
}

/**
 * Refuses a folder that a new run would overwrite. The checkpoint of a run that failed before its first step does not
 * count: there is nothing in it to lose.
 * @throws Error when the folder holds a checkpoint or a model, which a new run would replace
 */
export async function refuseToOverwrite(folder: string): Promise<void> {
  const steps = await checkpointSteps(fileStore(folder)).catch(() => NaN);
  if (steps !== 0) {
    throw new Error(`${folder} holds a checkpoint: add --resume to go on from it, or give another --out`);
  }
  const files = (await readdir(folder).catch(ignoreMissing)) ?? [];
  if (files.includes('model.safetensors')) throw new Error(`${folder} holds a model: give another --out`);
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  // A path through a file holds nothing either. Whoever writes will say that it cannot be written.
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
  return undefined;
}
