import { describe, expect, it } from 'vitest';
import { askedTexts } from './queue';
import type { TeachText } from './texts';

const text = (probabilities: number[] | null, rest: Partial<TeachText> = {}): TeachText => ({
  text: 'x',
  label: null,
  isReaders: false,
  answer: null,
  isDisputed: false,
  isHeldOut: null,
  probabilities,
  ...rest,
});

describe('the queue', () => {
  const texts = [
    text([0.9, 0.1, 0]),
    text([0.4, 0.35, 0.25]),
    text(null),
    text([0.4, 0.4, 0.2]),
    text([0.2, 0.7, 0.1], { label: 0 }),
    text([0.45, 0.55, 0], { label: 0 }),
    text([0.1, 0.9, 0], { label: 1 }),
    text([0.1, 0.9, 0], { label: 0, isReaders: true }),
    text([1, 0, 0], { isDisputed: true }),
  ];

  it('asks what has two labels, then what the model is least sure of, then what it has not read', () => {
    expect(askedTexts(texts, 'unsure', 1)).toEqual([8, 3, 1, 0, 2]);
  });

  it('asks what was skipped last', () => {
    expect(askedTexts(texts, 'unsure', 1, [3, 8])).toEqual([1, 0, 2, 8, 3]);
  });

  it('asks labels that came with their texts where the model says otherwise, the least probable first', () => {
    expect(askedTexts(texts, 'disagreement', 1)).toEqual([4, 5]);
  });

  it('asks in an order that its seed decides', () => {
    const many = Array.from({ length: 50 }, () => text([0.5, 0.5, 0]));
    const order = askedTexts(many, 'random', 7);
    expect(order.toSorted((a, b) => a - b)).toEqual(many.map((_, place) => place));
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
    expect(askedTexts(many, 'random', 7)).toEqual(order);
    expect(askedTexts(many, 'random', 8)).not.toEqual(order);
  });
});
