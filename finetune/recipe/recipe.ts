import { readFile } from 'node:fs/promises';
import { readError } from '../../runtime/node/file-error';
import type { DataSource, SelfLabel } from '../train/plan';
import type { ExportSettings } from '../export/write-export';
import {
  classWeightsSetting,
  scalarSettings,
  type ScalarSetting,
  type StageSettings,
} from '../../core/training/settings';

export interface RecipeStage {
  readonly name: string;
  readonly sources: readonly DataSource[];
  /** The settings that the recipe states. The others have their defaults. */
  readonly settings: Partial<StageSettings>;
}

/** What another recipe ends at. With a seed: what its run from that seed ends at, before the seeds are averaged and mixed. */
export interface RecipeResult {
  /** Its file, from the folder of the file that names it. */
  readonly recipe: string;
  readonly seed?: number;
}

/** A model to mix with what a recipe's seeds end at; they count 1 together. */
export interface RecipeMix {
  readonly model: string | RecipeResult;
  readonly weight: number;
}

/** A training run, as a file states it. Paths are as they stand in the file. */
export interface Recipe {
  readonly base?: string | RecipeResult;
  readonly mix?: readonly RecipeMix[];
  readonly classes?: readonly string[];
  readonly multiLabel?: boolean;
  readonly extendTokenizer?: boolean;
  readonly validation?: string;
  readonly seeds?: readonly number[];
  readonly averaging?: number;
  readonly validateEvery?: number;
  readonly stages: readonly RecipeStage[];
  readonly export?: RecipeExport;
}

/** How `--export` exports the trained model. */
export type RecipeExport = Partial<Omit<ExportSettings, 'precision' | 'temperature' | 'reading'>>;

/** @throws Error naming the file, and the stage and key that are wrong */
export async function readRecipe(file: string): Promise<Recipe> {
  const content = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw readError(`the recipe ${file}`, cause);
  });
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`the recipe ${file} is not valid JSON (${message}): correct it`, { cause: error });
  }
  return parseRecipe(json, file);
}

/** @param where names the recipe in errors */
export function parseRecipe(json: unknown, where: string): Recipe {
  const recipe = asObject(json, where);
  refuseUnknown(
    recipe,
    [
      'base',
      'mix',
      'classes',
      'multiLabel',
      'extendTokenizer',
      'validation',
      'seeds',
      'averaging',
      'validateEvery',
      'stages',
      'export',
    ],
    where,
  );
  const {
    base,
    mix,
    classes,
    multiLabel,
    extendTokenizer,
    validation,
    seeds,
    averaging,
    validateEvery,
    stages,
  } = recipe;
  if (!Array.isArray(stages) || stages.length === 0)
    throw new Error(`${where}: "stages" must be a list, not empty.`);
  return {
    ...(base !== undefined && { base: parseModel(base, `${where}: "base"`) }),
    ...(mix !== undefined && { mix: parseMix(mix, `${where}: "mix"`) }),
    ...(classes !== undefined && { classes: parseClasses(classes, `${where}: "classes"`) }),
    ...(multiLabel !== undefined && { multiLabel: asBoolean(multiLabel, `${where}: "multiLabel"`) }),
    ...(extendTokenizer !== undefined && {
      extendTokenizer: asBoolean(extendTokenizer, `${where}: "extendTokenizer"`),
    }),
    ...(validation !== undefined && { validation: asText(validation, `${where}: "validation"`) }),
    ...(seeds !== undefined && { seeds: parseSeeds(seeds, `${where}: "seeds"`) }),
    ...(averaging !== undefined && {
      averaging: asNumber(averaging, { min: 0, max: 1 }, `${where}: "averaging"`),
    }),
    ...(validateEvery !== undefined && {
      validateEvery: asNumber(validateEvery, { min: 1, whole: true }, `${where}: "validateEvery"`),
    }),
    stages: stages.map((stage, index) => parseStage(stage, `${where}, stage ${index + 1}`)),
    ...(recipe.export !== undefined && { export: parseExport(recipe.export, `${where}, "export"`) }),
  };
}

/** The folder of a model, or what another recipe ends at. */
function parseModel(json: unknown, where: string): string | RecipeResult {
  if (typeof json === 'string') return asText(json, where);
  const result = asObject(json, where);
  refuseUnknown(result, ['recipe', 'seed'], where);
  const { recipe, seed } = result;
  return {
    recipe: asText(recipe, `${where}: "recipe"`),
    ...(seed !== undefined && { seed: asNumber(seed, seedBounds, `${where}: "seed"`) }),
  };
}

function parseMix(json: unknown, what: string): RecipeMix[] {
  if (!Array.isArray(json)) throw new Error(`${what} must be a list.`);
  return json.map((entry, index) => {
    const where = `${what} ${index + 1}`;
    const { weight = 1, ...model } = asObject(entry, where);
    const share = asNumber(weight, { min: 0 }, `${where}: "weight"`);
    if (share === 0) throw new Error(`${where}: "weight" must be above 0.`);
    if ('recipe' in model) return { model: parseModel(model, where), weight: share };
    refuseUnknown(model, ['model', 'recipe', 'seed', 'weight'], where);
    return { model: asText(model.model, `${where}: "model"`), weight: share };
  });
}

function parseClasses(json: unknown, what: string): string[] {
  if (!Array.isArray(json)) throw new Error(`${what} must be a list of names.`);
  return checkedClasses(
    json.map((name) => asText(name, what)),
    what,
  );
}

/** @throws Error when names are empty, fewer than two, or not different from each other */
export function checkedClasses(names: readonly string[], what: string): string[] {
  const trimmed = names.map((name) => name.trim());
  if (trimmed.length < 2 || trimmed.includes('')) throw new Error(`${what} must be two names at least.`);
  if (new Set(trimmed.map((name) => name.toLowerCase())).size < trimmed.length)
    throw new Error(`${what} must differ from each other.`);
  return trimmed;
}

const seedBounds = { min: 0, max: 0xffffffff, whole: true };

function parseSeeds(json: unknown, what: string): number[] {
  if (!Array.isArray(json) || json.length === 0) throw new Error(`${what} must be a list, not empty.`);
  const seeds = json.map((seed) => asNumber(seed, seedBounds, what));
  if (new Set(seeds).size < seeds.length) throw new Error(`${what} must differ from each other.`);
  return seeds;
}

function parseExport(json: unknown, where: string): RecipeExport {
  const settings = asObject(json, where);
  const texts = [
    'name',
    'language',
    'licence',
    'terms',
    'teacher',
    'aims',
    'calibration',
    'attributions',
  ] as const;
  const numbers = ['windowTokens', 'attributionTexts'];
  refuseUnknown(settings, [...texts, 'evaluation', ...numbers], where);
  const { evaluation = [] } = settings;
  if (!Array.isArray(evaluation)) throw new Error(`${where}: "evaluation" must be a list of files.`);
  const text = (key: string) =>
    settings[key] === undefined ? [] : [[key, asText(settings[key], `${where}: "${key}"`)]];
  const count = (key: string, min: number) => {
    if (settings[key] === undefined) return {};
    return { [key]: asNumber(settings[key], { min, whole: true }, `${where}: "${key}"`) };
  };
  return {
    ...(Object.fromEntries(texts.flatMap(text)) as Partial<Record<(typeof texts)[number], string>>),
    ...count('windowTokens', 8),
    evaluation: evaluation.map((file, index) => asText(file, `${where}: "evaluation" ${index + 1}`)),
    ...count('attributionTexts', 1),
  };
}

function parseStage(json: unknown, where: string): RecipeStage {
  const stage = asObject(json, where);
  refuseUnknown(stage, ['name', 'train', ...Object.keys(scalarSettings), 'classWeights'], where);
  const { name, train, classWeights, ...rest } = stage;
  if (!Array.isArray(train) || train.length === 0)
    throw new Error(`${where}: "train" must be a list, not empty.`);
  const scalars = Object.entries(rest).map(([key, value]) => [
    key,
    asNumber(value, scalarSettings[key as ScalarSetting], `${where}: "${key}"`),
  ]);
  return {
    name: asText(name, `${where}: "name"`),
    sources: train.map((source, index) => parseSource(source, `${where}, data ${index + 1}`)),
    settings: {
      ...(Object.fromEntries(scalars) as Partial<StageSettings>),
      ...(classWeights !== undefined && {
        classWeights: parseWeights(classWeights, `${where}: "classWeights"`),
      }),
    },
  };
}

function parseWeights(json: unknown, what: string): number[] {
  if (!Array.isArray(json) || json.length < 2) throw new Error(`${what} must be a list, a number a class.`);
  return json.map((weight) => asNumber(weight, classWeightsSetting, what));
}

function parseSource(json: unknown, where: string): DataSource {
  const source = asObject(json, where);
  refuseUnknown(source, ['file', 'weight', 'selfLabel'], where);
  return {
    file: asText(source.file, `${where}: "file"`),
    weight: asNumber(source.weight ?? 1, { min: 0 }, `${where}: "weight"`),
    ...(source.selfLabel !== undefined && {
      selfLabel: parseSelfLabel(source.selfLabel, `${where}, "selfLabel"`),
    }),
  };
}

function parseSelfLabel(json: unknown, where: string): SelfLabel {
  const settings = asObject(json, where);
  refuseUnknown(settings, ['rows', 'windowTokens', 'emojiNames', 'sharpen', 'exclude'], where);
  const { rows, windowTokens, emojiNames = false, sharpen = 1, exclude = [] } = settings;
  if (!Array.isArray(exclude)) throw new Error(`${where}: "exclude" must be a list of files.`);
  return {
    rows: asNumber(rows, { min: 1, whole: true }, `${where}: "rows"`),
    windowTokens: asNumber(windowTokens, { min: 8, whole: true }, `${where}: "windowTokens"`),
    emojiNames: asBoolean(emojiNames, `${where}: "emojiNames"`),
    sharpen: asNumber(sharpen, { min: 0 }, `${where}: "sharpen"`),
    exclude: exclude.map((file, index) => asText(file, `${where}: "exclude" ${index + 1}`)),
  };
}

function asObject(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${where}: not an object.`);
  return value as Record<string, unknown>;
}

function asBoolean(value: unknown, what: string): boolean {
  if (typeof value !== 'boolean') throw new Error(`${what} must be true or false.`);
  return value;
}

function asText(value: unknown, what: string): string {
  if (typeof value !== 'string' || value === '') throw new Error(`${what} must be a text.`);
  return value;
}

interface Bounds {
  readonly min: number;
  readonly max?: number;
  readonly whole?: boolean;
}

function asNumber(value: unknown, { min, max = Infinity, whole = false }: Bounds, what: string): number {
  if (typeof value !== 'number' || !(value >= min && value <= max) || (whole && !Number.isInteger(value))) {
    const limit = max < Infinity ? ` from ${min} to ${max}` : ` of at least ${min}`;
    throw new Error(
      `${what} must be a ${whole ? 'whole ' : ''}number${limit}, not ${JSON.stringify(value)}.`,
    );
  }
  return value;
}

function refuseUnknown(object: Record<string, unknown>, known: readonly string[], where: string): void {
  const unknown = Object.keys(object).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new Error(`${where}: unknown key "${unknown}"; known are ${known.join(', ')}.`);
}
