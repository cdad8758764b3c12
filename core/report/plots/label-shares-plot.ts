import type { ClassShares } from '../../insight/groups';
import { percent } from '../../prediction/percent';
import { markup, type Html } from '../html';
import { classHexes } from '../class-colours';
import type { Scheme } from '../scale';
import { bar, inner, label, plot, shortened, whisker, type Plot, type PlotText } from './frame';
import type { SharesRow } from './shares-plot';
import { grouped } from '../../text/count';

const [names, figures] = [170, 120];
const [headHeight, rowHeight, gap] = [24, 24, 14];
/** Labels that a picture has room for. */
const [mostBars, mostLines] = [8, 6];

/**
 * How rows read where each label holds or not by itself: below each label a bar a group, so that groups are held against
 * each other. Of many labels the most frequent are drawn.
 */
export function labelSharesPlot(
  rows: readonly SharesRow[],
  classes: readonly string[],
  text: PlotText,
  scheme: Scheme = 'light',
): Plot {
  const drawn = mostFrequent(rows[0]?.shares ?? null, mostBars);
  const colours = classHexes(classes, scheme);
  const width = inner - names - figures;
  const block = headHeight + rowHeight * rows.length + gap;
  const note = `${text.note}${leftOut(classes, drawn)}`;
  return plot({ ...text, note }, block * drawn.length, scheme, (palette) =>
    drawn.flatMap((k, at): Html[] => {
      const top = at * block;
      return [
        label(0, top + 14, shortened(classes[k]!, 80), palette.ink, { weight: 600 }),
        ...rows.map(({ name, shares }, place): Html => {
          const y = top + headHeight + place * rowHeight;
          const { estimate, low, high } = shares.shares[k]!;
          return markup`${label(0, y + 14, shortened(name, 20), palette.ink)}${bar(names, y + 2, width, 16, palette.line)}${bar(names, y + 2, width * estimate, 16, colours[k]!)}${whisker(names + width * low, names + width * high, y + 10, palette.ink)}${label(inner, y + 14, `${percent(estimate)} of ${grouped(shares.rows)}`, palette.grey, { anchor: 'end', size: 12 })}`;
        }),
      ];
    }),
  );
}

/** Shares over time of the labels that a picture of lines has room for: see timesPlot. */
export function frequentLabels<Point extends ClassShares>(
  points: readonly Point[],
  classes: readonly string[],
  text: PlotText,
): { readonly points: readonly Point[]; readonly classes: readonly string[]; readonly text: PlotText } {
  const rows = points.reduce((sum, point) => sum + point.rows, 0);
  const share = (k: number): number =>
    points.reduce((sum, point) => sum + point.rows * point.shares[k]!.estimate, 0) / Math.max(1, rows);
  const drawn = largest(
    classes.map((_, k) => share(k)),
    mostLines,
  );
  return {
    points: points.map((point) => ({ ...point, shares: drawn.map((k) => point.shares[k]!) })),
    classes: drawn.map((k) => classes[k]!),
    text: { ...text, note: `${text.note}${leftOut(classes, drawn)}` },
  };
}

function mostFrequent(shares: ClassShares | null, most: number): number[] {
  return largest(shares?.shares.map(({ estimate }) => estimate) ?? [], most);
}

/** The places of the largest values, in their order. */
function largest(values: readonly number[], most: number): number[] {
  return values
    .map((_, k) => k)
    .sort((a, b) => values[b]! - values[a]! || a - b)
    .slice(0, most)
    .sort((a, b) => a - b);
}

function leftOut(classes: readonly string[], drawn: readonly number[]): string {
  return drawn.length < classes.length ? ` The ${drawn.length} most frequent labels.` : '';
}
