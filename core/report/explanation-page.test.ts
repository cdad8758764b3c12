import { describe, expect, it } from 'vitest';
import { explanationPage } from './explanation-page';
import { hostileTexts, testReading } from './testing';

const text = 'I love it but the battery is short';

/** The names of all elements and attributes, in order. It fails if quoting is wrong. */
function tagsOf(page: string): string[] {
  return [...page.matchAll(/<(\/?[a-z!][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*\/?>/gi)].map(
    (match) => match[0],
  );
}

describe('the page of an explanation', () => {
  const page = explanationPage(testReading(text, { 1: 42, 3: -22, 7: -22 }));

  it('answers in words, and says how it was made', () => {
    for (const part of [
      '<h1>Leans positive, 69\u00A0%, not sure</h1>',
      '<title>Leans positive, 69 %, not sure · albert-lens</title>',
      '<em><bdi>love</bdi></em> lifts it (+42 points); <em><bdi>but</bdi></em>',
      'sentiment, version 0123456789ab',
      '26 November 2026, 07:38 UTC',
      'Leverage SHAP, percentage points of “positive”, by word',
      'seed 0, removal mask',
      'at most 0.4 points',
      '1,480',
      '−40 points or more',
      '+40 points or more of “positive”',
    ]) {
      expect(page).toContain(part);
    }
  });

  it('colours the words on the one scale, and leaves unclear ones grey', () => {
    expect(page).toContain('<span class="word raises raises-40">love</span>');
    expect(page).toContain('<span class="word lowers lowers-22">short</span>');
    expect(page).toContain('<span class="word unclear plain">battery</span>');
    // A mark leaves the last letter before it free; on paper it has its sign, as words have.
    const marked = explanationPage(testReading('short, sharp', { 1: -22 }));
    expect(marked).toContain('<span class="word lowers lowers-22 attached">,</span>');
    expect(marked).toMatch(/@media print[^]*\n\.lowers::after\{content:"\\2212"\}/);
    // Light, dark, and light again on paper.
    const grounds = page.match(/\.lowers-22\{background-color:#[0-9a-f]{6}\}/g)!;
    expect(grounds).toHaveLength(3);
    expect(grounds[2]).toBe(grounds[0]);
    expect(grounds[1]).not.toBe(grounds[0]);
  });

  it('lists every word with value and error', () => {
    expect(page).toContain(
      '<bdi>love</bdi></th><td class="number">+42.0</td><td class="number">± 0.4</td><td>raises</td>',
    );
    expect(page.match(/<tr><td class="number">/g)).toHaveLength(8);
  });

  it('has no script, loads nothing, sends nothing', () => {
    expect(page).toContain('default-src &#39;none&#39;');
    expect(page).not.toMatch(/<script|<link|<img|src=|href=|url\(|@import/i);
  });

  it.each(hostileTexts)('writes %j as text', (hostile) => {
    const reading = testReading(hostile, { 0: 30, 1: -20 });
    const harmless = explanationPage(testReading(hostile.replace(/[<>"'&]/g, 'x'), {}));
    const made = explanationPage({ ...reading, classes: ['<i>', 'b"', hostile] });
    expect(made).not.toMatch(/<script|<b |onmouseover="|<\/svg/);
    expect(made).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B\p{Cs}]|(?!\n)\p{Cc}/u);
    // No element that the page does not have without the text.
    const known = new Set([...tagsOf(harmless), ...tagsOf(page)].map(nameOf));
    known.add('<small').add('</small').add('<ul').add('<li');
    for (const tag of tagsOf(made)) expect(known).toContain(nameOf(tag));
    expect(made.match(/<title>/g)).toHaveLength(1);
    expect(made.match(/<\/style>/g)).toHaveLength(1);
  });

  it('names what nobody sees', () => {
    const made = explanationPage(testReading('a \u202Eb\u202C \u200B', {}));
    expect(made).toContain('<small>right-to-left override</small>');
    expect(made).toContain('⟨zero-width space⟩');
  });

  it('serves an empty text and a very long one', () => {
    expect(explanationPage(testReading(''))).toContain('There is no word that could be explained.');
    const long = Array.from({ length: 10_000 }, (_, i) => `word${i}`).join(' ');
    const values = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [i, (i % 120) - 60]));
    const made = explanationPage(testReading(long, values));
    expect(made.match(/<tr><td class="number">/g)).toHaveLength(10_000);
    // There is a rule for each step, not for each word.
    expect(made.match(/border-bottom-width/g)!.length).toBeLessThanOrEqual(82);
  });

  it('has shares that add up, in the verdict as in the table', () => {
    const made = explanationPage({ ...testReading(text), probabilities: [0.247, 0.107, 0.646] });
    expect(made).toContain('<h1>Leans positive, 65\u00A0%, not sure</h1>');
    expect([...made.matchAll(/<td class="number">(\d+)\u00A0%</g)].map(([, share]) => share)).toEqual([
      ...['25', '10', '65'],
    ]);
  });

  it('takes percentage points of a probability alone', () => {
    const reading = testReading(text);
    const logit = { ...reading.explanation, target: { classIndex: 2, output: 'logit' } } as const;
    expect(() => explanationPage({ ...reading, explanation: logit })).toThrow(RangeError);
  });
});

function nameOf(tag: string): string {
  return /^<\/?[a-z!]*/i.exec(tag)![0].toLowerCase();
}
