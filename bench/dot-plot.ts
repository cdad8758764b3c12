import type { Interval } from '../core/math/bootstrap';

export interface DotPlot {
  readonly title: string;
  readonly xLabel: string;
  /** Names of what is shown in each row, and their colours' order. */
  readonly series: readonly string[];
  /** From the top; an interval a series, null where there is none. */
  readonly rows: readonly { readonly name: string; readonly intervals: readonly (Interval | null)[] }[];
}

const width = 760;
const margin = { left: 270, right: 30, top: 64, bottom: 48 };
const rowHeight = 26;
// Okabe & Ito's palette: told apart by people who do not see all colours.
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'];

/** An SVG of rows of dots with their intervals, on one axis that runs over all of them. */
export function dotPlot({ title, xLabel, series, rows }: DotPlot): string {
  const known = rows.flatMap(({ intervals }) => intervals).filter((interval) => interval !== null);
  const low = Math.min(...known.map((interval) => interval.low));
  const high = Math.max(...known.map((interval) => interval.high));
  const step = stepOf(high - low);
  const [first, last] = [Math.floor(low / step), Math.ceil(high / step)];
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  const height = margin.top + rows.length * rowHeight + margin.bottom;
  const left = (x: number): number =>
    margin.left + ((x / step - first) / Math.max(1, last - first)) * (width - margin.left - margin.right);
  const bottom = height - margin.bottom;
  const parts = [
    label(width / 2, 20, title, 'middle'),
    label((margin.left + width - margin.right) / 2, height - 10, xLabel, 'middle'),
    ...series.map(
      (name, s) =>
        `<circle cx="${margin.left + 8 + 220 * s}" cy="42" r="4" fill="${colours[s]!}"/>` +
        label(margin.left + 18 + 220 * s, 46, name, 'start'),
    ),
    ...ticks.map(
      (x) =>
        `<path d="M${left(x).toFixed(1)} ${margin.top - 6}V${bottom}" stroke="#ddd"/>` +
        label(left(x), bottom + 18, String(Number(x.toPrecision(6))), 'middle'),
    ),
    ...rows.map(({ name, intervals }, r) => {
      const middle = margin.top + (r + 0.5) * rowHeight;
      const dots = intervals.map((interval, s) => {
        if (!interval) return '';
        const y = middle + (s - (intervals.length - 1) / 2) * 8;
        const [from, to, at] = [interval.low, interval.high, interval.estimate].map((x) =>
          left(x).toFixed(1),
        );
        return (
          `<path d="M${from} ${y}H${to}" stroke="${colours[s]!}" stroke-width="2"/>` +
          `<circle cx="${at}" cy="${y}" r="4" fill="${colours[s]!}"/>`
        );
      });
      return label(margin.left - 12, middle + 4, name, 'end') + dots.join('');
    }),
  ];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">\n` +
    `<rect width="${width}" height="${height}" fill="#fff"/>\n${parts.join('\n')}\n</svg>\n`
  );
}

/** 1, 2 or 5 times a power of ten, about a sixth of the range. */
function stepOf(range: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(range, 1e-9) / 6));
  return power * ([1, 2, 5, 10].find((factor) => factor * power * 6 >= range) ?? 10);
}

function label(x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end'): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${escaped}</text>`;
}
