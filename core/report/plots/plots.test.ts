import { describe, expect, it } from 'vitest';
import { palettes } from '../scale';
import { driversPlot } from './drivers-plot';
import { plotWidth, shortened } from './frame';
import { confusionPlot, reliabilityPlot } from './label-plots';
import { sharesPlot } from './shares-plot';
import { timesPlot } from './times-plot';

const text = { title: 'A <title> & more', note: 'Of 3 rows' };
const interval = (estimate: number) => ({ estimate, low: estimate - 0.05, high: estimate + 0.05 });
const shares = { rows: 10, shares: [interval(0.3), interval(0.7)] };
const classes = ['negative', 'positive'];

const numbers = (svg: string) =>
  [...svg.matchAll(/ (?:x|y|width|height|cx|cy)="([^"]*)"/g)].map(([, found]) => Number(found));

describe('plots', () => {
  it('have lines that are told apart without their colours', () => {
    const svg = drawn.times('light').svg;
    const dashes = [...svg.matchAll(/stroke-width="2" stroke-dasharray="([^"]*)"/g)].map(([, dash]) => dash);
    // Of each class one in the legend, and two runs of points.
    expect(dashes.filter((dash) => dash === 'none')).toHaveLength(3);
    expect(dashes.filter((dash) => dash === '8 4')).toHaveLength(3);
  });

  it('name times along the axis as far as there is room', () => {
    const points = Array.from({ length: 50 }, (_, at) => {
      const start = new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10);
      return { start, end: start, ...shares };
    });
    const { svg } = timesPlot({ points }, classes, text);
    const places = [...svg.matchAll(/<text x="([^"]*)"[^>]*>2026-/g)].map(([, x]) => Number(x));
    expect(places.length).toBeGreaterThan(3);
    expect(places.slice(1).every((x, at) => x - places[at]! >= 100)).toBe(true);
  });

  const drawn = {
    drivers: (scheme: 'light' | 'dark') =>
      driversPlot(
        {
          raises: [{ phrase: 'good', rows: 3, share: 0.3, mean: interval(0.2) }],
          lowers: [{ phrase: '<b>waiting\u202E', rows: 1200, share: 0.3, mean: interval(-0.4) }],
        },
        text,
        scheme,
      ),
    shares: (scheme: 'light' | 'dark') => sharesPlot([{ name: 'All', shares }], classes, text, scheme),
    times: (scheme: 'light' | 'dark') =>
      timesPlot(
        {
          points: [
            { start: '2026-01-01', end: '2026-01-02', ...shares },
            { start: '2026-01-02', end: '2026-01-03', ...shares },
            { start: '2026-02-01', end: '2026-02-02', ...shares },
          ],
        },
        classes,
        text,
        scheme,
      ),
    reliability: (scheme: 'light' | 'dark') =>
      reliabilityPlot(
        [{ from: 0.4, to: 0.6, rows: 5, confidence: 0.5, accuracy: interval(0.6) }],
        text,
        scheme,
      ),
    confusion: (scheme: 'light' | 'dark') =>
      confusionPlot(
        {
          rowTitle: 'labelled',
          columnTitle: 'read as',
          rowNames: classes,
          columnNames: classes,
          counts: [
            [3, 1],
            [0, 0],
          ],
        },
        text,
        scheme,
      ),
  };

  it.each(Object.entries(drawn))('%s: stands alone, within its frame, on either ground', (_, draw) => {
    for (const scheme of ['light', 'dark'] as const) {
      const { svg, width, height, html } = draw(scheme);
      expect(width).toBe(plotWidth);
      expect(svg).toContain(palettes[scheme].paper);
      expect(svg).toContain('aria-label="A &lt;title&gt; &amp; more. Of 3 rows"');
      expect(svg).not.toMatch(/<title>|<b>|\u202E|NaN|Infinity|undefined/);
      expect(html.toString()).toBe(svg);
      for (const number of numbers(svg)) {
        expect(number).toBeGreaterThanOrEqual(-20);
        expect(number).toBeLessThanOrEqual(Math.max(width, height));
      }
    }
  });

  it('draws a bar as long as its value, and its interval', () => {
    const { svg } = drawn.drivers('light');
    const bars = [...svg.matchAll(/width="([\d.]+)" height="17"/g)].map(([, width]) => Number(width));
    expect(bars[1]! / bars[0]!).toBeCloseTo(2, 2);
    expect(svg).toContain('+20.0 · 3');
    expect(svg).toContain('−40.0 · 1,200');
  });

  it('breaks lines over times without rows', () => {
    const lines = drawn.times('light').svg.match(/stroke-width="2"/g);
    // Two runs for each of two classes, and one of each in the legend.
    expect(lines).toHaveLength(6);
  });

  it('names classes by their directions, others by their place', () => {
    const of = (names: readonly string[]) => sharesPlot([{ name: 'All', shares }], names, text).svg;
    expect(of(classes)).toContain('#c8620c');
    expect(of(['joy', 'grief'])).toContain('#0072b2');
  });

  it('draws nothing of nothing', () => {
    for (const { svg } of [
      driversPlot({ raises: [], lowers: [] }, text),
      sharesPlot([], classes, text),
      timesPlot({ points: [] }, classes, text),
      reliabilityPlot([], text),
    ]) {
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it('shortens names by characters, not halves of them', () => {
    expect(shortened('👍👍👍👍', 3)).toBe('👍👍…');
    expect(shortened('a\n b', 9)).toBe('a b');
  });
});
