import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { GoldenRow } from './bert';

/** A small random model of each architecture beside ALBERT and BERT; see test/fixtures/peers/architectures.py. */
export const architectureNames = ['distilbert', 'electra', 'mpnet', 'roberta', 'xlm-roberta'] as const;
export type ArchitectureName = (typeof architectureNames)[number];

export function architectureFolder(name: ArchitectureName): string {
  return resolve(import.meta.dirname, 'fixtures/architectures', name);
}

/** What transformers and Captum say of a model, in float64. */
export interface ArchitectureGolden {
  readonly rows: readonly GoldenRow[];
  /** MPNet alone: the buckets of the distances -200 to 200. */
  readonly buckets?: readonly number[];
}

export async function readArchitectureGolden(name: ArchitectureName): Promise<ArchitectureGolden> {
  return JSON.parse(
    await readFile(join(architectureFolder(name), 'golden.json'), 'utf8'),
  ) as ArchitectureGolden;
}
