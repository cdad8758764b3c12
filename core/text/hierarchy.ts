import type { Span } from './types';

/** A range of features [start, end) and how it divides: leaves hold one feature and have no children. */
export interface FeatureNode {
  readonly start: number;
  readonly end: number;
  /** Ascending, together exactly [start, end); none (a leaf) or at least two. */
  readonly children: readonly FeatureNode[];
}

/**
 * How a text divides, for Owen values: sentences, phrases, words (and tokens, where those are the features). Levels
 * that do not divide anything are left out. Null for no features at all.
 */
export declare function featureTree(text: string, features: readonly Span[]): FeatureNode | null;

/** The same tree with two children at every inner node: neighbours are joined as evenly as can be. */
export declare function binaryTree(node: FeatureNode): FeatureNode;
