import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors, writeSafetensors, type Tensor } from '../../core/albert/safetensors';
import { writeWhole } from './files';

/** One validation of a run. */
export interface HistoryEntry {
  readonly step: number;
  readonly stage: string;
  /** Mean over the steps since the validation before. */
  readonly trainingLoss: number;
  readonly macroRecall: number;
  readonly accuracy: number;
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
}

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

/**
 * Reads the newest checkpoint of a folder into the groups, in place.
 * @returns its position, or null when the folder has none
 * @throws Error when it belongs to another plan or another model, or cannot be read
 */
export async function loadCheckpoint(
  folder: string,
  fingerprint: string,
  groups: TensorGroups,
): Promise<Position | null> {
  // A kill between the two renames leaves the previous one only.
  const bytes =
    (await readFile(join(folder, NAME)).catch(ignoreMissing)) ??
    (await readFile(join(folder, PREVIOUS)).catch(ignoreMissing));
  if (!bytes) return null;
  const metadata = readMetadata(bytes);
  if (metadata['fingerprint'] !== fingerprint) {
    throw new Error(
      `${folder} holds a checkpoint of another run (other data, stages, seed or base): ` +
        'give the options of that run to resume it, or another --out to start anew.',
    );
  }
  const tensors = readSafetensors(bytes);
  for (const [group, members] of Object.entries(groups)) {
    for (const [name, data] of members) {
      const saved = tensors.get(`${group}/${name}`);
      if (saved?.data.length !== data.length)
        throw new Error(`the checkpoint in ${folder} does not fit: ${name}`);
      data.set(saved.data);
    }
  }
  return JSON.parse(metadata['position'] ?? 'null') as Position | null;
}

/** The __metadata__ of a safetensors file. */
function readMetadata(bytes: Uint8Array): Readonly<Record<string, string>> {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  return (header as { __metadata__?: Record<string, string> }).__metadata__ ?? {};
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
