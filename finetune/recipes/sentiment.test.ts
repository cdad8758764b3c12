import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parseModelConfig } from '../../core/models/registry';
import { readManifest } from '../../core/model/manifest';
import { defaultSettings } from '../../core/training/settings';
import { readJson } from '../../runtime/node/model-folder';
import { modelCard } from '../export/model-card';
import { trainingSteps } from '../export/training-facts';
import { readRecipe, type Recipe, type RecipeResult } from '../recipe/recipe';
import { recipeChain } from '../recipe/recipe-chain';
import { shippedModel } from '../shipped-model';

const last = fileURLToPath(new URL('sentiment-domains.json', import.meta.url));

/** What a card tells of the plan of a recipe. */
function planOf(recipe: Recipe, name: string) {
  const folderOf = (model: string | RecipeResult) => {
    if (typeof model === 'string') return model;
    return model.recipe.replace(/\.json$/, model.seed === undefined ? '' : `/seed-${model.seed}`);
  };
  const { base, mix = [], extendTokenizer = false, seeds = [1], stages } = recipe;
  return {
    recipe: name,
    base: folderOf(base!),
    mix: mix.map(({ model, weight }) => ({ model: folderOf(model), weight })),
    extendTokenizer,
    seeds,
    stages: stages.map(({ settings, ...stage }) => ({ ...stage, ...defaultSettings(), ...settings })),
  };
}

/** The card as an export would write it, without what it would measure. */
async function cardOfToday(): Promise<string> {
  const recipe = await readRecipe(last);
  const chain = await recipeChain(last, recipe, readRecipe);
  const plans = new Map(
    chain.map(({ file, name, recipe: one }) => [file.replace(/\.json$/, ''), planOf(one, name)]),
  );
  const training = await trainingSteps(last.replace(/\.json$/, ''), (folder) =>
    Promise.resolve(plans.get(folder) ?? null),
  );
  return modelCard({
    manifest: readManifest(await readJson(shippedModel, 'manifest.json'), 'manifest.json'),
    config: parseModelConfig(await readJson(shippedModel, 'config.json')),
    precision: 'int8',
    ...recipe.export,
    training,
    calibration: null,
    rows: [],
    labelRows: [],
    probes: [],
    attributions: [],
    removals: [],
    machine: '',
    date: '2026-11-26',
  });
}

/** The sections of a card by their titles; what stands before the first has none. */
function sectionsOf(card: string): Map<string, string> {
  const [head, ...sections] = card.slice(card.indexOf('\n# ')).split('\n## ');
  return new Map([['', head!], ...sections.map((text) => [text.split('\n', 1)[0]!, text] as const)]);
}

it('is how the shipped model was made, as its card tells it', async () => {
  const shipped = await readFile(join(shippedModel, 'README.md'), 'utf8');
  const today = sectionsOf(await cardOfToday());
  const stands = sectionsOf(shipped);
  for (const title of ['', 'Use', 'Training']) expect(stands.get(title), title).toBe(today.get(title));
  const { licence, aims } = (await readRecipe(last)).export!;
  expect(stands.get('Figures')).toContain(`\n\n${aims}\n`);
  expect(shipped).toContain(`license: other\nlicense_name: ${JSON.stringify(licence)}\n`);
  expect([...stands.keys()]).toEqual([...today.keys()]);
});
