import type { ClassShares } from '../../insight/groups';
import { markup, type Html } from '../html';
import { classHexes } from '../class-colours';
import type { Palette, Scheme } from '../scale';
import { bar, classLegend, inner, label, plot, shortened, whisker, type Plot, type PlotText } from './frame';
import { grouped } from '../../text/count';

const names = 170;
const figures = 80;
const rowHeight = 44;
const legend = 34;

/** One bar of the plot. */
export interface SharesRow {
  readonly name: string;
  readonly shares: ClassShares;
}

/** How rows read, a bar a group; under it the interval of each class's share, from where the class begins. */
export function sharesPlot(
  rows: readonly SharesRow[],
  classes: readonly string[],
  text: PlotText,
  scheme: Scheme = 'light',
): Plot {
  const colours = classHexes(classes, scheme);
  return plot(text, legend + rowHeight * rows.length, scheme, (palette) => [
    ...classLegend(classes, colours, 12, palette.ink),
    ...rows.map((row, at) => group(row, legend + at * rowHeight, colours, palette)),
  ]);
}

function group({ name, shares }: SharesRow, y: number, colours: readonly string[], palette: Palette): Html {
  const width = inner - names - figures;
  const parts: Html[] = [];
  let from = 0;
  shares.shares.forEach(({ estimate, low, high }, k) => {
    const start = names + from * width;
    parts.push(bar(start, y + 2, estimate * width - (estimate > 0.01 ? 1 : 0), 18, colours[k]!));
    if (k < shares.shares.length - 1 && shares.rows > 0) {
      parts.push(
        whisker(start + low * width, Math.min(names + width, start + high * width), y + 27, colours[k]!),
      );
    }
    from += estimate;
  });
  return markup`${label(0, y + 16, shortened(name, 20), palette.ink)}${parts}${label(inner, y + 16, grouped(shares.rows), palette.grey, { anchor: 'end', size: 12 })}`;
}
