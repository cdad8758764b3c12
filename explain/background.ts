import { join } from 'node:path';
import { modelFileError } from '../core/model/model-file';
import neutral from '../core/model/background.json';
import { readJson } from '../runtime/node/model-folder';
import type { OpenModel } from '../runtime/node/open-model';

/**
 * The neutral texts that Gradient SHAP takes as its background. An exported model brings its own. A Hugging Face folder
 * has none: it is given those that export would write.
 * @throws Error naming the model's file when it cannot be read, or does not hold {"texts": [...]}
 */
export async function readBackground(
  folder: string,
  { manifest }: Pick<OpenModel, 'manifest'>,
): Promise<readonly string[]> {
  if (!manifest) return neutral.texts;
  const name = manifest.files.background;
  const { texts } = Object(await readJson(folder, name)) as { texts?: unknown };
  if (!Array.isArray(texts) || texts.length === 0 || !texts.every((text) => typeof text === 'string')) {
    throw modelFileError(join(folder, name), 'it does not hold {"texts": [...]}');
  }
  return texts;
}
