import { describe, expect, it } from 'vitest';
import { plainText } from '../../core/report/sentence';
import { wordSpans } from '../../core/text/words';
import { leadBySentence } from './sentence-lead';
import { struckOf, textWithout, withStruck } from './struck-words';

const text = 'I love it, but it is short.';
const spans = wordSpans(text);
const target = { classIndex: 0, output: 'probability' } as const;

describe('struck words', () => {
  it('stand in their places without a value', () => {
    const struck = [spans[1]!, spans[5]!];
    const kept = spans.filter((span) => !struck.includes(span));
    const drawn = withStruck(
      { spans: kept, values: kept.map((_, i) => i + 1), standardErrors: null, diagnostics: {}, target },
      struck,
    );
    expect(drawn.spans).toEqual(spans);
    expect(drawn.values).toEqual([1, 0, 2, 3, 4, 0, 5, 6, 7]);
    expect([...drawn.struck]).toEqual([1, 5]);
    expect(drawn.places).toEqual([0, 2, 3, 4, 6, 7, 8]);
  });

  it('are found among the words that are drawn, while these are still of the text before', () => {
    expect([...struckOf({ spans }, [spans[1]!, spans[5]!])]).toEqual([1, 5]);
    expect([...struckOf({ spans: [] }, [spans[1]!])]).toEqual([]);
  });

  it('are missing in the text as it is read', () => {
    expect(textWithout({ text, struck: [spans[1]!, spans[2]!] })).toBe('I, but it is short.');
    expect(textWithout({ text, struck: [] })).toBe(text);
  });
});

describe('the lead of a text by sentences', () => {
  const long = 'The room was small but spotless. Breakfast was bad. Fine.';
  const words = wordSpans(long);
  const valued = (of: (start: number) => number) => ({
    spans: words,
    values: words.map(({ start }) => of(start)),
    standardErrors: null,
    diagnostics: {},
    target,
    struck: new Set<number>(),
    places: [],
  });

  it('names sentences by how they begin', () => {
    const lead = leadBySentence(
      long,
      valued((start) => (start < 33 ? 0.05 : start < 52 ? -0.05 : 0)),
      {},
    );
    expect(plainText(lead)).toBe(
      '“The room was small but …” lifts it (+35 points); “Breakfast was bad.” holds it back (−20).',
    );
  });

  it('says where none stands out', () => {
    const lead = leadBySentence(
      long,
      valued(() => 0.0001),
      {},
    );
    expect(plainText(lead)).toMatch(/^No single sentence stands out/);
  });
});
