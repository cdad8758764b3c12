import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binaryTree, featureTree, sentenceParts, type FeatureNode } from './hierarchy';
import { wordSpans } from './words';

/** The tree as brackets around the texts of its features. */
function brackets(text: string, features: ReturnType<typeof wordSpans>, node: FeatureNode): string {
  if (node.children.length === 0) return text.slice(features[node.start]!.start, features[node.start]!.end);
  return `(${node.children.map((child) => brackets(text, features, child)).join(' ')})`;
}

function tree(text: string, rewrite: (node: FeatureNode) => FeatureNode = (node) => node): string {
  const features = wordSpans(text);
  return brackets(text, features, rewrite(featureTree(text, features)!));
}

/** Checks that children divide their node, leaves are single features, and gives the numbers of children. */
function divisions({ start, end, children }: FeatureNode): number[] {
  expect(children.length === 0 ? end - start : children.length).toBeGreaterThan(
    children.length === 0 ? 0 : 1,
  );
  if (children.length === 0) expect(end - start).toBe(1);
  else expect([start, ...children.map((child) => child.end)]).toEqual([...children.map((c) => c.start), end]);
  return [children.length, ...children.flatMap(divisions)].filter((count) => count > 0);
}

describe('featureTree', () => {
  it('divides a text into sentences, phrases and words', () => {
    expect(tree('Nice plot, weak cast. Skip it!')).toBe('(((Nice plot ,) (weak cast .)) (Skip it !))');
  });

  it('leaves out levels that divide nothing', () => {
    expect(tree('Nice plot')).toBe('(Nice plot)');
    expect(tree('Nice')).toBe('Nice');
  });

  it('puts tokens under their words', () => {
    const text = 'unlikely plot';
    const tokens = [
      { start: 0, end: 2 },
      { start: 2, end: 8 },
      { start: 9, end: 13 },
    ];
    expect(brackets(text, tokens, featureTree(text, tokens)!)).toBe('((un likely) plot)');
  });

  it('is null without features', () => {
    expect(featureTree('', [])).toBeNull();
  });

  it('divides any text exactly', () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 8, mode: 'sentences' }), fc.string(), (prose, noise) => {
        const text = `${prose}\n${noise}`;
        const features = wordSpans(text);
        const node = featureTree(text, features)!;
        expect([node.start, node.end]).toEqual([0, features.length]);
        divisions(node);
        expect(new Set(divisions(binaryTree(node)))).toEqual(new Set(features.length > 1 ? [2] : []));
      }),
    );
  });
});

describe('binaryTree', () => {
  it('joins neighbours as evenly as can be', () => {
    expect(tree('a b c d', binaryTree)).toBe('((a b) (c d))');
    expect(tree('One two three four five. Six. Seven.', binaryTree)).toBe(
      '(((One (two three)) (four (five .))) ((Six .) (Seven .)))',
    );
  });
});

describe('sentenceParts', () => {
  const parts = (text: string, most: number): string[] => {
    const features = wordSpans(text);
    return sentenceParts(featureTree(text, features)!, most).map(
      ({ start, end, isPart }) =>
        `${text.slice(features[start]!.start, features[end - 1]!.end)}${isPart ? ' (part)' : ''}`,
    );
  };

  it('are the sentences of a text', () => {
    expect(parts('Nice plot, weak cast. Skip it!', 6)).toEqual(['Nice plot, weak cast.', 'Skip it!']);
    expect(parts('Nice plot', 6)).toEqual(['Nice plot']);
  });

  it('halve those of too many features, at a phrase where they have one', () => {
    expect(parts('Nice plot, weak cast. Skip it!', 5)).toEqual([
      'Nice plot, (part)',
      'weak cast. (part)',
      'Skip it!',
    ]);
    expect(parts('a b c d e f g', 4)).toEqual(['a b c (part)', 'd e f g (part)']);
    expect(parts('a b, c d e f g h i', 4)).toEqual(['a b, (part)', 'c d e (part)', 'f g h i (part)']);
  });
});
