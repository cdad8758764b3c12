import { describe, expect, it } from 'vitest';
import { linePlot } from './line-plot';

describe('linePlot', () => {
  const svg = linePlot({
    title: 'a < b & c',
    xLabel: 'x',
    yLabel: 'y',
    lines: [
      {
        name: 'falls',
        points: [
          [5, 1e-2],
          [10, 1e-3],
          [20, null],
        ],
      },
      { name: 'stays', points: [[5, 1e-2]] },
    ],
  });

  it('draws a line for each name, leaving out what has no place on the axis', () => {
    expect(svg.match(/<circle/g)).toHaveLength(3);
    expect(svg).toContain('>falls</text>');
    // One decade, from top to bottom of the plot.
    expect(svg).toContain('d="M70.0 40.0L300.0 390.0"');
    expect(svg).toMatch(/1e-3<[^]*1e-2</);
  });

  it('escapes its words', () => {
    expect(svg).toContain('a &lt; b &amp; c');
  });

  it('tells more lines apart than it has colours', () => {
    const lines = Array.from({ length: 9 }, (_, i) => ({
      name: `line ${i}`,
      points: [[5, 0.1 * (i + 1)]] as const,
    }));
    const many = linePlot({ title: '', xLabel: '', yLabel: '', lines });
    const looks = [...many.matchAll(/<path [^>]*fill="none" (stroke="[^"]+" stroke-width="2"[^/]*)/g)].map(
      ([, look]) => look,
    );
    expect(looks).toHaveLength(9);
    expect(new Set(looks).size).toBe(9);
  });
});
