import { join } from 'node:path';
import type { ProgressLine } from '../../cli/progress-line';
import type { Precision } from '../../core/graphs/packed-weights';
import { outputActivation } from '../../core/models/model-config';
import { parseModelConfig } from '../../core/models/registry';
import { readJson } from '../../runtime/node/model-folder';
import { readExamples } from '../data/read-examples';
import { saidOnce, type Reading } from '../data/read-rows';
import { calibrateOn } from '../evaluate/calibrate-on';
import { requireOneLabel } from '../evaluate/evaluate';
import { writeWhole } from '../train/files';
import { exportModel } from './export-model';
import { measureAttributions } from './measure-attributions';
import { machineName, measureCard } from './measure-card';
import { measureRemovals } from './measure-removals';
import { measureProbes } from './measure-probes';
import { modelCard } from './model-card';
import { storeExamples } from './stored-examples';
import { readTraining } from './training-facts';

/** How a trained model becomes an exported one, and what its card is measured on. */
export interface ExportSettings {
  readonly name: string;
  readonly precision: Precision;
  /** What the card says of the data's terms. */
  readonly terms?: string;
  /** Longer texts are read in windows of this many tokens; the model's maximum by default. */
  readonly windowTokens?: number;
  /** What divides the logits. */
  readonly temperature: number;
  /** Labelled data to fit the temperature on, in place of that. */
  readonly calibration?: string;
  /** Labelled data that the card reports figures of. */
  readonly evaluation: readonly string[];
  /** Texts on which the card compares attributions with those of the float32 model. */
  readonly attributions?: string;
  /** How many of them. */
  readonly attributionTexts: number;
  /** How these files are read. */
  readonly reading?: Reading;
}

export const exportDefaults: ExportSettings = {
  name: 'albert-lens-sentiment',
  precision: 'int8',
  temperature: 1,
  evaluation: [],
  attributionTexts: 500,
};

/**
 * Exports a training folder and writes its model card beside it.
 * @throws Error when the folder is no fine-tuned classifier, a file cannot be read, or `out` cannot be written
 * @throws DOMException "AbortError" when the signal is aborted
 */
export async function writeExport(
  model: string,
  out: string,
  settings: ExportSettings,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<void> {
  const { name, precision, terms, windowTokens, attributions } = settings;
  const config = parseModelConfig(await readJson(model, 'config.json'));
  if (settings.calibration !== undefined || settings.evaluation.length > 0) {
    requireOneLabel(outputActivation(config));
  }
  const reading = { report: saidOnce((sentence) => progress.say(sentence)), ...settings.reading };
  // What is wrong with a row is found before anything is written, not behind the work.
  const { classes } = config;
  for (const file of settings.evaluation) await readExamples(file, { ...reading, classes });
  const calibration =
    settings.calibration === undefined
      ? null
      : await calibrateOn(model, settings.calibration, progress, signal, {}, reading);
  const manifest = await exportModel(model, out, {
    name,
    precision,
    temperature: calibration?.temperature ?? settings.temperature,
    ...(windowTokens !== undefined && { windowTokens }),
  });
  await storeExamples(out, new Date().toISOString(), signal);
  const bytes = Object.values(manifest.sizes).reduce((sum, size) => sum + size, 0);
  progress.say(`${out}: version ${manifest.version}, ${(bytes / 1e6).toFixed(1)} MB; measuring its card`);
  const card = modelCard({
    manifest,
    config: parseModelConfig(await readJson(out, manifest.files.config)),
    precision,
    ...(terms !== undefined && { terms }),
    calibration,
    training: await readTraining(model),
    rows: await measureCard(model, out, settings.evaluation, reading, progress, signal),
    probes: await measureProbes(out, signal),
    attributions:
      attributions === undefined
        ? []
        : await measureAttributions(
            model,
            out,
            { file: attributions, reading, limit: settings.attributionTexts },
            progress,
            signal,
          ),
    removals:
      settings.calibration === undefined
        ? []
        : await measureRemovals(out, settings.calibration, reading, progress, signal),
    machine: machineName(),
    date: new Date().toISOString().slice(0, 10),
  });
  await writeWhole(join(out, 'README.md'), card);
  progress.say(`${join(out, 'README.md')}: the model card`);
}
