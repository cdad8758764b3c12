import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ModelFolder } from '../../runtime/node/model-folder';
import type { SeededPlan } from './plan';

/** The parts of the starting model that decide the result of a run. */
export type FingerprintedModel = Pick<ModelFolder, 'configJson' | 'tokenizerJson' | 'parameters'>;

/**
 * A hash of everything that decides the result of a run: settings, starting model, and the contents of the data files.
 * Only a run with the same fingerprint may continue a checkpoint.
 * @param model the hash of the starting model
 * @throws Error when a data file cannot be read
 */
export async function planFingerprint(plan: SeededPlan, model: string): Promise<string> {
  const { stages, rows, seed, averaging, validateEvery } = plan;
  const settings = { stages, rows, seed, averaging, validateEvery, model };
  const hash = createHash('sha256').update(JSON.stringify(settings));
  const data = stages.flatMap(({ sources }) => sources.map(({ file }) => file));
  for (const file of [...data, plan.validation]) hash.update(await readFile(file));
  return hash.digest('hex');
}

/** A hash of a model: its configuration with the names of its classes, tokenizer and weights. */
export function modelFingerprint({ configJson, tokenizerJson, parameters }: FingerprintedModel): string {
  const hash = createHash('sha256').update(JSON.stringify([configJson, tokenizerJson]));
  for (const [name, data] of parameters) {
    hash.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}
