import { binaryTree, featureTree } from '../text/hierarchy';
import type { Feature } from '../text/masking';
import type { Attribution } from './attribution';
import type { EmbeddedText } from './embedding-path';
import type { Game } from './game';
import { gradientShap } from './gradient-shap';
import { inputXGradient } from './input-x-gradient';
import { integratedGradients } from './integrated-gradients';
import { kernelShap } from './kernel-shap';
import { leaveOneOut } from './leave-one-out';
import { leverageShap } from './leverage-shap';
import { lime } from './lime';
import type { DifferentiableClassifier } from '../model/classifier';
import { partitionShap } from './partition-shap';
import { permutationShap } from './permutation-shap';
import type { Run } from './run';
import { saliency } from './saliency';
import type { MethodSettings } from './settings';
import type { MethodName } from './types';

/** What a method that removes features is given. */
export interface CoalitionInput {
  readonly text: string;
  readonly features: readonly Feature[];
  readonly game: Game;
}

/** What a method that asks for gradients is given. */
export interface GradientInput {
  readonly model: DifferentiableClassifier;
  readonly embedded: EmbeddedText;
  readonly background: readonly ArrayLike<number>[];
}

/** Settings in which nothing is left open. */
export type Resolved<S> = { readonly [K in keyof S]: NonNullable<S[K]> };

interface CoalitionMethod<S> {
  readonly asks: 'coalitions';
  /** Fills in what depends on the number of features. */
  readonly resolve: (settings: S, features: number) => Resolved<S>;
  /** Forward rows that it evaluates, as far as is known beforehand. */
  readonly rows: (settings: Resolved<S>, features: number) => number;
  readonly explain: (input: CoalitionInput, settings: Resolved<S>, run: Run) => Promise<Attribution>;
}

interface GradientMethod<S> {
  readonly asks: 'gradients';
  /** Gradient rows that it evaluates, as far as is known beforehand. */
  readonly rows: (settings: S) => number;
  readonly explain: (input: GradientInput, settings: S, run: Run) => Promise<Attribution>;
}

/** How each method is run on one reading of a text. */
export const methods: {
  readonly [M in MethodName]: CoalitionMethod<MethodSettings[M]> | GradientMethod<MethodSettings[M]>;
} = {
  'kernel-shap': {
    asks: 'coalitions',
    resolve: withKernelShapBudget,
    rows: withinBudget,
    explain: ({ game }, settings, run) => kernelShap(game, settings, run),
  },
  'leverage-shap': {
    asks: 'coalitions',
    resolve: withKernelShapBudget,
    rows: withinBudget,
    explain: ({ game }, settings, run) => leverageShap(game, settings, run),
  },
  'permutation-shap': {
    asks: 'coalitions',
    resolve: withKernelShapBudget,
    rows: withinBudget,
    explain: ({ game }, settings, run) => permutationShap(game, settings, run),
  },
  'partition-shap': {
    asks: 'coalitions',
    // shap's PartitionExplainer: max_evals=500.
    resolve: (settings) => ({ ...settings, evaluations: settings.evaluations ?? 500 }),
    rows: withinBudget,
    explain: ({ text, features, game }, settings, run) => {
      const tree = featureTree(text, features);
      if (!tree) throw new RangeError('Owen values need at least one feature.');
      return partitionShap(game, binaryTree(tree), settings, run);
    },
  },
  lime: {
    asks: 'coalitions',
    resolve: (settings) => settings,
    rows: ({ samples }, features) => Math.min(samples, 2 ** features),
    explain: ({ text, features, game }, settings, run) =>
      lime(game, limeGroups(text, features, settings.occurrences), settings, run),
  },
  'leave-one-out': {
    asks: 'coalitions',
    resolve: (settings) => settings,
    rows: (_, features) => features + 2,
    explain: ({ game }, _, run) => leaveOneOut(game, run),
  },
  'integrated-gradients': {
    asks: 'gradients',
    rows: ({ steps }) => steps + 2,
    explain: ({ model, embedded }, settings, run) => integratedGradients(model, embedded, settings, run),
  },
  'gradient-shap': {
    asks: 'gradients',
    rows: ({ samples }) => samples,
    explain: ({ model, embedded, background }, settings, run) =>
      gradientShap(model, embedded, background, settings, run),
  },
  'input-x-gradient': {
    asks: 'gradients',
    rows: () => 2,
    explain: ({ model, embedded }, _, run) => inputXGradient(model, embedded, run),
  },
  saliency: {
    asks: 'gradients',
    rows: () => 1,
    explain: ({ model, embedded }, settings, run) => saliency(model, embedded, settings, run),
  },
};

/** A budget buys at most all coalitions. */
function withinBudget({ evaluations }: { readonly evaluations: number }, features: number): number {
  return Math.min(evaluations, 2 ** features);
}

/** shap's KernelExplainer: nsamples="auto". */
function withKernelShapBudget<S extends { readonly evaluations: number | null }>(
  settings: S,
  features: number,
): S & { readonly evaluations: number } {
  return { ...settings, evaluations: settings.evaluations ?? 2 * features + 2048 };
}

/** Which features LIME takes as one: all places of the same word (as it is written), or each place alone. */
function limeGroups(
  text: string,
  features: readonly Feature[],
  occurrences: 'all' | 'single',
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
