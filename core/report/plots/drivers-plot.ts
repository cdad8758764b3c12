import type { Driver, Drivers } from '../../insight/drivers';
import { markup, type Html } from '../html';
import { pointsText, type Palette, type Scheme } from '../scale';
import { bar, inner, label, line, plot, shortened, whisker, type Plot, type PlotText } from './frame';
import { grouped } from '../../text/count';

const rowHeight = 26;
const names = 190;
const figures = 110;

/** Words and phrases that raise or lower a class, as bars with their intervals; the strongest of each side first. */
export function driversPlot(
  { raises, lowers }: Pick<Drivers, 'raises' | 'lowers'>,
  text: PlotText,
  scheme: Scheme = 'light',
): Plot {
  const all = [...raises, ...lowers];
  const largest = all.reduce(
    (most, { mean }) => Math.max(most, Math.abs(mean.low), Math.abs(mean.high)),
    0.01,
  );
  const middle = names + (inner - names - figures) / 2;
  const x = (value: number): number => middle + (value / largest) * ((inner - names - figures) / 2 - 6);
  const height = rowHeight * all.length + 10;
  return plot(text, height, scheme, (palette) => [
    line(`M${middle} 0V${height - 10}`, palette.line),
    ...all.map((driver, at) => row(driver, at, x, palette)),
  ]);
}

function row(
  { phrase, mean, rows }: Driver,
  at: number,
  x: (value: number) => number,
  palette: Palette,
): Html {
  const y = at * rowHeight;
  const [from, to] = [Math.min(0, mean.estimate), Math.max(0, mean.estimate)];
  const fill = mean.estimate > 0 ? palette.raises : palette.lowers;
  const ink = mean.estimate > 0 ? palette.raisesInk : palette.lowersInk;
  return markup`${label(names - 12, y + 17, shortened(phrase, 24), palette.ink, { anchor: 'end' })}${bar(x(from), y + 4, x(to) - x(from), rowHeight - 9, fill)}${whisker(x(mean.low), x(mean.high), y + 12.5, ink)}${label(inner, y + 17, `${pointsText(100 * mean.estimate, 1)} · ${grouped(rows)}`, palette.grey, { anchor: 'end', size: 12 })}`;
}
