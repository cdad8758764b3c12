import { basename, join, resolve } from 'node:path';
import type { ProgressLine } from '../../cli/progress-line';
import type { Precision } from '../../core/graphs/packed-weights';
import { isLanguageCode } from '../../core/model/fields';
import { modelName } from '../../core/model/model-name';
import { outputActivation, type ModelConfig } from '../../core/models/model-config';
import { parseModelConfig } from '../../core/models/registry';
import { readJson, requireFolder } from '../../runtime/node/model-folder';
import { readExamples } from '../data/read-examples';
import { readTexts, saidOnce, type Reading } from '../data/read-rows';
import { calibrateOn, requireFittable } from '../evaluate/calibrate-on';
import { writeWhole } from '../train/files';
import { exportModel } from './export-model';
import { measureAttributions } from './measure-attributions';
import { measureBoth, type CardRowOf } from './both-models';
import { cardRow, machineName } from './measure-card';
import { labelCardRow } from './measure-label-card';
import { measureRemovals } from './measure-removals';
import { measureProbes } from './measure-probes';
import { modelCard } from './model-card';
import { storeExamples } from './stored-examples';
import { readTraining } from './training-facts';

/** How a trained model is exported, and on which files its card is measured. */
export interface ExportSettings {
  /** The name of the model; that of its folder when absent. */
  readonly name?: string;
  /**
   * The language of the texts that it reads, a code such as "en". When absent, card and manifest name no language, and
   * nothing is said of texts in others.
   */
  readonly language?: string;
  readonly precision: Precision;
  /** The licence that the card names: an identifier such as "apache-2.0", or the terms in words. */
  readonly licence?: string;
  /** What the card says of the data's terms. */
  readonly terms?: string;
  /** What the card says of whose soft labels the model learnt from. */
  readonly teacher?: string;
  /** What the card says of the figures that were aimed at. */
  readonly aims?: string;
  /** Longer texts are read in windows of so many tokens. The default is the model's maximum. */
  readonly windowTokens?: number;
  /** The temperature, which divides the logits. */
  readonly temperature: number;
  /** Labelled data. If it is given, the temperature and the conformal sets are fitted to it instead. */
  readonly calibration?: string;
  /** Labelled data for the figures of the card. */
  readonly evaluation: readonly string[];
  /** Texts on which the attributions of the exported and the float32 model are compared. */
  readonly attributions?: string;
  /** How many of these texts are taken. */
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
 * Reads the files on which a card is measured, to find their errors: they must be found before the work, not after it.
 * @param model its classes, and whether each holds or not
 * @throws Error naming the file, and the line where there is one, when it or a row of it cannot be read; or when the language
 *   is no code
 */
export async function checkExportFiles(
  { calibration, evaluation, attributions, language, reading }: ExportSettings,
  { classes, problem }: Pick<ModelConfig, 'classes' | 'problem'>,
): Promise<void> {
  if (language !== undefined && !isLanguageCode(language)) {
    throw new Error(`language has to be the code of a language, such as "en", not "${language}"`);
  }
  const activation = outputActivation({ problem, classes });
  const multiLabel = activation === 'sigmoid';
  if (calibration !== undefined) requireFittable(activation);
  const silent = { ...reading, report: () => undefined };
  const labelled = calibration === undefined ? evaluation : [calibration, ...evaluation];
  for (const file of new Set(labelled)) {
    const rows = await readExamples(file, { ...silent, classes, multiLabel });
    if (rows.some(({ label, holds }) => label === undefined && holds === undefined)) {
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
    name = modelName(basename(resolve(model))),
    language,
    precision,
    licence,
    terms,
    teacher,
    aims,
    windowTokens,
    attributions,
  } = settings;
  await requireFolder(model);
  const config = parseModelConfig(await readJson(model, 'config.json'));
  await checkExportFiles(settings, config);
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
    ...(calibration?.conformalSets && { conformalSets: calibration.conformalSets }),
    ...(language !== undefined && { languages: [language] }),
  });
  await storeExamples(out, new Date().toISOString(), signal);
  const bytes = Object.values(manifest.sizes).reduce((sum, size) => sum + size, 0);
  progress.say(`${out}: version ${manifest.version}, ${(bytes / 1e6).toFixed(1)} MB; measuring its card`);
  const measured = <Row>(rowOf: CardRowOf<Row>) =>
    measureBoth(model, out, settings.evaluation, (models, file) =>
      rowOf(models, file, reading, progress, signal),
    );
  const card = modelCard({
    manifest,
    config: parseModelConfig(await readJson(out, manifest.files.config)),
    precision,
    ...(language !== undefined && { language }),
    ...(licence !== undefined && { licence }),
    ...(terms !== undefined && { terms }),
    ...(teacher !== undefined && { teacher }),
    ...(aims !== undefined && { aims }),
    calibration,
    training: await readTraining(model),
    ...(manifest.activation === 'sigmoid'
      ? { rows: [], labelRows: await measured(labelCardRow) }
      : { rows: await measured(cardRow), labelRows: [] }),
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
