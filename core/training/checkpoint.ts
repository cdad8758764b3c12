import { readSafetensors, writeSafetensors, type Tensor } from '../checkpoint/safetensors';
import type { CheckpointStore } from './store';
import type { ValidationFigures } from './validation';

/** One validation of a run. */
export interface HistoryEntry extends ValidationFigures {
  readonly step: number;
  readonly stage: string;
  /** Mean over the steps since the validation before. */
  readonly trainingLoss: number;
}

/** The position of a run: its next batch, and every validation so far. */
export interface Position {
  readonly stage: number;
  readonly epoch: number;
  readonly batch: number;
  /** Steps taken in this stage, and in all stages. */
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
const NEXT = 'checkpoint.next.safetensors';

/** Thrown for a checkpoint of another run. It may be sound, but this run must not continue it. */
export class OtherRunError extends Error {
  override readonly name = 'OtherRunError';
}

/**
 * Saves everything that a run needs to continue bit for bit. The previous checkpoint is kept beside it.
 * @param fingerprint of the run: no other run may continue the checkpoint
 * @throws Error when the store cannot save it; earlier checkpoints stay
 */
export async function saveCheckpoint(
  store: CheckpointStore,
  fingerprint: string,
  position: Position,
  groups: TensorGroups,
): Promise<void> {
  const tensors = new Map<string, Tensor>();
  for (const [group, members] of Object.entries(groups)) {
    for (const [name, data] of members) tensors.set(`${group}/${name}`, { shape: [data.length], data });
  }
  await store.save(NEXT, writeSafetensors(tensors, { fingerprint, position: JSON.stringify(position) }));
  await store.rename(NAME, PREVIOUS);
  await store.rename(NEXT, NAME);
}

/**
 * Reads the newest checkpoint into the groups, in place. If it is damaged, it reads the previous one.
 * @returns its position; null if no checkpoint has learnt anything
 * @throws OtherRunError when it belongs to another run; Error when no checkpoint can be read, or it belongs to another
 *   model
 */
export async function loadCheckpoint(
  store: CheckpointStore,
  fingerprint: string,
  groups: TensorGroups,
): Promise<Position | null> {
  return newest(store, (bytes) => {
    const saved = readHeader(bytes);
    if (saved.fingerprint !== fingerprint) {
      // A run that failed at its start has left nothing to lose.
      if (saved.position.step === 0) return null;
      throw new OtherRunError('the checkpoint belongs to another run');
    }
    restore(bytes, groups);
    return saved.position;
  });
}

/**
 * How many steps the newest checkpoint has learnt. 0 if there is none, or if the run failed at its start.
 * @throws Error when there are checkpoints and none of them can be read
 */
export async function checkpointSteps(store: CheckpointStore): Promise<number> {
  return (await newest(store, (bytes) => readHeader(bytes).position.step)) ?? 0;
}

async function newest<T>(store: CheckpointStore, read: (bytes: Uint8Array) => T): Promise<T | null> {
  let damage: Error | null = null;
  for (const name of [NAME, PREVIOUS]) {
    const bytes = await store.load(name);
    if (!bytes) continue;
    try {
      return read(bytes);
    } catch (error) {
      if (error instanceof OtherRunError) throw error;
      damage = error as Error;
    }
  }
  if (damage) throw new Error(`no checkpoint can be read: ${damage.message}`, { cause: damage });
  return null;
}

function restore(bytes: Uint8Array, groups: TensorGroups): void {
  const tensors = readSafetensors(bytes);
  const pairs = Object.entries(groups).flatMap(([group, members]) =>
    [...members].map(([name, data]) => {
      const saved = tensors.get(`${group}/${name}`);
      if (saved?.data.length !== data.length) throw new Error(`it does not fit the model at ${name}`);
      return [data, saved.data] as const;
    }),
  );
  // All or nothing: a checkpoint that does not fit leaves the model as it was.
  for (const [data, saved] of pairs) data.set(saved);
}

interface CheckpointHeader {
  readonly fingerprint: string;
  readonly position: Position;
}

/** The content of a checkpoint's __metadata__. */
function readHeader(bytes: Uint8Array): CheckpointHeader {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as {
    readonly __metadata__?: Readonly<Record<string, string>>;
  };
  const { fingerprint, position } = header.__metadata__ ?? {};
  if (fingerprint === undefined || position === undefined) throw new Error('it is no checkpoint of a run');
  return { fingerprint, position: JSON.parse(position) as Position };
}
