export interface Line {
  readonly name: string;
  /** Points (x, y) with y > 0, or null where there is nothing to show on a logarithmic axis. */
  readonly points: readonly (readonly [x: number, y: number | null])[];
}

export interface LinePlot {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly lines: readonly Line[];
}

const [width, height] = [720, 440];
const margin = { left: 70, right: 190, top: 40, bottom: 50 };
// Okabe & Ito's palette: told apart by people who do not see all colours.
const colours = ['#0072b2', '#e69f00', '#009e73', '#d55e00', '#cc79a7', '#56b4e9', '#000000'];

/** An SVG of lines over evenly spaced x values and a logarithmic y axis, its names at the ends of the lines. */
export function linePlot({ title, xLabel, yLabel, lines }: LinePlot): string {
  const xs = [...new Set(lines.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b);
  const ys = lines.flatMap(({ points }) => points.flatMap(([, y]) => (y === null ? [] : [y])));
  const low = Math.floor(Math.log10(Math.min(...ys)));
  const high = Math.ceil(Math.log10(Math.max(...ys)));
  const left = (x: number): number =>
    margin.left + (xs.indexOf(x) / Math.max(1, xs.length - 1)) * (width - margin.left - margin.right);
  const top = (y: number): number =>
    margin.top + ((high - Math.log10(y)) / (high - low)) * (height - margin.top - margin.bottom);

  const decades = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  const parts = [
    label(width / 2, 20, title, 'middle'),
    label((margin.left + width - margin.right) / 2, height - 12, xLabel, 'middle'),
    `<g transform="rotate(-90 16 ${height / 2})">${label(16, height / 2, yLabel, 'middle')}</g>`,
    ...decades.map(
      (exponent) =>
        `<path d="M${margin.left} ${top(10 ** exponent)}H${width - margin.right}" stroke="#ddd"/>` +
        label(margin.left - 8, top(10 ** exponent) + 4, `1e${exponent}`, 'end'),
    ),
    ...xs.map((x) => label(left(x), height - margin.bottom + 18, `${x} M`, 'middle')),
    ...lines.map(({ name, points }, i) => {
      const colour = colours[i % colours.length]!;
      const shown = points.flatMap(([x, y]) => (y === null ? [] : [[left(x), top(y)] as const]));
      const path = shown.map(([x, y], p) => `${p === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
      // Colours come again: the second time lines are dashed.
      const dashes = i < colours.length ? '' : ' stroke-dasharray="5 4"';
      const dots = shown.map(([x, y]) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3"/>`);
      // Lines may end close together: names stand in a column, in their order.
      const y = margin.top + 20 + i * 22;
      return (
        `<g fill="${colour}"><path d="${path}" fill="none" stroke="${colour}" stroke-width="2"${dashes}/>${dots.join('')}` +
        `<rect x="${width - margin.right + 14}" y="${y - 9}" width="10" height="10"/></g>` +
        label(width - margin.right + 30, y, name, 'start')
      );
    }),
  ];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">\n` +
    `<rect width="${width}" height="${height}" fill="#fff"/>\n${parts.join('\n')}\n</svg>\n`
  );
}

function label(x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end'): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${escaped}</text>`;
}
