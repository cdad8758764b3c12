import { basename, dirname, join, resolve } from 'node:path';
import type { Recipe, RecipeResult } from './recipe';

/** A recipe of a chain. The recipes that it names are paths like its own. */
export interface ChainedRecipe {
  readonly file: string;
  /** What messages, folders and cards call it: the name of its file, without its ending. */
  readonly name: string;
  readonly recipe: Recipe;
}

/**
 * The recipes that a recipe stands on, in the order in which they have to be trained, and the recipe itself as the last.
 * Each is there once, however many stand on it.
 * @param file names the recipe; what it stands on is found from its folder
 * @param read reads one that it stands on
 * @throws Error when recipes stand on each other in a circle, when one cannot be read, has no such seed, or when two have one
 *   name
 */
export async function recipeChain(
  file: string,
  recipe: Recipe,
  read: (file: string) => Promise<Recipe>,
): Promise<readonly ChainedRecipe[]> {
  // By their whole paths, since one file may be named in several ways.
  const chain = new Map<string, ChainedRecipe>();
  const visit = async (at: string, above: readonly string[]): Promise<void> => {
    const whole = resolve(at);
    if (above.includes(whole)) {
      const circle = [...above.slice(above.indexOf(whole)), whole].map((path) => basename(path));
      throw new Error(`these recipes stand on each other in a circle: ${circle.join(' -> ')}`);
    }
    if (chain.has(whole)) return;
    const found = withPaths(above.length === 0 ? recipe : await read(at), dirname(at));
    for (const { recipe: below } of resultsIn(found)) await visit(below, [...above, whole]);
    requireSeeds(found, at, chain);
    chain.set(whole, { file: at, name: basename(at).replace(/\.json$/, ''), recipe: found });
  };
  await visit(file, []);
  const all = [...chain.values()];
  requireNames(all.slice(0, -1));
  return all;
}

/** The results of other recipes that a recipe starts from or mixes in. */
function resultsIn({ base, mix = [] }: Recipe): RecipeResult[] {
  return [base, ...mix.map(({ model }) => model)].filter((model) => typeof model === 'object');
}

function withPaths(recipe: Recipe, folder: string): Recipe {
  const found = (model: string | RecipeResult) =>
    typeof model === 'string' ? model : { ...model, recipe: join(folder, model.recipe) };
  const { base, mix } = recipe;
  return {
    ...recipe,
    ...(base !== undefined && { base: found(base) }),
    ...(mix && { mix: mix.map(({ model, weight }) => ({ model: found(model), weight })) }),
  };
}

function requireSeeds(recipe: Recipe, file: string, chain: ReadonlyMap<string, ChainedRecipe>): void {
  for (const { recipe: below, seed } of resultsIn(recipe)) {
    const { seeds = [1] } = chain.get(resolve(below))!.recipe;
    if (seed !== undefined && !seeds.includes(seed))
      throw new Error(`${file} stands on seed ${seed} of ${below}, whose seeds are ${seeds.join(', ')}`);
  }
}

/** What recipes end at lies in folders of their names. */
function requireNames(recipes: readonly ChainedRecipe[]): void {
  for (const { name, file } of recipes) {
    const other = recipes.find((recipe) => recipe.name === name && recipe.file !== file);
    if (other) throw new Error(`${other.file} and ${file} have one name: rename one of them`);
  }
}
