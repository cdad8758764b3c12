import { mix, type Hex } from './colour';

/** The two grounds a coloured text may stand on. */
export type Scheme = 'light' | 'dark';

/**
 * The ends of the one scale of colour, in percentage points of the class asked for. It is the same for every text, so
 * that the same colour means the same everywhere. A value beyond an end has the colour of the end, and the legend says so of
 * both.
 */
export const scaleEnd = 40;

/** Which way a word moves the explained class. A word without a clear sign has no side. */
export type Side = 'raises' | 'lowers' | 'unclear';

/** How a value is drawn: the same on the page, in pictures, in files and in print. */
export interface Mark {
  /** The value in percentage points. */
  readonly points: number;
  readonly side: Side;
  /** Strength of the colour, from 0 to 1 at the end of the scale; 0 if the side is unclear. */
  readonly strength: number;
  /** Thickness of the underline, in em of the text; 0 if the side is unclear. */
  readonly underline: number;
}

export interface Palette {
  readonly paper: Hex;
  readonly ink: Hex;
  /** Words without a clear sign, and the text beside the picture. */
  readonly grey: Hex;
  readonly line: Hex;
  /** Grounds of words at the scale's ends. */
  readonly raises: Hex;
  readonly lowers: Hex;
  /** Underlines, and text that names a side. */
  readonly raisesInk: Hex;
  readonly lowersInk: Hex;
}

/**
 * People with any common kind of colour vision can tell blue from orange. The form of the underline tells the sides
 * apart without colour.
 */
export const palettes: Readonly<Record<Scheme, Palette>> = {
  light: {
    paper: '#fcfbf9',
    ink: '#1b1f24',
    grey: '#5c6570',
    line: '#e3e0da',
    raises: '#8fbaf4',
    lowers: '#f2ab66',
    raisesInk: '#1d57ae',
    lowersInk: '#9c4607',
  },
  dark: {
    paper: '#14161a',
    ink: '#eceef1',
    grey: '#a2abb6',
    line: '#2d3138',
    raises: '#2f5f9f',
    lowers: '#80501c',
    raisesInk: '#8db7f7',
    lowersInk: '#f3ae70',
  },
};

/**
 * How a value is drawn.
 * @param value of a probability, 0.01 a percentage point
 * @param clear whether its sign is clear
 */
export function markOf(value: number, clear: boolean): Mark {
  const points = 100 * value;
  const share = Math.min(1, Math.abs(points) / scaleEnd);
  const side: Side = !clear || points === 0 ? 'unclear' : points > 0 ? 'raises' : 'lowers';
  return {
    points,
    side,
    strength: side === 'unclear' ? 0 : share,
    underline: side === 'unclear' ? 0 : 0.05 + 0.13 * share,
  };
}

/** The ground of a word; null if it has none. */
export function groundOf({ side, strength }: Pick<Mark, 'side' | 'strength'>, scheme: Scheme): Hex | null {
  if (side === 'unclear') return null;
  const palette = palettes[scheme];
  return mix(palette.paper, palette[side], strength);
}

/** Percentage points with their sign, a true minus: "+42", "−0.3", "0". */
export function pointsText(points: number, digits = 0): string {
  const text = Math.abs(points).toFixed(digits);
  if (Number(text) === 0) return text;
  return (points < 0 ? '\u2212' : '+') + text;
}

/** The scale's ends in words, for the legend. What lies beyond an end looks like it, in any text: both say so, always. */
export function scaleLabels(className: string): { readonly low: string; readonly high: string } {
  return {
    low: `${pointsText(-scaleEnd)} points or more`,
    high: `${pointsText(scaleEnd)} points or more of “${className}”`,
  };
}
