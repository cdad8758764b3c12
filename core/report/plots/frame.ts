import { visibleText } from '../../text/visible';
import { markup, type Html } from '../html';
import type { Picture } from '../picture';
import { palettes, type Palette, type Scheme } from '../scale';

/** What every plot says of itself. */
export interface PlotText {
  readonly title: string;
  /** How many rows it is of, and what its intervals are. */
  readonly note: string;
}

/** A plot, as a document and as a part of a page. */
export interface Plot extends Picture {
  readonly html: Html;
}

export const plotWidth = 720;
const margin = 24;
/** Width within the margins. */
export const inner = plotWidth - 2 * margin;
const head = 34;
const foot = 34;

/**
 * A plot that stands alone as a whole SVG document: title, drawing, a line of what it is of. Letters are of the viewer's
 * own sans serif, of which no width is known: what is long is shortened.
 * @param draw draws from the top left of `inner` times `height`
 */
export function plot(
  { title, note }: PlotText,
  height: number,
  scheme: Scheme,
  draw: (palette: Palette) => readonly Html[],
): Plot {
  const palette = palettes[scheme];
  const whole = Math.ceil(height) + head + foot + 2 * margin;
  const html = markup`<svg xmlns="http://www.w3.org/2000/svg" width="${plotWidth}" height="${whole}" viewBox="0 0 ${plotWidth} ${whole}" role="img" aria-label="${title}. ${note}" font-family="sans-serif" font-size="14">
<rect width="${plotWidth}" height="${whole}" fill="${palette.paper}"/>
<text x="${margin}" y="${margin + 16}" font-size="18" font-weight="600" fill="${palette.ink}">${shortened(title, 72)}</text>
<g transform="translate(${margin} ${margin + head})">
${draw(palette)}</g>
<text x="${margin}" y="${whole - margin + 4}" font-size="12" fill="${palette.grey}">${shortened(note, 118)}</text>
</svg>
`;
  return { svg: html.toString(), html, width: plotWidth, height: whole };
}

/** A text in at most so many characters, what nobody sees in it named. */
export function shortened(text: string, most: number): string {
  const characters = [...visibleText(text).replace(/\s+/g, ' ')];
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`;
}

export interface LabelOptions {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly size?: number;
  readonly weight?: 400 | 600;
}

export function label(
  x: number,
  y: number,
  text: string,
  fill: string,
  { anchor = 'start', size = 14, weight = 400 }: LabelOptions = {},
): Html {
  return markup`<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}" font-size="${size}" font-weight="${weight}" fill="${fill}">${text}</text>
`;
}

export function bar(x: number, y: number, width: number, height: number, fill: string): Html {
  return markup`<rect x="${px(x)}" y="${px(y)}" width="${px(Math.max(0, width))}" height="${px(height)}" fill="${fill}"/>
`;
}

/** @param dash lengths of strokes and gaps */
export function line(path: string, stroke: string, width = 1, dash = 'none'): Html {
  return markup`<path d="${path}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-dasharray="${dash}"/>
`;
}

/** How the line of a class is broken: lines are told apart without their colours. */
export function dashOf(classIndex: number): string {
  const dashes = ['none', '8 4', '2 3', '10 3 2 3'];
  return dashes[classIndex % dashes.length]!;
}

/** An interval as a whisker with ends. */
export function whisker(from: number, to: number, y: number, stroke: string): Html {
  return line(
    `M${px(from)} ${px(y - 4)}v8M${px(from)} ${px(y)}H${px(to)}M${px(to)} ${px(y - 4)}v8`,
    stroke,
    1.25,
  );
}

export function px(value: number): number {
  return Math.round(100 * value) / 100;
}

/** Names of classes with their colours, in a row. */
export function classLegend(
  names: readonly string[],
  colours: readonly string[],
  y: number,
  ink: string,
  swatch: (x: number, colour: string, classIndex: number) => Html = (x, colour) =>
    bar(x, y - 10, 12, 12, colour),
): Html[] {
  const each = Math.min(170, inner / Math.max(1, names.length));
  return names.map(
    (name, k) =>
      markup`${swatch(k * each, colours[k]!, k)}${label(k * each + 18, y, shortened(name, Math.floor((each - 24) / 8)), ink)}`,
  );
}
