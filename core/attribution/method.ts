import type { WholeNumber } from '../math/whole-number';
import type { DifferentiableClassifier, Target } from '../model/classifier';
import type { Feature } from '../text/masking';
import type { Attribution, PairAttribution } from './attribution';
import type { CoalitionLogits, Game } from './games/game';
import type { EmbeddedText } from './gradients/embedding-path';
import type { GamePart } from './interactions/game-parts';
import type { Run } from './run';
import type { Fields, Resolved, SettingsOf } from './settings/fields';
import { commonFields, removal } from './settings/shared';

/** What a method that removes features is given. */
export interface CoalitionInput {
  readonly text: string;
  readonly features: readonly Feature[];
  readonly game: Game;
  /** What the game is made of: the logits of all classes. */
  readonly logits: CoalitionLogits;
  readonly target: Target;
}

/** What a method that removes features, and looks at the text as a whole however it is read, is given. */
export interface WindowsInput {
  readonly text: string;
  readonly features: readonly Feature[];
  /** The games of the windows in which the text is read: one where it is read at once. Their mean is what is explained. */
  readonly windows: readonly GamePart[];
}

/** What a method that asks for gradients is given. */
export interface GradientInput {
  readonly model: DifferentiableClassifier;
  readonly embedded: EmbeddedText;
  readonly background: readonly ArrayLike<number>[];
}

/** Sets of features that do something, all of one size. */
export interface WordSets {
  /** Whether no smaller set does it, or, without sets, none at all; else their size is an upper bound. */
  readonly exact: boolean;
  /** Indices of features, ascending; the clearest set first, at most 20. */
  readonly sets: readonly (readonly WholeNumber[])[];
}

/** What a text is said to be: of a class; or, where each class holds or not by itself, of it or not. */
export interface TextLabel {
  readonly classIndex: WholeNumber;
  /** False alone where each class holds or not by itself. */
  readonly holds: boolean;
}

/** What turns the label of a text, and what keeps it. */
export interface FoundFlips {
  readonly label: TextLabel;
  /** The fewest features whose removal changes the label. No sets: nothing does. */
  readonly turning: WordSets;
  /** The fewest features that keep the label alone. `[[]]`: it stays without any. */
  readonly sufficient: WordSets;
  readonly notes: readonly string[];
}

/**
 * What methods find, by kind: a value a feature; a value a feature and a value a pair of features; or sets of features
 * that turn or keep the label.
 */
export interface Findings {
  readonly values: Attribution;
  readonly pairs: PairAttribution;
  readonly flips: FoundFlips;
}

/** Groups in which methods are shown. */
export const methodGroups = {
  removal: 'Remove words',
  gradients: 'Follow gradients',
  controls: 'Cheap controls',
} as const;
export type MethodGroup = keyof typeof methodGroups;

/** What a method is, said once: types, checks, options, forms, estimates of time and docs derive from it. */
interface Described<Name extends string, K extends keyof Findings> {
  readonly name: Name;
  readonly title: string;
  /** What the method asks, in one plain sentence. */
  readonly question: string;
  readonly source: {
    readonly paper: string;
    /** The implementation that it is held against; null where there is none. */
    readonly reference: string | null;
  };
  readonly group: MethodGroup;
  readonly gives: K;
  /** Whether base value and values add up to the output: by promise, about (there is a rest), or not at all. */
  readonly addsUp: 'exactly' | 'roughly' | 'not';
  /** What the values sum to, or would have to. */
  readonly sum: string;
  /** What the base value is the output of. */
  readonly base: string;
  /** Of a method whose values are sizes, with no direction. */
  readonly unsigned?: true;
}

interface Asking<Input, S, K extends keyof Findings> {
  /** Rows that it evaluates for M features, as far as is known beforehand: forward or gradient rows. */
  readonly rows: (settings: Resolved<S>, features: number) => number;
  readonly explain: (input: Input, settings: Resolved<S>, run: Run) => Promise<Findings[K]>;
  /** Notes on what was measured on the way, given the diagnostics of each window of a text: said once of all of them. */
  readonly notesOf?: (diagnostics: readonly Attribution['diagnostics'][]) => readonly string[];
}

/** Of a method that is given all windows of a text at once. */
interface AskingAtOnce<S, K extends keyof Findings> extends Omit<Asking<WindowsInput, S, K>, 'rows'> {
  /** Rows that it evaluates in all, for M features in each of so many windows. */
  readonly rows: (settings: Resolved<S>, features: number, windows: number) => number;
}

/** A method as it is run: one that removes features, from a window or from all at once, or one that asks for gradients. */
export type Method<S, Name extends string = string, K extends keyof Findings = keyof Findings> = Described<
  Name,
  K
> & {
  /** Its settings, in the order in which explanations state them. */
  readonly fields: Fields;
} & (
    | ({ readonly asks: 'coalitions' } & Asking<CoalitionInput, S, K>)
    | ({ readonly asks: 'windows' } & AskingAtOnce<S, K>)
    | ({ readonly asks: 'gradients' } & Asking<GradientInput, S, K>)
  );

/** Defines a method that removes features; how they are removed is among its settings. */
export function coalitionMethod<const Name extends string, F extends Fields, K extends keyof Findings>(
  method: Described<Name, K> & { readonly fields: F } & Asking<CoalitionInput, SettingsOf<F>, K>,
) {
  return { ...method, asks: 'coalitions' as const, fields: { ...commonFields, removal, ...method.fields } };
}

/** The same of a method that is given all windows of a text at once. Others are given one after the other. */
export function windowsMethod<const Name extends string, F extends Fields, K extends keyof Findings>(
  method: Described<Name, K> & { readonly fields: F } & AskingAtOnce<SettingsOf<F>, K>,
) {
  return { ...method, asks: 'windows' as const, fields: { ...commonFields, removal, ...method.fields } };
}

/** Defines a method that asks for gradients at the word embeddings. */
export function gradientMethod<const Name extends string, F extends Fields, K extends keyof Findings>(
  method: Described<Name, K> & { readonly fields: F } & Asking<GradientInput, SettingsOf<F>, K>,
) {
  return { ...method, asks: 'gradients' as const, fields: { ...commonFields, ...method.fields } };
}
