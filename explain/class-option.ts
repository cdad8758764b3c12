import { classNamed } from '../core/rows/labels';
import { UsageError } from '../cli/options';

/** The value of --class for every class of the model. */
export const allClasses = 'all';

/**
 * The class that --class names: an index, null for "predicted", or "all". A name goes before a number: if the classes
 * are called 1 to 5, "1" is the class of that name.
 *
 * @throws UsageError when the model has no such class
 */
export function classOption(value: string, classes: readonly string[]): number | null | typeof allClasses {
  if (value === 'predicted' && !classes.includes(value)) return null;
  if (value === allClasses && !classes.includes(value)) return allClasses;
  const index = classNamed(classes, value) ?? (/^\d+$/.test(value) ? Number(value) : -1);
  if (classes[index] === undefined) {
    const known = classes.map((name, i) => `${i} (${name})`).join(', ');
    throw new UsageError(`--class: the model has no class "${value}". It has ${known}.`);
  }
  return index;
}
