import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { trainingFacts } from '../export/training-facts';
import { readRecipe } from '../recipe/recipe';
import { defaultSettings } from '../../core/training/settings';
import { shippedModel } from '../shipped-model';

it('is the last recipe of the shipped model', async () => {
  const recipe = await readRecipe(fileURLToPath(new URL('sentiment-domains.json', import.meta.url)));
  const card = await readFile(join(shippedModel, 'README.md'), 'utf8');
  expect(card).toContain(`license: other\nlicense_name: ${JSON.stringify(recipe.export!.licence)}\n`);
  const [, stages] = /```json\n(.*?)\n```/s.exec(card)!;
  const stated = trainingFacts({
    base: 'halfway',
    extendTokenizer: false,
    seeds: recipe.seeds!,
    mix: [],
    stages: recipe.stages.map(({ name, sources, settings }) => ({
      name,
      sources,
      ...defaultSettings(),
      ...settings,
    })),
  });
  expect(JSON.parse(stages!)).toEqual(stated.stages);
});
