import { segments } from '../text/segments';
import type { Piece } from './reading';

/** A piece of a line: where it begins and how wide it is, in the units of the measure. */
export interface Run extends Piece {
  readonly x: number;
  readonly width: number;
}

export type Line = readonly Run[];

export interface LineOptions {
  readonly width: number;
  /**
   * Measures the width of a piece of text. Words (pieces with an index) may have another typeface than the text between
   * them.
   */
  readonly measure: (text: string, index: number | null) => number;
  /** Whether lines run from the right. Default false. */
  readonly rightToLeft?: boolean;
}

const space = /(\s+)/u;

/**
 * Breaks a text into lines, at white space and line ends. A word that is wider than a line is broken between its
 * pieces, and then between its characters. White space becomes one space. A line does not begin or end with it.
 */
export function layLines(pieces: readonly Piece[], options: LineOptions): Line[] {
  const { width, measure, rightToLeft = false } = options;
  const gap = measure(' ', null);
  const lines: Run[][] = [[]];
  let x = 0;
  let spaceBefore = false;

  const breakLine = (): void => {
    lines.push([]);
    x = 0;
    spaceBefore = false;
  };
  const place = (piece: Piece, pieceWidth: number): void => {
    lines.at(-1)!.push({ ...piece, x, width: pieceWidth });
    x += pieceWidth;
  };
  /** Breaks a piece that is wider than a line, after as many characters as fit. */
  const placeInParts = (piece: Piece): void => {
    let part = '';
    for (const { start, end } of segments(
      piece.text,
      new Intl.Segmenter('en', { granularity: 'grapheme' }),
    )) {
      const character = piece.text.slice(start, end);
      if (part !== '' && x + measure(part + character, piece.index) > width) {
        place({ ...piece, text: part }, measure(part, piece.index));
        breakLine();
        part = '';
      }
      part += character;
    }
    place({ ...piece, text: part }, measure(part, piece.index));
  };

  for (const cluster of clusters(pieces)) {
    if (cluster === 'line') {
      breakLine();
      continue;
    }
    if (cluster === 'space') {
      spaceBefore = x > 0;
      continue;
    }
    const sized = cluster.map((piece) => ({ piece, width: measure(piece.text, piece.index) }));
    const clusterWidth = sized.reduce((sum, item) => sum + item.width, 0);
    if (spaceBefore) {
      if (x + gap + clusterWidth > width) breakLine();
      else x += gap;
      spaceBefore = false;
    }
    for (const item of sized) {
      if (x > 0 && x + item.width > width) breakLine();
      if (item.width > width) placeInParts(item.piece);
      else place(item.piece, item.width);
    }
  }
  if (!rightToLeft) return lines;
  return lines.map((line) => line.map((run) => ({ ...run, x: width - run.x - run.width })));
}

/**
 * Parts of a text that stay together on a line, and what stands between them: one space or a line end. Several blank
 * lines become one.
 */
function* clusters(pieces: readonly Piece[]): Generator<readonly Piece[] | 'space' | 'line'> {
  let cluster: Piece[] = [];
  let ends = 0;
  for (const { text, index } of pieces) {
    for (const part of text.split(space)) {
      if (part === '') continue;
      if (part.trim() !== '') {
        cluster.push({ text: part, index });
        ends = 0;
        continue;
      }
      if (cluster.length > 0) yield cluster;
      cluster = [];
      const found = Math.min(2 - ends, part.split(/\r\n|[\n\r\u2028\u2029\u0085]/).length - 1);
      for (let line = 0; line < found; line++) yield 'line';
      if (found === 0) yield 'space';
      ends += found;
    }
  }
  if (cluster.length > 0) yield cluster;
}

/** Whether a text runs from the right. The first letter that has a direction decides, as with `dir="auto"`. */
export function runsFromRight(text: string): boolean {
  // All scripts that do lie behind this letter; the classes below take milliseconds to be made.
  if (!/[\u0590-\uffff]/.test(text)) return false;
  const first = /\p{L}/u.exec(text)?.[0];
  return (
    first !== undefined &&
    /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Adlam}]/u.test(
      first,
    )
  );
}
