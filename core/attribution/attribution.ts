import type { PairInteraction, SentenceInteractions } from './interactions/pair-values';

/** What a method finds: numbers over its features, before spans and settings make an Explanation of them. */
export interface Attribution {
  /** One a feature, in units of the target. */
  readonly values: Float64Array;
  readonly standardErrors: Float64Array | null;
  /** Of a method that gives them. */
  readonly pairs?: readonly PairInteraction[];
  /** Of a method that gives all pairs, one a feature: see Explanation. */
  readonly mainEffects?: Float64Array;
  /** Of a method that gives pairs, where the text is too long for all pairs of its features. */
  readonly sentences?: SentenceInteractions;
  readonly baseValue: number;
  readonly outputValue: number;
  readonly diagnostics: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}

/** What a method finds that gives pairs beside the values. */
export interface PairAttribution extends Attribution {
  readonly pairs: readonly PairInteraction[];
}
