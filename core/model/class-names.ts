import * as v from 'valibot';
import { comparable, label, list } from './fields';
import { shown } from './model-file';

/** How many classes a model may have: the page shows each of them. */
export const mostClasses = 1000;

/** The names of a model's classes: readable, short, and all different. */
export const classNames = v.pipe(
  list(label(100), 1, mostClasses),
  v.check(
    (names) => doubleOf(names) === undefined,
    (issue) => `has two classes called ${shown(doubleOf(issue.input))}`,
  ),
);

function doubleOf(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(comparable(name)).size);
}
