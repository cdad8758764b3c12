import { describe, expect, it } from 'vitest';
import { dotPlot } from './dot-plot';

describe('dotPlot', () => {
  const svg = dotPlot({
    title: 'a < b',
    xLabel: 'share',
    series: ['one', 'two'],
    rows: [
      {
        name: 'first & last',
        intervals: [
          { estimate: 0.5, low: 0.42, high: 0.6 },
          { estimate: 0.7, low: 0.65, high: 0.8 },
        ],
      },
      { name: 'second', intervals: [null, { estimate: 0.4, low: 0.4, high: 0.4 }] },
    ],
  });

  it('shows every interval once, its dot inside', () => {
    const dots = [...svg.matchAll(/<path d="M([\d.]+) [\d.]+H([\d.]+)"[^>]*\/><circle cx="([\d.]+)"/g)];
    expect(dots).toHaveLength(3);
    for (const [, from, to, at] of dots) {
      expect(Number(at)).toBeGreaterThanOrEqual(Number(from));
      expect(Number(at)).toBeLessThanOrEqual(Number(to));
    }
    const [half, , least] = dots.map((dot) => Number(dot[3]));
    expect(least).toBeLessThan(half!);
  });

  it('escapes its names and labels its axis', () => {
    expect(svg).toContain('first &amp; last');
    expect(svg).toContain('a &lt; b');
    expect(svg).toMatch(/>0\.4<.*>0\.8</s);
  });
});
