import { join } from 'node:path';
import { parameterShapes } from '../../core/models/parameters';
import { writeSafetensors } from '../../core/checkpoint/safetensors';
import type { HistoryEntry } from '../../core/training/checkpoint';
import type { ModelFolder } from '../../runtime/node/model-folder';

import { writeWhole } from './files';
import type { SeededPlan, TrainPlan } from './plan';

/**
 * Writes a trained model as a Hugging Face folder (float32). training.json in it says how the model was made. The
 * weights come last, so that a folder with new weights is complete.
 */
export async function writeModelFolder(
  folder: string,
  base: Pick<ModelFolder, 'config' | 'configJson' | 'tokenizerJson' | 'tokenizerConfig'>,
  parameters: ReadonlyMap<string, Float32Array>,
  plan: TrainPlan | SeededPlan,
  history: readonly HistoryEntry[],
): Promise<void> {
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  const tensors = new Map(
    [...parameterShapes(base.config)].map(([name, shape]) => [name, { shape, data: parameters.get(name)! }]),
  );
  await writeWhole(join(folder, 'config.json'), json({ ...base.configJson, dtype: 'float32' }));
  await writeWhole(join(folder, 'tokenizer.json'), JSON.stringify(base.tokenizerJson));
  await writeWhole(join(folder, 'tokenizer_config.json'), json(base.tokenizerConfig));
  await writeWhole(join(folder, 'training.json'), json({ plan, history }));
  await writeWhole(join(folder, 'model.safetensors'), writeSafetensors(tensors, { format: 'pt' }));
}
