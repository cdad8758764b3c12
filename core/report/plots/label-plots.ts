import type { ReliabilityBin } from '../../metrics/reliability';
import { mix } from '../colour';
import { markup, type Html } from '../html';
import { palettes, type Scheme } from '../scale';
import { bar, inner, label, line, plot, px, shortened, type Plot, type PlotText } from './frame';
import { grouped } from '../../text/count';

const side = 300;
const left = 56;

/** Words of a reliability diagram. */
export interface ReliabilityText extends PlotText {
  /** What the axes are. Default: confidence, and how often it is right. */
  readonly axes?: string;
}

/** The axes where labels each hold or not. */
export const answersAxes = 'how likely a label is said to be (bars: answers); upwards: how often it holds';

/**
 * A reliability diagram: how often rows of a confidence are right, with intervals, beside the line of a model that is right
 * as often as it says; below it how many rows lie where.
 */
export function reliabilityPlot(
  bins: readonly ReliabilityBin[],
  text: ReliabilityText,
  scheme: Scheme = 'light',
): Plot {
  const { axes = 'how sure the model is (bars: rows); upwards: how often it is right' } = text;
  const x = (confidence: number): number => left + confidence * (inner - left - 8);
  const y = (share: number): number => (1 - share) * side;
  const most = bins.reduce((largest, { rows }) => Math.max(largest, rows), 1);
  return plot(text, side + 92, scheme, (palette) => [
    ...[0, 0.25, 0.5, 0.75, 1].map(
      (share) =>
        markup`${line(`M${left} ${y(share)}H${x(1)}`, palette.line)}${label(left - 8, y(share) + 4, `${100 * share} %`, palette.grey, { anchor: 'end', size: 12 })}${label(x(share), side + 18, `${100 * share} %`, palette.grey, { anchor: 'middle', size: 12 })}`,
    ),
    line(`M${x(0)} ${y(0)}L${x(1)} ${y(1)}`, palette.grey),
    line(
      `M${bins.map(({ confidence, accuracy }) => `${px(x(confidence))} ${px(y(accuracy.estimate))}`).join('L')}`,
      palette.raisesInk,
      2,
    ),
    ...bins.map(({ confidence, accuracy, rows, from, to }): Html => {
      const at = px(x(confidence));
      const high = (rows / most) * 40;
      return markup`${line(`M${at} ${px(y(accuracy.low))}V${px(y(accuracy.high))}`, palette.raisesInk, 1.25)}<circle cx="${at}" cy="${px(y(accuracy.estimate))}" r="4" fill="${palette.raisesInk}"/>
${bar(x(from) + 1, side + 70 - high, x(to) - x(from) - 2, high, palette.raises)}`;
    }),
    label(x(0.5), side + 88, axes, palette.grey, { anchor: 'middle', size: 12 }),
  ]);
}

/** Rows counted by two things: those labelled so and read so; or read so before and after. */
export interface CountedTable {
  /** What the rows and the columns stand for: "labelled", "read as". */
  readonly rowTitle: string;
  readonly columnTitle: string;
  readonly rowNames: readonly string[];
  readonly columnNames: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

/** A confusion matrix: the darker a cell, the larger its share of its row. */
export function confusionPlot(table: CountedTable, text: PlotText, scheme: Scheme = 'light'): Plot {
  const { rowTitle, columnTitle, rowNames, columnNames, counts } = table;
  const names = 160;
  const cell = Math.min(150, (inner - names) / Math.max(1, columnNames.length));
  const high = 44;
  const top = 46;
  const { paper, raises } = palettes[scheme];
  const letters = Math.max(3, Math.floor(cell / 8.5));
  return plot(text, top + high * rowNames.length + 6, scheme, (palette) => [
    label(names, 12, `${columnTitle} →`, palette.grey, { size: 12 }),
    label(0, 36, `${rowTitle} ↓`, palette.grey, { size: 12 }),
    ...columnNames.map((name, j) =>
      label(names + (j + 0.5) * cell, 36, shortened(name, letters), palette.ink, { anchor: 'middle' }),
    ),
    ...counts.map((row, i): Html => {
      const total = row.reduce((sum, count) => sum + count, 0);
      const cells = row.map((count, j) => {
        const fill = mix(paper, raises, total === 0 ? 0 : count / total);
        const [x, y] = [names + j * cell, top + i * high];
        return markup`${bar(x + 1, y + 1, cell - 2, high - 2, fill)}${label(x + cell / 2, y + 27, grouped(count), palette.ink, { anchor: 'middle', weight: rowNames[i] === columnNames[j] ? 600 : 400 })}`;
      });
      return markup`${label(0, top + i * high + 27, shortened(rowNames[i]!, 19), palette.ink)}${cells}`;
    }),
  ]);
}
