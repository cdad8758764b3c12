import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainPlan } from './plan';

/**
 * A hash of everything that decides a run's outcome: settings, and the contents of base and data files. A checkpoint
 * is continued by a run with the same fingerprint alone.
 * @throws Error when a data file cannot be read
 */
export async function planFingerprint(plan: TrainPlan): Promise<string> {
  const { base, stages, seed, averaging, validateEvery } = plan;
  const hash = createHash('sha256').update(JSON.stringify({ stages, seed, averaging, validateEvery }));
  const weights = base === 'random' ? [] : [join(base, 'model.safetensors')];
  const data = stages.flatMap(({ sources }) => sources.map(({ file }) => file));
  for (const file of [...weights, ...data, plan.validation]) hash.update(await readFile(file));
  return hash.digest('hex');
}
