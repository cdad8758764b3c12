import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeSafetensors } from '../core/checkpoint/safetensors';
import { parameterShapes } from '../core/models/parameters';
import { readModelFolder } from '../runtime/node/model-folder';

/** A small random BERT, as transformers writes it; see test/fixtures/peers/bert.py. */
export const bertFolder = resolve(import.meta.dirname, 'fixtures/bert');

interface CaptumValues {
  /** One a token, [CLS] and [SEP] included. */
  readonly integrated_gradients: readonly number[];
  readonly delta: number;
}

/** What transformers and Captum say of one text. */
export interface GoldenRow {
  readonly text: string;
  readonly ids: readonly number[];
  readonly target: number;
  readonly logits: readonly number[];
  /** Of the target's logit, at the word embeddings: [tokens][embedding]. */
  readonly gradient: readonly (readonly number[])[];
  readonly logit: CaptumValues;
  readonly probability: CaptumValues;
  readonly multi_label_probability: CaptumValues;
}

/** What transformers and Captum say of it, in float64. */
export interface BertGolden {
  readonly rows: readonly GoldenRow[];
  /** One batch, and its losses: cross-entropy, and BCEWithLogitsLoss. */
  readonly training: {
    readonly ids: readonly (readonly number[])[];
    readonly targets: readonly (readonly number[])[];
    readonly weights: readonly number[];
    readonly single: number;
    readonly multi: number;
  };
}

export async function readBertGolden(): Promise<BertGolden> {
  return JSON.parse(await readFile(join(bertFolder, 'golden.json'), 'utf8')) as BertGolden;
}

/** A copy of the folder whose classifier's weights are so many times as large. */
export async function steepBert(
  times: number,
): Promise<{ readonly folder: string; readonly remove: () => Promise<void> }> {
  const copy = await changedBert({});
  const { config, parameters } = await readModelFolder(bertFolder);
  const tensors = [...parameterShapes(config)].map(([name, shape]) => {
    const data = parameters.get(name)!;
    return [
      name,
      { shape, data: name === 'classifier.weight' ? data.map((value) => times * value) : data },
    ] as const;
  });
  await writeFile(
    join(copy.folder, 'model.safetensors'),
    writeSafetensors(new Map(tensors), { format: 'pt' }),
  );
  return copy;
}

/** A copy of the folder whose config.json has other entries. */
export async function changedBert(
  changes: object,
): Promise<{ readonly folder: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'albert-lens-bert-'));
  for (const name of ['model.safetensors', 'tokenizer.json', 'tokenizer_config.json']) {
    await cp(join(bertFolder, name), join(folder, name));
  }
  const config = JSON.parse(await readFile(join(bertFolder, 'config.json'), 'utf8')) as object;
  await writeFile(join(folder, 'config.json'), JSON.stringify({ ...config, ...changes }));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
