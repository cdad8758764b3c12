import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { openModel, type OpenModel } from '../runtime/node/open-model';

/**
 * Random ALBERTs that the peers' golden outputs in test/fixtures/oracle were computed on, with ALBERT's own vocabulary: 3
 * layers in one group, and 4 layers in 2 groups of 2. Made once by PyTorch 2.11, transformers 5.23, Captum 0.9, shap 0.51 and
 * lime 0.2; Captum in float64, from padding with [CLS] and [SEP] kept.
 */
export const oracleModels = ['plain', 'groups'] as const;
export type OracleModel = (typeof oracleModels)[number];

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Golden outputs by model. */
export async function readOracle<Row>(name: string): Promise<Readonly<Record<OracleModel, readonly Row[]>>> {
  const bytes = await readFile(path(`fixtures/oracle/${name}.json.gz`));
  return JSON.parse(gunzipSync(bytes).toString()) as Readonly<Record<OracleModel, readonly Row[]>>;
}

/** An oracle model as a whole Hugging Face folder, with ALBERT's own tokenizer. */
export async function oracleFolder(
  model: OracleModel,
): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'albert-lens-oracle-'));
  for (const name of ['config.json', 'model.safetensors']) {
    await copyFile(path(`fixtures/oracle/model-${model}/${name}`), join(folder, name));
  }
  for (const name of ['tokenizer.json', 'tokenizer_config.json']) {
    const zipped = await readFile(path(`fixtures/albert-tokenizer/${name}.gz`));
    await writeFile(join(folder, name), gunzipSync(zipped));
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** An oracle model, opened. Its folder goes when it is disposed of. */
export async function openOracle(name: OracleModel): Promise<OpenModel> {
  const { folder, remove } = await oracleFolder(name);
  const model = await openModel(folder, { threads: 1 });
  return {
    ...model,
    async dispose() {
      await model.dispose();
      await remove();
    },
  };
}
