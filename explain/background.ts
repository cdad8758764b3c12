import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import neutral from '../core/model/background.json';
import type { OpenModel } from '../runtime/node/open-model';

/**
 * The neutral texts that Gradient SHAP takes as its background: those that ship with an exported model;
 * a Hugging Face folder has none and is given the same that export would write.
 *
 * @throws Error when the model's file does not hold {"texts": [...]}
 */
export async function readBackground(
  folder: string,
  { manifest }: Pick<OpenModel, 'manifest'>,
): Promise<readonly string[]> {
  return manifest ? textsOf(join(folder, manifest.files.background)) : neutral.texts;
}

async function textsOf(file: string): Promise<readonly string[]> {
  const { texts } = Object(JSON.parse(await readFile(file, 'utf8'))) as { texts?: unknown };
  if (!Array.isArray(texts) || texts.length === 0 || !texts.every((text) => typeof text === 'string')) {
    throw new Error(`${file} does not hold {"texts": [...]}: export the model again.`);
  }
  return texts;
}
