import { resolve } from 'node:path';
import { parseModelConfig } from '../../core/models/registry';
import { defaultSettings, type StageSettings } from '../../core/training/settings';
import { readJson, requireFolder } from '../../runtime/node/model-folder';
import { UsageError } from '../../cli/options';
import { readingOf, rowSettingsOf } from '../../cli/row-options';
import { randomBase } from '../base/random-base';
import { requireReadable } from '../data/file-bytes';
import { exportDefaults, type ExportSettings } from '../export/write-export';
import type { DataSource, MixedModel, TrainPlan } from '../train/plan';
import { checkedClasses, readRecipe, type Recipe, type RecipeExport } from './recipe';
import { givenSettings, type TrainOptions } from './train-options';

/**
 * The plan that a command line states, by itself or with a recipe. In every stage the command line goes before the
 * recipe.
 * @param say gets a sentence about what in the plan nobody asked for
 * @throws UsageError when base, validation or data are missing; Error when a recipe is wrong or a file cannot be read
 */
export async function makePlan(options: TrainOptions, say: (sentence: string) => void): Promise<TrainPlan> {
  const recipe = await recipeOf(options);
  const base = options.base ?? recipe.base;
  const validation = options.validation ?? recipe.validation;
  if (base === undefined) throw new UsageError('--base is missing: a model folder, or "random".');
  if (validation === undefined) throw new UsageError('--validation is missing: a file of labelled rows.');
  const seeds = options.seeds ?? recipe.seeds ?? [1];
  if (new Set(seeds).size < seeds.length) throw new UsageError('--seeds must differ from each other.');
  const classes = classesOf(options) ?? recipe.classes;
  const given = givenSettings(options);
  // Data of a late stage must be found missing now, not when the early stages are trained.
  await requireReadable(validation, ...recipe.stages.flatMap(({ sources }) => sources.flatMap(filesOf)));
  const mix = options.mix.map(parseMixed);
  for (const { model } of mix) await requireFolder(model);
  const defaults = await defaultsFor(base);
  const stages = recipe.stages.map(({ name, sources, settings }) => ({
    name,
    sources,
    ...defaults,
    ...settings,
    ...given,
  }));
  const { maxLength } = defaults;
  const isLowered = maxLength < defaultSettings().maxLength;
  if (
    isLowered &&
    given.maxLength === undefined &&
    recipe.stages.some(({ settings }) => !settings.maxLength)
  ) {
    say(`note: texts are cut to ${maxLength} tokens, which is what the model reads (--max-length)`);
  }
  return {
    base,
    ...(classes && { classes }),
    extendTokenizer: options['extend-tokenizer'] || (recipe.extendTokenizer ?? false),
    stages,
    validation,
    rows: rowSettingsOf(options),
    out: options.out,
    seeds,
    averaging: options.averaging ?? recipe.averaging ?? 0,
    mix,
    device: options.device,
    ...(options.threads !== undefined && { threads: options.threads }),
    validateEvery: options['validate-every'] ?? 500,
    checkpointEvery: options['checkpoint-every'] ?? 200,
    resume: options.resume,
  };
}

/** The default settings for a base. Texts are no longer than what it reads. */
async function defaultsFor(base: string): Promise<StageSettings> {
  const defaults = defaultSettings();
  if (base !== 'random') await requireFolder(base);
  const { maxPositions } =
    base === 'random' ? (await randomBase()).config : parseModelConfig(await readJson(base, 'config.json'));
  return { ...defaults, maxLength: Math.min(defaults.maxLength, maxPositions) };
}

/**
 * Where `--export` writes the trained model, with the settings of the recipe; null without the option.
 * @throws Error when a file that the recipe names cannot be read
 */
export async function makeExport(
  options: TrainOptions,
): Promise<{ readonly out: string; readonly settings: ExportSettings } | null> {
  if (options.export === undefined) return null;
  const { export: settings } = await recipeOf(options);
  const { calibration, evaluation = [], attributions } = settings ?? {};
  await requireReadable(...[calibration, ...evaluation, attributions].filter((file) => file !== undefined));
  return { out: options.export, settings: { ...exportDefaults, ...settings, reading: readingOf(options) } };
}

/** The recipe with its paths resolved. Without a recipe, the data of the command line make one of one stage. */
async function recipeOf({ recipe: file, train, 'data-root': root }: TrainOptions): Promise<Recipe> {
  if (file === undefined) {
    if (root !== undefined) throw new UsageError('--data-root goes with --recipe.');
    if (train.length === 0)
      throw new UsageError('--train or --recipe is missing: there is nothing to learn from.');
    return { stages: [{ name: 'train', sources: train.map(parseSource), settings: {} }] };
  }
  if (train.length > 0)
    throw new UsageError('--train and --recipe exclude each other: the recipe names the data.');
  const recipe = await readRecipe(file);
  const locate = (path: string): string => (root === undefined ? path : resolve(root, path));
  return {
    ...recipe,
    ...(recipe.base !== undefined && { base: recipe.base === 'random' ? recipe.base : locate(recipe.base) }),
    ...(recipe.validation !== undefined && { validation: locate(recipe.validation) }),
    ...(recipe.export && { export: locateExport(recipe.export, locate) }),
    stages: recipe.stages.map((stage) => ({
      ...stage,
      sources: stage.sources.map((source) => ({
        ...source,
        file: locate(source.file),
        ...(source.selfLabel && {
          selfLabel: { ...source.selfLabel, exclude: source.selfLabel.exclude.map(locate) },
        }),
      })),
    })),
  };
}

function locateExport(settings: RecipeExport, locate: (path: string) => string): RecipeExport {
  const { calibration, evaluation, attributions } = settings;
  return {
    ...settings,
    ...(calibration !== undefined && { calibration: locate(calibration) }),
    ...(evaluation && { evaluation: evaluation.map(locate) }),
    ...(attributions !== undefined && { attributions: locate(attributions) }),
  };
}

function filesOf({ file, selfLabel }: DataSource): string[] {
  return [file, ...(selfLabel?.exclude ?? [])];
}

function classesOf({ classes }: TrainOptions): readonly string[] | undefined {
  try {
    return classes === undefined ? undefined : checkedClasses(classes.split(','), '--classes');
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function parseSource(argument: string): DataSource {
  const [file, weight] = weighted('--train', argument);
  return { file, weight };
}

function parseMixed(argument: string): MixedModel {
  const [model, weight] = weighted('--mix', argument);
  return { model, weight };
}

/** PATH or PATH:WEIGHT. */
function weighted(option: string, argument: string): [path: string, weight: number] {
  const [, path, weight] = /^(.+):([0-9.]+)$/.exec(argument) ?? [];
  if (path === undefined) return [argument, 1];
  const parsed = Number(weight);
  if (!(parsed > 0)) throw new UsageError(`${option} ${argument}: the weight must be a number above 0.`);
  return [path, parsed];
}
