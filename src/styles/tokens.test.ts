import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Hex } from '../../core/report/colour';
import { contrast } from '../../core/report/testing/contrast';
import { classPalettes } from '../../core/report/class-colours';
import { palettes, type Palette, type Scheme } from '../../core/report/scale';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');
const html = readFileSync(new URL('../../index.html', import.meta.url), 'utf8');

function token(name: string, scheme: Scheme): Hex {
  const match = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
  if (!match) throw new Error(`tokens.css has no colour --${name}.`);
  return (scheme === 'light' ? match[1]! : match[2]!) as Hex;
}

/** Which colour of the pictures each token is. */
const shared: Readonly<Record<string, keyof Palette>> = {
  page: 'paper',
  ink: 'ink',
  muted: 'grey',
  line: 'line',
  'toward-ground': 'raises',
  'against-ground': 'lowers',
  'toward-ink': 'raisesInk',
  'against-ink': 'lowersInk',
};

describe.each<Scheme>(['light', 'dark'])('the colours of the page, %s', (scheme) => {
  it.each(Object.entries(shared))('--%s is the %s of pictures and files', (name, key) => {
    expect(token(name, scheme)).toBe(palettes[scheme][key]);
  });

  it('the browser’s own frame has the colour of the page', () => {
    const [, framed] = new RegExp(
      `name="theme-color" content="(#[0-9a-f]{6})" media="\\(prefers-color-scheme: ${scheme}\\)"`,
    ).exec(html)!;
    expect(framed).toBe(token('page', scheme));
  });

  it.each(['ink', 'muted', 'accent', 'toward-ink', 'against-ink', 'danger'])(
    '--%s can be read on every ground',
    (name) => {
      for (const ground of ['page', 'surface', 'sunken', 'hover']) {
        expect(contrast(token(name, scheme), token(ground, scheme))).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it('text on the accent can be read', () => {
    expect(contrast(token('on-accent', scheme), token('accent', scheme))).toBeGreaterThanOrEqual(4.5);
  });
});

describe.each<Scheme>(['light', 'dark'])('the colours of classes, %s', (scheme) => {
  const { directions, series } = classPalettes[scheme];

  it('are those of the style sheet', () => {
    expect(directions).toEqual({
      against: token('against', scheme),
      neither: token('muted', scheme),
      toward: token('toward', scheme),
    });
    expect(series).toEqual(series.map((_, at) => token(`series-${at + 1}`, scheme)));
  });
});
