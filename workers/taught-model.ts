import { writeSafetensors } from '../core/checkpoint/safetensors';
import { assembleModel } from '../core/graphs/exported-model';
import { modelFiles } from '../core/graphs/model-files';
import { modelName } from '../core/model/model-name';
import { parameterShapes } from '../core/models/parameters';
import { taughtCard } from '../core/teaching/card';
import type { TeachReport } from '../core/teaching/report';
import type { Lesson } from '../core/teaching/teach';
import type { MeasureGolden } from './convert-folder';
import type { BroughtModel } from './model-location';
import type { TeachBase } from './teach-base';

/** What the taught model is made of. */
export interface Taught {
  readonly lesson: Lesson;
  readonly report: TeachReport;
  readonly maxTokens: number;
  /** The weights that learnt, float32. The others are those of the base. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
}

/**
 * A taught model as `npm run export` would write it (int8, golden outputs), with a card; and its weights in float32. The
 * temperature stays that of the base. What its sets of answers promised was measured on the base: it is left out.
 */
export async function taughtModel(
  base: TeachBase,
  taught: Taught,
  measure: MeasureGolden,
): Promise<{ readonly model: BroughtModel; readonly weights: Blob }> {
  const { manifest, config } = base;
  const { temperature, windowTokens, languages } = manifest;
  const parameters = new Map([...base.parameters, ...taught.parameters]);
  const name = taughtName(manifest.name);
  const made = await assembleModel(
    base,
    modelFiles(config, parameters, { precision: 'int8', temperature }),
    {
      ...{ name, temperature },
      ...(windowTokens !== undefined && { windowTokens }),
      ...(languages && { languages }),
    },
    (files, described) => measure(files, described, base.tokenizer),
  );
  const card = taughtCard({
    ...taught,
    name,
    base: { ...manifest, licence: base.licence },
    classes: config.classes,
    date: new Date().toISOString(),
  });
  const tensors = new Map(
    [...parameterShapes(config)].map(([parameter, shape]) => [
      parameter,
      { shape, data: parameters.get(parameter)! },
    ]),
  );
  return {
    model: {
      name,
      files: {
        'manifest.json': new Blob([JSON.stringify(made.manifest)]),
        ...Object.fromEntries([...made.files].map(([file, bytes]) => [file, new Blob([bytes])])),
        'README.md': new Blob([card]),
      },
    },
    weights: new Blob([writeSafetensors(tensors, { format: 'pt' })]),
  };
}

/** "x" becomes "x-taught", and stays so when it is taught again. */
function taughtName(name: string): string {
  return name.endsWith('-taught') ? name : modelName(`${name.slice(0, 90)}-taught`);
}
