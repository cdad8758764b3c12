import { describe, expect, it } from 'vitest';
import { pictureOf, type PictureOptions } from './picture';
import { hostileTexts, testReading } from './testing';

/** Widths like those of a common typeface. */
const measure: PictureOptions['measure'] = (text, { size }) => text.length * size * 0.5;
const text = 'I love it but the battery is short';
const reading = testReading(text, { 1: 42, 3: -22, 7: -22 });

/** The names of a document's elements. It fails if tags are not nested properly; browsers are less strict. */
function elementsOf(svg: string): string[] {
  const open: string[] = [];
  const names: string[] = [];
  const tag = /<(?:(\/)([a-zA-Z]+)|([a-zA-Z]+)((?:\s+[a-zA-Z:-]+="[^"<>]*")*)\s*(\/?))>/y;
  for (let at = svg.indexOf('<'); at >= 0; at = svg.indexOf('<', tag.lastIndex)) {
    tag.lastIndex = at;
    const match = tag.exec(svg);
    if (!match) throw new Error(`No tag at ${at}: ${svg.slice(at, at + 80)}`);
    const [, closing, closed, opened, , empty] = match;
    if (closing) expect(open.pop()).toBe(closed);
    else names.push(opened!);
    if (opened && !empty) open.push(opened);
  }
  expect(open).toEqual([]);
  return names;
}

describe('a picture', () => {
  const { svg, width, height } = pictureOf(reading, { measure });

  it('stands alone: verdict, scale, sentence and how it was made, all of it text', () => {
    for (const part of [
      'Leans',
      'love',
      '+42',
      '−22',
      '−40 points or more',
      '+40 points or more',
      '“positive”',
      '0123456789ab',
      'Leverage',
      'UTC',
    ]) {
      expect(svg).toContain(part);
    }
    expect(svg).toContain(`<title id="verdict">Leans positive, 69 %, not sure</title>`);
    expect(svg).toContain('“love” lifts it (+42 points); “but” and “short” hold it back (−22 each).</desc>');
    expect(new Set(elementsOf(svg))).toEqual(
      new Set(['svg', 'title', 'desc', 'rect', 'g', 'text', 'path', 'linearGradient', 'stop']),
    );
    expect(svg).not.toMatch(/foreignObject|<image|<style|href|@font-face/);
    expect(svg.match(/http[^"]*/g)).toEqual(['http://www.w3.org/2000/svg']);
    expect([width, height > 300]).toEqual([1200, true]);
  });

  it('has shares that add up, in the verdict as in the bar', () => {
    const { svg } = pictureOf({ ...reading, probabilities: [0.247, 0.107, 0.646] }, { measure });
    expect(svg).toContain('Leans positive, 65 %, not sure');
    const words = svg.replace(/<[^>]*>\s*/g, ' ').replace(/\s+/g, ' ');
    expect(words).toContain('negative 25 % · neutral 10 % · positive 65 %');
  });

  it('colours by the one scale: only words whose direction is clear have a ground', () => {
    const grounds = svg.match(/height="43"[^/]*fill="(#[0-9a-f]{6})"/g)!;
    expect(grounds).toHaveLength(3);
    // but and short are as strong as each other.
    expect(grounds[1]).toBe(grounds[2]);
    expect(svg.match(/stroke-dasharray="7 3"/g)).toHaveLength(2);
  });

  it.each(['It is bad!!', 'זה רע!!'])('has the ground of a word end where the next begins: %s', (joined) => {
    const made = pictureOf(testReading(joined, { 0: 10, 1: 20, 2: -30, 3: -20 }), { measure }).svg;
    const grounds = [...made.matchAll(/<rect x="([\d.-]+)" y="[\d.]+" width="([\d.]+)" height="43"/g)]
      .map(([, x, wide]) => ({ start: Number(x), end: Number(x) + Number(wide) }))
      .sort((a, b) => a.start - b.start);
    expect(grounds.length).toBeGreaterThan(2);
    grounds
      .slice(1)
      .forEach(({ start }, at) => expect(start).toBeGreaterThanOrEqual(grounds[at]!.end - 0.02));
  });

  it('may be dark', () => {
    expect(pictureOf(reading, { measure, scheme: 'dark' }).svg).toContain('fill="#14161a"/>');
  });

  it.each(hostileTexts)('writes %j as text', (hostile) => {
    const made = pictureOf(
      { ...testReading(hostile, { 0: 30, 1: -20 }), classes: ['<g>', hostile, '"'] },
      { measure },
    );
    const allowed = new Set(elementsOf(svg));
    for (const name of elementsOf(made.svg)) expect(allowed).toContain(name);
    expect(made.svg).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B\p{Cs}]|(?!\n)\p{Cc}/u);
    expect(made.svg).not.toContain(']]>');
  });

  it('keeps every stretch inside its width', () => {
    const long = Array.from({ length: 10_000 }, (_, i) => `word${i % 1000}`).join(' ');
    const values = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [i, (i % 120) - 60]));
    const made = pictureOf(testReading(long, values), { measure, width: 800 });
    for (const [, x, wide] of made.svg.matchAll(/<text x="([\d.]+)" y="[\d.]+" textLength="([\d.]+)"/g)) {
      expect(Number(x) + Number(wide)).toBeLessThanOrEqual(800 - 96 + 0.01);
    }
    expect(made.svg.match(/textLength/g)!.length).toBeGreaterThan(10_000);
    expect(made.height).toBeGreaterThan(20_000);
  });

  it('runs from the right where the text does', () => {
    const made = pictureOf(testReading('שלום טוב', { 0: 20 }), { measure });
    const [first, second] = ['שלום', 'טוב'].map((word) =>
      Number(new RegExp(`<text x="([\\d.]+)"[^>]*>${word}<`).exec(made.svg)![1]),
    );
    expect(first).toBeGreaterThan(second!);
  });

  it('is of an empty text, too', () => {
    expect(() => elementsOf(pictureOf(testReading(''), { measure }).svg)).not.toThrow();
  });
});
