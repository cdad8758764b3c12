import { describe, expect, it } from 'vitest';
import { classNamed, labelReader, parseLabelPairs } from './labels';

const sentiment = ['negative', 'neutral', 'positive'];
const permuted = ['positive', 'negative', 'neutral'];
const unnamed = ['LABEL_0', 'LABEL_1', 'LABEL_2'];
const stars = ['1 star', '2 stars', '3 stars', '4 stars', '5 stars'];

describe('labelReader', () => {
  it.each([
    [sentiment, 'pos', 2],
    [sentiment, ' Negative ', 0],
    [sentiment, 'LABEL_2', 2],
    [sentiment, 1, 1],
    [sentiment, '2.0', 2],
    [sentiment, 2.0, 2],
    [permuted, 'negative', 1],
    [permuted, 'POS', 0],
    [['NEG', 'NEU', 'POS'], 'positive', 2],
    [unnamed, 'label_1', 1],
    [unnamed, 1, 1],
    [stars, '4 Stars', 3],
    [['1', '2', '3', '4', '5'], 1, 0],
    [['1', '2', '3', '4', '5'], '5.0', 4],
    [['2', '0', '1'], 0, 1],
    [['negative', 'positive'], 1, 1],
    [['anger', 'joy', 'sadness', 'fear'], 3, 3],
    [['false', 'true'], true, 1],
    [['Good', 'good'], 'good', 1],
  ])('among %j, %j is class %i', (classes, label, index) => {
    expect(labelReader(classes).label(label)).toBe(index);
  });

  it.each([
    [
      sentiment,
      'happy',
      /label "happy" is none of the model's classes 0 \(negative\), 1 \(neutral\), 2 \(pos/,
    ],
    [sentiment, 3, /label 3 is none of/],
    [sentiment, -1, /label -1 is none of/],
    [sentiment, 0.5, /label 0\.5 is none of/],
    [sentiment, [1], /label \[1\] is neither a name nor a number/],
    [unnamed, 'negative', /none of the model's classes 0 \(LABEL_0\)/],
    [permuted, 0, /label 0 is a number, and .* classes 0 \(positive\), 1 .* not in the order/],
    [permuted, 'LABEL_1', /not in the order/],
    [stars, 4, /not in the order/],
    [['Good', 'good'], 'GOOD', /none of/],
  ])('among %j, %j is refused', (classes, label, message) => {
    const read = (): number => labelReader(classes).label(label);
    expect(read).toThrow(message);
    expect(read).toThrow(expect.objectContaining({ remedy: 'labels' }));
  });

  it.each([
    [permuted, '0=negative,1=neutral,2=positive', [0, 1, 2, 'positive', '0.0'], [1, 2, 0, 0, 1]],
    [permuted, 'negative=0,neutral=1,positive=2', [0, 1, 2], [1, 2, 0]],
    [sentiment, '0=negative, 2 = neutral, 4=positive', [0, 2, 4], [0, 1, 2]],
    [sentiment, 'sad=negative,glad=positive', ['sad', 'Glad', 'neutral', 1], [0, 2, 1, 1]],
    [unnamed, 'negative=0,positive=2', ['negative', 'positive', 1], [0, 2, 1]],
    [stars, '1=1 star,2=2 stars', [1, 2], [0, 1]],
    [sentiment, 'positive=negative', ['positive'], [0]],
  ])('among %j, with %s, reads %j', (classes, pairs, labels, indices) => {
    const reader = labelReader(classes, { pairs: parseLabelPairs(pairs) });
    expect(labels.map((label) => reader.label(label))).toEqual(indices);
  });

  it('counts the classes where their order was stated', () => {
    const reader = labelReader(permuted, { numbered: true });
    expect([reader.label(0), reader.label('LABEL_2'), reader.label('negative')]).toEqual([0, 2, 1]);
    expect(reader.probs([0.5, 0.25, 0.25])).toEqual([0.5, 0.25, 0.25]);
  });

  it('knows no number but those that the pairs name, where they name one', () => {
    const reader = labelReader(sentiment, { pairs: parseLabelPairs('0=negative,4=positive') });
    expect(() => reader.label(1)).toThrow(/label 1 is none of/);
  });

  it.each([
    ['0=cheerful', /"0=cheerful" names none of the model's classes/],
    ['sad=7', /"sad=7" names none/],
    ['0=negative,0=positive', /"0" stands for two classes/],
  ])('refuses the pairs %s', (pairs, message) => {
    expect(() => labelReader(sentiment, { pairs: parseLabelPairs(pairs) })).toThrow(message);
  });

  it.each(['', '0', '0=', '=negative', '0=negative,', '0=1=2'])('refuses to read "%s" as pairs', (text) => {
    expect(() => parseLabelPairs(text)).toThrow(/is not LABEL=CLASS/);
  });
});

describe('labelReader of probs', () => {
  it('takes a list in the order of the classes, and makes it sum to 1', () => {
    const probs = labelReader(sentiment).probs([0.2, 0.5, 0.31]);
    expect(probs[1]).toBeCloseTo(0.5 / 1.01, 12);
    expect(probs.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  });

  it('takes an object by its names, whatever the order of the classes', () => {
    expect(labelReader(permuted).probs({ negative: 0.5, neu: 0.25, positive: 0.25 })).toEqual([
      0.25, 0.5, 0.25,
    ]);
  });

  it('takes a list in the order that the pairs give numbers', () => {
    const reader = labelReader(permuted, { pairs: parseLabelPairs('0=negative,1=neutral,2=positive') });
    expect(reader.probs([0.5, 0.25, 0.25])).toEqual([0.25, 0.5, 0.25]);
  });

  it.each([
    [sentiment, [0.5, 0.5], /a number for each of the model's classes/],
    [sentiment, [0.5, 0.5, 0, 0], /a number for each/],
    [sentiment, { negative: 0.5, neg: 0.5, positive: 0 }, /a number for each/],
    [sentiment, { negative: 1, sad: 0, positive: 0 }, /"sad" is none of/],
    [sentiment, [-0.1, 0.5, 0.6], /at least 0, not -0\.1/],
    [sentiment, [null, 0.5, 0.5], /at least 0, not null/],
    [sentiment, [0.1, 0.2, 0.3], /sum to 0\.6/],
    [sentiment, 'x', /a number for each/],
    [permuted, [0.1, 0.2, 0.7], /probs are a list, and .* not in the order/],
  ])('among %j refuses %j', (classes, probs, message) => {
    expect(() => labelReader(classes).probs(probs)).toThrow(message);
  });
});

describe('classNamed', () => {
  it('is the class of that name, or none', () => {
    expect(classNamed(permuted, 'Neutral')).toBe(2);
    expect(classNamed(['1', '2'], '1')).toBe(0);
    expect(classNamed(sentiment, '1')).toBeNull();
  });
});

describe('labels that each hold or not', () => {
  const reader = labelReader(['anger', 'joy', 'fear']);

  it.each([
    [
      ['joy', 'anger'],
      [1, 1, 0],
    ],
    [[], [0, 0, 0]],
    [[2], [0, 0, 1]],
    ['fear', [0, 0, 1]],
    ['Joy; fear', [0, 1, 1]],
    ['["joy"]', [0, 1, 0]],
    ['[]', [0, 0, 0]],
    [
      [0, 1, 1],
      [0, 1, 1],
    ],
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
  ])('%j', (value, holds) => expect(reader.holds(value)).toEqual(holds));

  it('are refused where they name no class, or may mean two things', () => {
    expect(() => reader.holds(['love'])).toThrow(/"love" is none of/);
    expect(() => reader.holds('[joy]')).toThrow(/no list in JSON/);
    expect(() => labelReader(['a', 'b']).holds([0, 1])).toThrow(/write names/);
    expect(() => reader.each([0.5, 2, 0])).toThrow(/at most 1, not 2/);
  });

  it('may be a teacher’s probabilities, which need not sum to 1', () => {
    expect(reader.each([0.9, 0.8, 0])).toEqual([0.9, 0.8, 0]);
    expect(reader.each({ fear: 1, joy: 0.5, anger: 0 })).toEqual([0, 0.5, 1]);
  });
});
