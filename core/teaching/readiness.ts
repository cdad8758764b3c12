import { heldOutShare } from './hold-out';

/** Labels of one class from which one is held out. */
const leastOfClass = Math.ceil(0.5 / heldOutShare);

/**
 * Why nothing can be learnt from labels yet, in a sentence; null where it can.
 * @param counts labels of each class
 * @param classes their names
 */
export function whyNotReady(counts: readonly number[], classes: readonly string[]): string | null {
  const labelled = counts.flatMap((count, k) => (count > 0 ? [k] : []));
  const [only] = labelled;
  if (only === undefined) return 'No text has a label yet: label some of at least two classes.';
  if (labelled.length === 1) {
    return `All labels so far say “${classes[only]!}”: label texts of at least one other class too, or there is nothing to tell apart.`;
  }
  if (counts.some((count) => count >= leastOfClass)) return null;
  const sum = counts.reduce((total, count) => total + count, 0);
  return `${sum} labels are too few to hold any out to measure on: give at least one class ${leastOfClass} of them.`;
}

/** Classes of which no label is held out, so that nothing is measured on them. */
export function unmeasuredClasses(counts: readonly number[], classes: readonly string[]): string[] {
  return classes.filter((_, k) => counts[k]! > 0 && counts[k]! < leastOfClass);
}
