import { UsageError } from '../cli/options';

/**
 * The class that --class names, by number or name; null for "predicted".
 *
 * @throws UsageError when the model has no such class
 */
export function classOption(value: string, classes: readonly string[]): number | null {
  if (value === 'predicted') return null;
  const index = /^\d+$/.test(value) ? Number(value) : classes.indexOf(value);
  if (classes[index] === undefined) {
    const known = classes.map((name, i) => `${i} (${name})`).join(', ');
    throw new UsageError(`--class: the model has no class "${value}". It has ${known}.`);
  }
  return index;
}
