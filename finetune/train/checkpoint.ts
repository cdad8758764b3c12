import { readFile, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors, writeSafetensors, type Tensor } from '../../core/checkpoint/safetensors';
import { writeWhole } from './files';
import type { ValidationFigures } from './validation';

/** One validation of a run. */
export interface HistoryEntry extends ValidationFigures {
  readonly step: number;
  readonly stage: string;
  /** Mean over the steps since the validation before. */
  readonly trainingLoss: number;
}

/** Where a run stands: the next batch to learn from, and every validation so far. */
export interface Position {
  readonly stage: number;
  readonly epoch: number;
  readonly batch: number;
  /** Steps taken in this stage, and in all. */
  readonly stageStep: number;
  readonly step: number;
  readonly history: readonly HistoryEntry[];
  /** Losses since the last validation. */
  readonly lossSum: number;
  readonly lossSteps: number;
}

export const startPosition: Position = {
  stage: 0,
  epoch: 0,
  batch: 0,
  stageStep: 0,
  step: 0,
  history: [],
  lossSum: 0,
  lossSteps: 0,
};

/** Named sets of tensors: parameters, Adam's moments, averaged weights. */
export type TensorGroups = Readonly<Record<string, ReadonlyMap<string, Float32Array>>>;

const NAME = 'checkpoint.safetensors';
const PREVIOUS = 'checkpoint.previous.safetensors';

/**
 * Saves everything that a run needs to go on bit for bit. The checkpoint before is kept beside it.
 * @param fingerprint of the plan: a checkpoint continues no other
 * @throws Error when the folder cannot be written; the checkpoints that were there stay
 */
export async function saveCheckpoint(
  folder: string,
  fingerprint: string,
  position: Position,
  groups: TensorGroups,
): Promise<void> {
  const tensors = new Map<string, Tensor>();
  for (const [group, members] of Object.entries(groups)) {
    for (const [name, data] of members) tensors.set(`${group}/${name}`, { shape: [data.length], data });
  }
  const bytes = writeSafetensors(tensors, { fingerprint, position: JSON.stringify(position) });
  const next = join(folder, 'checkpoint.next.safetensors');
  await writeWhole(next, bytes);
  await rename(join(folder, NAME), join(folder, PREVIOUS)).catch(ignoreMissing);
  await rename(next, join(folder, NAME));
}

/** @throws Error when the folder holds a checkpoint or a model, which a new run would replace */
export async function refuseToOverwrite(folder: string): Promise<void> {
  const files = (await readdir(folder).catch(ignoreMissing)) ?? [];
  if (files.includes(NAME) || files.includes(PREVIOUS)) {
    throw new Error(`${folder} holds a checkpoint: add --resume to go on from it, or give another --out`);
  }
  if (files.includes('model.safetensors')) throw new Error(`${folder} holds a model: give another --out`);
}

/**
 * Reads the newest checkpoint of a folder into the groups, in place; where it is damaged, the one before.
 * @returns its position, or null when the folder has none
 * @throws Error when it belongs to another plan or another model, or none can be read
 */
export async function loadCheckpoint(
  folder: string,
  fingerprint: string,
  groups: TensorGroups,
): Promise<Position | null> {
  let damage: Error | null = null;
  for (const name of [NAME, PREVIOUS]) {
    const bytes = await readFile(join(folder, name)).catch(ignoreMissing);
    if (!bytes) continue;
    try {
      return restore(bytes, fingerprint, groups);
    } catch (error) {
      if (error instanceof OtherRunError) throw new Error(`${folder} ${error.message}`, { cause: error });
      damage = error as Error;
    }
  }
  if (damage) throw new Error(`no checkpoint in ${folder} can be read: ${damage.message}`, { cause: damage });
  return null;
}

class OtherRunError extends Error {}

function restore(bytes: Uint8Array, fingerprint: string, groups: TensorGroups): Position {
  const tensors = readSafetensors(bytes);
  const metadata = readMetadata(bytes);
  if (metadata['fingerprint'] !== fingerprint) {
    throw new OtherRunError(
      'holds a checkpoint of another run (other data, stages, seed or base): ' +
        'give the options of that run to resume it, or another --out to start anew.',
    );
  }
  for (const [group, members] of Object.entries(groups)) {
    for (const [name, data] of members) {
      const saved = tensors.get(`${group}/${name}`);
      if (saved?.data.length !== data.length) throw new Error(`it does not fit the model at ${name}`);
      data.set(saved.data);
    }
  }
  return JSON.parse(metadata['position']!) as Position;
}

/** The __metadata__ of a safetensors file. */
function readMetadata(bytes: Uint8Array): Readonly<Record<string, string>> {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  return (header as { __metadata__?: Record<string, string> }).__metadata__ ?? {};
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  // A path through a file holds nothing either: that it cannot be written is said by who writes.
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
  return undefined;
}
