import { comparable, unreadable } from './fields';

/** How many characters (UTF-16) the name of a model has at most. */
export const longestName = 100;

/** What a folder is called, as the name of a model: without what nobody sees, and no longer than a manifest takes it. */
export function modelName(folder: string): string {
  let name = '';
  for (const character of folder.replace(new RegExp(unreadable, 'gu'), '')) {
    if (name.length + character.length > longestName) break;
    name += character;
  }
  return comparable(name) === '' ? 'model' : name;
}
