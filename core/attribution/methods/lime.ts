import type { Feature } from '../../text/masking';
import { lime as byLocalModel, poorFits } from '../lime/lime';
import { sampledRows } from '../games/enumeration';
import { coalitionMethod } from '../method';
import { byBudget } from '../settings/budget';
import { automatic, choice, real, whole } from '../settings/fields';
import { budget, seed, until } from '../settings/shared';

type Occurrences = 'all' | 'single';

/** Rows of masks, equal ones merged, as far as they are known beforehand. */
const rowsOfMasks = sampledRows(20, 20);

export const lime = coalitionMethod({
  name: 'lime',
  title: 'LIME',
  question: 'Which weights imitate the model best on copies of the text that lack some words?',
  source: { paper: 'Ribeiro, Singh & Guestrin 2016', reference: 'lime LimeTextExplainer' },
  group: 'removal',
  gives: 'values',
  addsUp: 'roughly',
  sum: "the local model's output minus its intercept",
  base: 'intercept',
  fields: {
    seed,
    budget,
    samples: automatic({
      label: 'LIME samples',
      help: 'masks drawn, the original text included; equal ones are evaluated once',
      unit: 'masks',
      least: 2,
      offered: [10, 100_000],
      follows: 'evaluations',
      automatic: byBudget({ quick: 500, normal: 5000, exact: 20_000, reference: 5000 }),
    }),
    until,
    kernelWidth: real({
      label: 'Kernel width',
      help: 'width of the exponential kernel over 100 x cosine distance: how local the local model is',
      default: 25,
      least: 1e-6,
      advanced: true,
    }),
    alpha: real({
      label: 'Ridge penalty',
      help: 'ridge penalty on the weights, never on the intercept',
      default: 1,
      advanced: true,
    }),
    occurrences: choice<Occurrences>({
      label: 'A word that comes again',
      help: 'all: a word is one feature wherever it occurs, its weight shared by its places; single: each place by itself',
      default: 'all',
      choices: { all: 'is one feature', single: 'is a feature of its own' },
      advanced: true,
    }),
    selection: choice({
      label: 'Selection of features',
      help: 'which features the local model keeps',
      default: 'none',
      choices: { none: 'none, all are kept', 'highest-weights': 'highest weights', forward: 'forward' },
      advanced: true,
    }),
    selected: whole({
      label: 'Features selected',
      help: 'features that a selection keeps; the others get 0',
      unit: 'features',
      default: 10,
      least: 1,
      offered: [1, 1000],
      advanced: true,
    }),
    bootstraps: whole({
      label: 'Bootstrap resamples',
      help: 'resamples behind the standard errors; 0: no standard errors',
      unit: 'resamples',
      default: 100,
      offered: [0, 10_000],
      advanced: true,
    }),
  },
  rows: ({ samples, until }, features) => rowsOfMasks({ evaluations: samples, until }, features),
  explain: ({ text, features, game }, settings, run) =>
    byLocalModel(game, groupsOf(text, features, settings.occurrences), settings, run),
  notesOf: poorFits,
});

/** The features that are taken as one: all places of the same word (as it is written), or each place by itself. */
function groupsOf(
  text: string,
  features: readonly Feature[],
  occurrences: Occurrences,
): readonly (readonly number[])[] {
  if (occurrences === 'single') return features.map((_, feature) => [feature]);
  const groups = new Map<string, number[]>();
  features.forEach(({ start, end }, feature) => {
    const word = text.slice(start, end);
    const group = groups.get(word);
    if (group) group.push(feature);
    else groups.set(word, [feature]);
  });
  return [...groups.values()];
}
