import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SeededPlan } from './plan';

/**
 * A hash of everything that decides a run's outcome: settings, and the contents of base and data files. A checkpoint
 * is continued by a run with the same fingerprint alone.
 * @throws Error when a data file cannot be read
 */
export async function planFingerprint(plan: SeededPlan): Promise<string> {
  const { stages, seed, freshWeightsSeed, averaging, validateEvery } = plan;
  const settings = { stages, seed, freshWeightsSeed, averaging, validateEvery };
  const hash = createHash('sha256').update(JSON.stringify(settings));
  const data = stages.flatMap(({ sources }) => sources.map(({ file }) => file));
  hash.update(await baseFingerprint(plan));
  for (const file of [...data, plan.validation]) hash.update(await readFile(file));
  return hash.digest('hex');
}

/** A hash of the model that a run starts from. */
export async function baseFingerprint({
  base,
  extendTokenizer,
  freshWeightsSeed,
}: SeededPlan): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify({ extendTokenizer }));
  if (base === 'random') return hash.update(`random ${freshWeightsSeed}`).digest('hex');
  return hash.update(await readFile(join(base, 'model.safetensors'))).digest('hex');
}
