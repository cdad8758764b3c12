import { join, resolve } from 'node:path';
import { parseModelConfig } from '../../core/models/registry';
import { defaultSettings, type StageSettings } from '../../core/training/settings';
import { readJson, requireFolder } from '../../runtime/node/model-folder';
import { UsageError } from '../../cli/options';
import { readingOf, rowSettingsOf } from '../../cli/row-options';
import { randomBase } from '../base/random-base';
import { requireReadable } from '../data/file-bytes';
import { exportDefaults, type ExportSettings } from '../export/write-export';
import type { DataSource, TrainPlan } from '../train/plan';
import { runFolder } from '../train/soup';
import {
  checkedClasses,
  readRecipe,
  type Recipe,
  type RecipeExport,
  type RecipeMix,
  type RecipeResult,
} from './recipe';
import { recipeChain } from './recipe-chain';
import { givenSettings, type TrainOptions } from './train-options';

/**
 * The plans that a command line states, by itself or with a recipe: those of the recipes that the recipe stands on, in the
 * order in which they are trained, and its own as the last. For the last the command line goes before the recipe. The
 * others are as their files say, but for how rows are read, devices and checkpoints; they go into folders inside --out.
 * @param say gets a sentence about what in the plans nobody asked for
 * @throws UsageError when base, validation or data are missing; Error when a recipe is wrong or a file cannot be read
 */
export async function makePlans(
  options: TrainOptions,
  say: (sentence: string) => void,
): Promise<readonly TrainPlan[]> {
  const own = withOptions(await recipeOf(options), options);
  if (own.base === undefined) throw new UsageError('--base is missing: a model folder, or "random".');
  if (own.validation === undefined) throw new UsageError('--validation is missing: a file of labelled rows.');
  const chain = await recipeChain(options.recipe ?? '', own, async (file) =>
    requireComplete(locate(await readRecipe(file), options), file),
  );
  const made = new Map<string, { readonly plan: TrainPlan; readonly defaults: StageSettings }>();
  for (const { file, name, recipe } of chain) {
    await requireFiles(recipe);
    const isLast = made.size === chain.length - 1;
    const folderOf = (model: string | RecipeResult) =>
      typeof model === 'string' ? model : resultFolder(made.get(model.recipe)!.plan, model);
    const base = recipe.base!;
    const defaults = typeof base === 'string' ? await defaultsFor(base) : made.get(base.recipe)!.defaults;
    const given = isLast ? givenSettings(options) : {};
    if (isShortened(recipe, given, defaults)) {
      say(
        `note: texts are cut to ${defaults.maxLength} tokens, which is what the model reads (--max-length)`,
      );
    }
    const plan = {
      ...(options.recipe !== undefined && { recipe: name }),
      base: folderOf(base),
      ...(recipe.classes && { classes: recipe.classes }),
      multiLabel: recipe.multiLabel ?? false,
      extendTokenizer: recipe.extendTokenizer ?? false,
      stages: recipe.stages.map(({ settings, ...stage }) => ({
        ...stage,
        ...defaults,
        ...settings,
        ...given,
      })),
      validation: recipe.validation!,
      rows: rowSettingsOf(options),
      out: isLast ? options.out : join(options.out, 'recipes', name),
      seeds: recipe.seeds ?? [1],
      averaging: recipe.averaging ?? 0,
      mix: (recipe.mix ?? []).map(({ model, weight }) => ({ model: folderOf(model), weight })),
      device: options.device,
      ...(options.threads !== undefined && { threads: options.threads }),
      validateEvery: recipe.validateEvery ?? 500,
      checkpointEvery: options['checkpoint-every'] ?? 200,
      resume: options.resume,
    };
    made.set(file, { plan, defaults });
  }
  return [...made.values()].map(({ plan }) => plan);
}

/** The recipe with what the command line says in place of what it says itself; stage settings are left as they are. */
function withOptions(recipe: Recipe, options: TrainOptions): Recipe {
  const { base, validation, seeds, averaging } = options;
  if (seeds && new Set(seeds).size < seeds.length)
    throw new UsageError('--seeds must differ from each other.');
  const classes = classesOf(options);
  const validateEvery = options['validate-every'];
  return {
    ...recipe,
    ...(base !== undefined && { base }),
    ...(validation !== undefined && { validation }),
    ...(seeds && { seeds }),
    ...(averaging !== undefined && { averaging }),
    ...(classes && { classes }),
    ...(validateEvery !== undefined && { validateEvery }),
    ...(options['multi-label'] && { multiLabel: true }),
    ...(options['extend-tokenizer'] && { extendTokenizer: true }),
    ...(options.mix.length > 0 && { mix: options.mix.map(parseMixed) }),
  };
}

/** @throws Error when a recipe that others stand on leaves out what no option can say */
function requireComplete(recipe: Recipe, file: string): Recipe {
  for (const key of ['base', 'validation'] as const) {
    if (recipe[key] === undefined)
      throw new Error(`the recipe ${file} has no "${key}", and another stands on it`);
  }
  return recipe;
}

function resultFolder(plan: TrainPlan, { seed }: RecipeResult): string {
  return seed === undefined ? plan.out : runFolder(plan, seed);
}

/** Data of a late stage, or of a late recipe, must be found missing now, not when the early ones are trained. */
async function requireFiles({ base, mix = [], validation, stages }: Recipe): Promise<void> {
  await requireReadable(validation!, ...stages.flatMap(({ sources }) => sources.flatMap(filesOf)));
  for (const model of [base, ...mix.map(({ model }) => model)]) {
    if (typeof model === 'string' && model !== 'random') await requireFolder(model);
  }
}

/** Whether a default length was lowered to what the model reads, and some stage is left with it. */
function isShortened(
  { stages }: Recipe,
  given: Partial<StageSettings>,
  { maxLength }: StageSettings,
): boolean {
  const isLowered = maxLength < defaultSettings().maxLength;
  return isLowered && given.maxLength === undefined && stages.some(({ settings }) => !settings.maxLength);
}

/** The default settings for a base. Texts are no longer than what it reads. */
async function defaultsFor(base: string): Promise<StageSettings> {
  const defaults = defaultSettings();
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
async function recipeOf(options: TrainOptions): Promise<Recipe> {
  const { recipe: file, train, 'data-root': root } = options;
  if (file === undefined) {
    if (root !== undefined) throw new UsageError('--data-root goes with --recipe.');
    if (train.length === 0)
      throw new UsageError('--train or --recipe is missing: there is nothing to learn from.');
    return { stages: [{ name: 'train', sources: train.map(parseSource), settings: {} }] };
  }
  if (train.length > 0)
    throw new UsageError('--train and --recipe exclude each other: the recipe names the data.');
  return locate(await readRecipe(file), options);
}

/** A recipe with its paths from --data-root, but for other recipes, which are found from the recipe's own folder. */
function locate(recipe: Recipe, { 'data-root': root }: TrainOptions): Recipe {
  const at = (path: string): string => (root === undefined ? path : resolve(root, path));
  const modelAt = (model: string | RecipeResult) =>
    typeof model === 'string' && model !== 'random' ? at(model) : model;
  const { base, mix, validation } = recipe;
  return {
    ...recipe,
    ...(base !== undefined && { base: modelAt(base) }),
    ...(mix && { mix: mix.map(({ model, weight }) => ({ model: modelAt(model), weight })) }),
    ...(validation !== undefined && { validation: at(validation) }),
    ...(recipe.export && { export: locateExport(recipe.export, at) }),
    stages: recipe.stages.map((stage) => ({
      ...stage,
      sources: stage.sources.map((source) => ({
        ...source,
        file: at(source.file),
        ...(source.selfLabel && {
          selfLabel: { ...source.selfLabel, exclude: source.selfLabel.exclude.map(at) },
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

function parseMixed(argument: string): RecipeMix {
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
