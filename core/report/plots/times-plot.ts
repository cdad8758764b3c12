import type { TimeShares } from '../../insight/times';
import { markup, type Html } from '../html';
import { classHexes } from '../class-colours';
import type { Scheme } from '../scale';
import { classLegend, dashOf, inner, label, line, plot, px, type Plot, type PlotText } from './frame';

const height = 230;
const left = 48;
const legend = 30;

/** Shares of the classes over time, as lines with the bands of their intervals; where times without rows lie between, lines break. */
export function timesPlot(
  { points }: Pick<TimeShares, 'points'>,
  classes: readonly string[],
  text: PlotText,
  scheme: Scheme = 'light',
): Plot {
  const colours = classHexes(classes, scheme);
  const [first, last] = [
    Date.parse(points[0]?.start ?? '1970-01-01'),
    Date.parse(points.at(-1)?.start ?? '1970-01-02'),
  ];
  const x = (start: string): number =>
    left + (last === first ? 0.5 : (Date.parse(start) - first) / (last - first)) * (inner - left - 8);
  const y = (share: number): number => legend + (1 - share) * height;
  const runs = unbroken(points);
  return plot(text, legend + height + 30, scheme, (palette) => [
    ...classLegend(classes, colours, 12, palette.ink, (from, colour, k) =>
      line(`M${px(from - 8)} 8H${px(from + 14)}`, colour, 2, dashOf(k)),
    ),
    ...[0, 0.25, 0.5, 0.75, 1].map(
      (share) =>
        markup`${line(`M${left} ${y(share)}H${inner}`, palette.line)}${label(left - 8, y(share) + 4, `${100 * share} %`, palette.grey, { anchor: 'end', size: 12 })}`,
    ),
    ...colours.flatMap((colour, k) =>
      runs.flatMap((run): Html[] => {
        const upper = run.map((point) => `${px(x(point.start))} ${px(y(point.shares[k]!.high))}`);
        const lower = run.map((point) => `${px(x(point.start))} ${px(y(point.shares[k]!.low))}`).reverse();
        const middle = run.map((point) => `${px(x(point.start))} ${px(y(point.shares[k]!.estimate))}`);
        return [
          markup`<path d="M${[...upper, ...lower].join('L')}Z" fill="${colour}" fill-opacity="0.15"/>
`,
          line(`M${middle.join('L')}`, colour, 2, dashOf(k)),
          ...run.map(
            (
              point,
            ) => markup`<circle cx="${px(x(point.start))}" cy="${px(y(point.shares[k]!.estimate))}" r="2.5" fill="${colour}"/>
`,
          ),
        ];
      }),
    ),
    ...marked(points, x).flatMap(({ start, anchor }) => [
      line(`M${px(x(start))} ${legend + height}v5`, palette.grey),
      label(x(start), legend + height + 20, start, palette.grey, { anchor, size: 12 }),
    ]),
  ]);
}

type Points = TimeShares['points'];

/** Points that follow each other without a time between. */
function unbroken(points: Points): Points[] {
  const runs: Points[number][][] = [];
  points.forEach((point, at) => {
    if (at > 0 && points[at - 1]!.end === point.start) runs.at(-1)!.push(point);
    else runs.push([point]);
  });
  return runs;
}

/** Pixels between two names under the axis, at least. */
const apart = 110;

/** The first and the last point, and those between them that have room for their names. */
function marked(points: Points, x: (start: string) => number): Mark[] {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return [];
  if (first === last) return [{ start: first.start, anchor: 'middle' }];
  const between: Mark[] = [];
  let taken = x(first.start) + apart / 2;
  for (const { start } of points.slice(1, -1)) {
    if (x(start) - taken < apart || x(last.start) - x(start) < 1.5 * apart) continue;
    taken = x(start);
    between.push({ start, anchor: 'middle' });
  }
  return [{ start: first.start, anchor: 'start' }, ...between, { start: last.start, anchor: 'end' }];
}

interface Mark {
  readonly start: string;
  readonly anchor: 'start' | 'end' | 'middle';
}
