import { basename, join, resolve } from 'node:path';
import type { ProgressLine } from '../../cli/progress-line';
import type { Precision } from '../../core/graphs/packed-weights';
import { outputActivation } from '../../core/models/model-config';
import { parseModelConfig } from '../../core/models/registry';
import { readJson, requireFolder } from '../../runtime/node/model-folder';
import { readExamples } from '../data/read-examples';
import { readTexts, saidOnce, type Reading } from '../data/read-rows';
import { calibrateOn } from '../evaluate/calibrate-on';
import { requireOneLabel } from '../evaluate/evaluate';
import { writeWhole } from '../train/files';
import { exportModel } from './export-model';
import { measureAttributions } from './measure-attributions';
import { machineName, measureCard } from './measure-card';
import { measureRemovals } from './measure-removals';
import { measureProbes } from './measure-probes';
import { modelCard } from './model-card';
import { readTraining } from './training-facts';

/** How a trained model becomes an exported one, and what its card is measured on. */
export interface ExportSettings {
  /** What the model is called; after its folder when absent. */
  readonly name?: string;
  /** Language of the texts that it reads, a code such as "en"; the card names none when absent. */
  readonly language?: string;
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
  precision: 'int8',
  temperature: 1,
  evaluation: [],
  attributionTexts: 500,
};

/**
 * Reads the files that a card is measured on, for their errors alone: those must be found before the work and not behind it.
 * @param classes those of the model
 * @throws Error naming the file, and the line where there is one, when it or a row of it cannot be read
 */
export async function checkExportFiles(
  { calibration, evaluation, attributions, reading }: ExportSettings,
  classes: readonly string[],
): Promise<void> {
  const silent = { ...reading, report: () => undefined };
  const labelled = calibration === undefined ? evaluation : [calibration, ...evaluation];
  for (const file of new Set(labelled)) {
    const rows = await readExamples(file, { ...silent, classes });
    if (rows.some(({ label }) => label === undefined)) {
      throw new Error(`${file} has rows without a label, and a card is measured on labels; leave them out`);
    }
  }
  if (attributions === undefined) return;
  const texts = readTexts(attributions, silent);
  while (!(await texts.next()).done);
}

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
  const {
    name = basename(resolve(model)),
    language,
    precision,
    terms,
    windowTokens,
    attributions,
  } = settings;
  await requireFolder(model);
  const config = parseModelConfig(await readJson(model, 'config.json'));
  if (settings.calibration !== undefined || settings.evaluation.length > 0) {
    requireOneLabel(outputActivation(config));
  }
  await checkExportFiles(settings, config.classes);
  const reading = { report: saidOnce((sentence) => progress.say(sentence)), ...settings.reading };
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
  const bytes = Object.values(manifest.sizes).reduce((sum, size) => sum + size, 0);
  progress.say(`${out}: version ${manifest.version}, ${(bytes / 1e6).toFixed(1)} MB; measuring its card`);
  const card = modelCard({
    manifest,
    config: parseModelConfig(await readJson(out, manifest.files.config)),
    precision,
    ...(language !== undefined && { language }),
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
