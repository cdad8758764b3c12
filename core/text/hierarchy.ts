import { phrases, sentences } from './sentences';
import type { Span } from './types';
import { wordSpans } from './words';

/** A range of features [start, end) and its parts. A leaf has one feature and no children. */
export interface FeatureNode {
  readonly start: number;
  readonly end: number;
  /** In ascending order; together they are exactly [start, end). A leaf has none, other nodes have at least two. */
  readonly children: readonly FeatureNode[];
  /** Whether it holds more than one sentence. */
  readonly manySentences: boolean;
}

/**
 * Divides a text for Owen values: into sentences, phrases, words, and tokens if those are the features. A feature
 * belongs to the part in which it starts. A level that divides nothing is left out. Null if there are no features.
 */
export function featureTree(text: string, features: readonly Span[]): FeatureNode | null {
  if (features.length === 0) return null;
  const levels = [sentences(text), phrases(text), wordSpans(text)].map((spans) =>
    segmentOfFeature(spans, features),
  );
  const [sentenceOf] = levels;
  const manySentences = sentenceOf![0] !== sentenceOf!.at(-1);
  return { ...divide(0, features.length, levels), manySentences };
}

/** The same tree with two children at every inner node. Neighbours are joined as evenly as possible. */
export function binaryTree(node: FeatureNode): FeatureNode {
  return joinEvenly(node.children.map(binaryTree), node);
}

/** A sentence of a text, or a part of one, by its features [start, end). */
export interface SentencePart extends Pick<FeatureNode, 'start' | 'end'> {
  /** Whether it is a part of a sentence that has too many features. */
  readonly isPart: boolean;
}

/**
 * The sentences of a text. One of more than `most` features is halved as in the binary tree, at a phrase where it has any,
 * until no part has more. Together they hold every feature once, in order.
 */
export function sentenceParts(tree: FeatureNode, most: number): SentencePart[] {
  const halves = (node: FeatureNode): readonly FeatureNode[] =>
    node.end - node.start <= most ? [node] : node.children.flatMap(halves);
  return (tree.manySentences ? tree.children : [tree]).flatMap((sentence) => {
    const parts = halves(binaryTree(sentence));
    return parts.map(({ start, end }) => ({ start, end, isPart: parts.length > 1 }));
  });
}

function joinEvenly(nodes: readonly FeatureNode[], range: FeatureNode): FeatureNode {
  if (nodes.length === 0) return range;
  if (nodes.length === 1) return nodes[0]!;
  // The cut nearest to the middle, counted in features and not in nodes: a long sentence counts more than a short one.
  const start = nodes[0]!.start;
  const end = nodes.at(-1)!.end;
  const imbalance = (cut: number): number => Math.abs(nodes[cut]!.start - start - (end - nodes[cut]!.start));
  let cut = 1;
  while (cut + 1 < nodes.length && imbalance(cut + 1) < imbalance(cut)) cut++;
  return {
    start,
    end,
    children: [joinEvenly(nodes.slice(0, cut), range), joinEvenly(nodes.slice(cut), range)],
    manySentences: range.manySentences,
  };
}

/** For each feature, the index of the last span that does not start after it. Both lists ascend. */
function segmentOfFeature(spans: readonly Span[], features: readonly Span[]): Int32Array {
  let segment = 0;
  return Int32Array.from(features, ({ start }) => {
    while (segment + 1 < spans.length && spans[segment + 1]!.start <= start) segment++;
    return segment;
  });
}

function divide(start: number, end: number, levels: readonly Int32Array[]): FeatureNode {
  if (end - start === 1) return { start, end, children: [], manySentences: false };
  const [level, ...finer] = levels;
  const starts: number[] = [start];
  for (let i = start + 1; i < end; i++) {
    if (level === undefined || level[i] !== level[i - 1]) starts.push(i);
  }
  if (starts.length === 1) return divide(start, end, finer);
  const children = starts.map((from, i) => divide(from, starts[i + 1] ?? end, finer));
  return { start, end, children, manySentences: false };
}
