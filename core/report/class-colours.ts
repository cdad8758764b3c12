import type { Hex } from './colour';
import type { Scheme } from './scale';

/** Which way a class judges, as far as its name says so. */
export type ClassDirection = 'against' | 'neither' | 'toward';

/** What a class's name says of its direction, in the words that label sets use; null where it says nothing. */
function directionOf(name: string): ClassDirection | null {
  const word = name.trim().toLowerCase();
  if (/^(?:very |strong(?:ly)? )?neg(?:ative)?$/.test(word)) return 'against';
  if (/^(?:very |strong(?:ly)? )?pos(?:itive)?$/.test(word)) return 'toward';
  return /^(?:neutral|neither|mixed)$/.test(word) ? 'neither' : null;
}

/** The class that a word raises where it speaks for something, an index; null where no name, or more than one, says so. */
export function towardClass(classes: readonly string[]): number | null {
  const found = classes.flatMap((name, index) => (directionOf(name) === 'toward' ? [index] : []));
  return found.length === 1 ? found[0]! : null;
}

/** Colours of classes, as the page's style sheet has them. */
export const classPalettes: Readonly<
  Record<
    Scheme,
    { readonly directions: Readonly<Record<ClassDirection, Hex>>; readonly series: readonly Hex[] }
  >
> = {
  light: {
    directions: { against: '#c8620c', neither: '#5c6570', toward: '#2b74c4' },
    series: ['#0072b2', '#c25700', '#00805c', '#a8487f', '#8a6a00', '#5b4bb0'],
  },
  dark: {
    directions: { against: '#f0953f', neither: '#a2abb6', toward: '#5aa7ee' },
    series: ['#56b4e9', '#f0953f', '#2fc79a', '#e69ac4', '#e8c547', '#a99cf5'],
  },
};

/** What a class is coloured by: its direction, where every class has one, else its place. */
export function classHues(classes: readonly string[]): readonly (ClassDirection | number)[] {
  const directions = classes.map(directionOf);
  return classes.map((_, index) => (directions.includes(null) ? index : directions[index]!));
}

/** A colour for each class, for pictures and pages that stand alone. */
export function classHexes(classes: readonly string[], scheme: Scheme): readonly Hex[] {
  const { directions, series } = classPalettes[scheme];
  return classHues(classes).map((hue) =>
    typeof hue === 'number' ? series[hue % series.length]! : directions[hue],
  );
}
