import { sharesInWords } from '../prediction/verdict';
import { visibleText } from '../text/visible';
import { markup, type Html } from './html';
import { layLines, runsFromRight, type Line, type Run } from './line-layout';
import { piecesOf, readingFacts, readingWords, type Piece, type Reading } from './reading';
import { groundOf, palettes, pointsText, scaleLabels, type Mark, type Palette, type Scheme } from './scale';
import { plainText, wordsOf, type Sentence } from './sentence';

/** A typeface by the name that a picture gives it: only generic families, which every viewer has. */
export interface PictureFont {
  readonly family: 'serif' | 'sans-serif';
  readonly size: number;
  readonly weight: 400 | 600;
  readonly style: 'normal' | 'italic';
}

export interface PictureOptions {
  /** Width of a text in pixels. */
  readonly measure: (text: string, font: PictureFont) => number;
  /** Default 1200. */
  readonly width?: number;
  /** Default "light". */
  readonly scheme?: Scheme;
}

export interface Picture {
  /** A whole SVG document. */
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

const margin = 48;
const heading: PictureFont = { family: 'sans-serif', size: 36, weight: 600, style: 'normal' };
const reading: PictureFont = { family: 'serif', size: 32, weight: 400, style: 'normal' };
const statement: PictureFont = { family: 'sans-serif', size: 24, weight: 400, style: 'normal' };
const named: PictureFont = { family: 'serif', size: 25, weight: 400, style: 'italic' };
const label: PictureFont = { family: 'sans-serif', size: 17, weight: 400, style: 'normal' };
const figure: PictureFont = { family: 'sans-serif', size: 15, weight: 600, style: 'normal' };
/** How far the ground of a word reaches into the space beside the word; where there is none, it ends with the word. */
const reach = 4;

/**
 * A reading as a picture that needs no other file: verdict, bar of the classes, coloured text, scale, sentence, and how
 * it was made. Text stays text. Every piece keeps its measured width, so that the fonts of another viewer cannot move
 * it.
 * @throws RangeError when the explanation is not of a probability
 */
export function pictureOf(
  given: Reading,
  { measure, width = 1200, scheme = 'light' }: PictureOptions,
): Picture {
  const { verdictText, classNames, className, lead, marks } = readingWords(given);
  const palette = palettes[scheme];
  const page = new Column(width - 2 * margin, measure, palette);

  page.lines(plainPieces(verdictText), heading, 1.25);
  page.gap(16);
  page.classes(classNames, given);
  page.gap(34);
  page.colouredText(given, marks, new Set(wordsOf(lead)), scheme);
  page.gap(14);
  page.scale(scaleLabels(className));
  page.gap(26);
  page.sentence(lead);
  page.gap(22);
  page.rule();
  const facts = readingFacts(given).map(({ name, value }) => `${name}: ${value}`);
  page.lines(plainPieces(`albert-lens · ${facts.join(' · ')}`), label, 1.4, palette.grey);

  const height = Math.ceil(page.height) + 2 * margin;
  const svg =
    markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="verdict why">
<title id="verdict">${verdictText}</title>
<desc id="why">${plainText(lead)}</desc>
<rect width="${width}" height="${height}" fill="${palette.paper}"/>
<g transform="translate(${margin} ${margin})">
${page.markup}</g>
</svg>
`.toString();
  return { svg, width, height };
}

/** The parts of a picture, from top to bottom. */
class Column {
  readonly markup: Html[] = [];
  height = 0;
  readonly #width: number;
  readonly #measure: PictureOptions['measure'];
  readonly #palette: Palette;

  constructor(width: number, measure: PictureOptions['measure'], palette: Palette) {
    this.#width = width;
    this.#measure = measure;
    this.#palette = palette;
  }

  gap(pixels: number): void {
    this.height += pixels;
  }

  rule(): void {
    this.markup.push(markup`<path d="M0 ${this.height}H${this.#width}" stroke="${this.#palette.line}"/>
`);
    this.height += 16;
  }

  lines(
    pieces: readonly Piece[],
    font: PictureFont,
    leading: number,
    fill: string = this.#palette.ink,
  ): void {
    const measure = (text: string): number => this.#measure(text, font);
    for (const line of layLines(pieces, { width: this.#width, measure })) {
      this.height += font.size * leading;
      this.#stretches(
        line,
        font,
        this.height - font.size * (leading - 1) * 0.5 - font.size * 0.22,
        () => fill,
      );
    }
  }

  classes(names: readonly string[], { probabilities, rule, explanation }: Reading): void {
    const explained = explanation.target.classIndex;
    const { raisesInk, grey } = this.#palette;
    const bar = 20;
    const gap = 2;
    let x = 0;
    probabilities.forEach((share, index) => {
      const wide = share * this.#width;
      const visible = Math.max(0, wide - (index === probabilities.length - 1 ? 0 : gap));
      const [fill, strength] = index === explained ? [raisesInk, 1] : [grey, 0.45];
      this.markup.push(
        markup`<rect x="${pixels(x)}" y="${this.height}" width="${pixels(visible)}" height="${bar}" rx="3" fill="${fill}" fill-opacity="${strength}"/>
`,
      );
      x += wide;
    });
    this.height += bar + 6;
    const shares = sharesInWords(probabilities, rule);
    const items = names.map((name, index) => ({ text: `${name} ${shares[index]!}`, index }));
    const pieces = items.flatMap((item, at) => (at === 0 ? [item] : [{ text: ' · ', index: null }, item]));
    const measure = (text: string): number => this.#measure(text, label);
    for (const line of layLines(pieces, { width: this.#width, measure })) {
      this.height += label.size * 1.5;
      this.#stretches(line, label, this.height - 6, ({ index }) => (index === explained ? raisesInk : grey));
    }
  }

  colouredText(
    { text, explanation }: Reading,
    marks: readonly Mark[],
    labelled: ReadonlySet<number>,
    scheme: Scheme,
  ): void {
    const { ink, grey, raisesInk, lowersInk } = this.#palette;
    const pieces = piecesOf(text, explanation.spans).map((piece) => ({
      ...piece,
      text: visibleText(piece.text),
    }));
    const measure = (part: string): number => this.#measure(part, reading);
    const options = { width: this.#width, measure, rightToLeft: runsFromRight(text) };
    const leading = 68;
    for (const line of layLines(pieces, options)) {
      this.height += leading;
      const base = this.height - 20;
      for (const { index, x, width } of line) {
        const mark = index === null ? undefined : marks[index];
        if (mark === undefined || mark.side === 'unclear') continue;
        const thick = mark.underline * reading.size;
        const side = mark.side === 'raises' ? raisesInk : lowersInk;
        const dashes = mark.side === 'raises' ? 'none' : '7 3';
        const left = x - (line.some((run) => isAt(run.x + run.width, x)) ? 0 : reach);
        const right = x + width + (line.some((run) => isAt(run.x, x + width)) ? 0 : reach);
        this.markup.push(
          markup`<rect x="${pixels(left)}" y="${base - 31}" width="${pixels(right - left)}" height="43" rx="5" fill="${groundOf(mark, scheme)}"/><path d="M${pixels(left + 2)} ${pixels(base + 12 - thick / 2)}h${pixels(Math.max(0, right - left - 4))}" stroke="${side}" stroke-width="${pixels(thick)}" stroke-dasharray="${dashes}"/>
`,
        );
        if (labelled.has(index!)) {
          this.markup.push(
            markup`<text x="${pixels(x + width / 2)}" y="${base - 36}" text-anchor="middle" font-family="${figure.family}" font-size="${figure.size}" font-weight="${figure.weight}" fill="${side}">${pointsText(mark.points)}</text>
`,
          );
        }
      }
      this.#stretches(line, reading, base, ({ index }) =>
        index !== null && marks[index]!.side !== 'unclear' ? ink : grey,
      );
    }
  }

  scale({ low, high }: ReturnType<typeof scaleLabels>): void {
    const { grey, paper, raises, lowers } = this.#palette;
    const wide = 200;
    const stops = [lowers, paper, raises].map(
      (colour, at) => markup`<stop offset="${at / 2}" stop-color="${colour}"/>`,
    );
    this.height += 24;
    const base = this.height - 7;
    const lowWidth = this.#measure(low, label);
    const x = lowWidth + 12;
    const text = (at: number, words: string): Html =>
      markup`<text x="${pixels(at)}" y="${base}" font-family="${label.family}" font-size="${label.size}" fill="${grey}">${words}</text>`;
    this.markup.push(
      markup`<linearGradient id="scale">${stops}</linearGradient>${text(0, low)}<rect x="${pixels(x)}" y="${base - 11}" width="${wide}" height="12" rx="4" fill="url(#scale)"/>${text(x + wide + 12, `${high} · grey, no line: direction not clear`)}
`,
    );
  }

  sentence(lead: Sentence): void {
    const pieces = lead.map((part) =>
      part.kind === 'word' ? { text: part.text, index: part.index } : { text: part.text, index: null },
    );
    const measure = (text: string, index: number | null): number =>
      this.#measure(text, index === null ? statement : named);
    for (const line of layLines(pieces, { width: this.#width, measure })) {
      this.height += 36;
      const base = this.height - 10;
      for (const run of line) {
        this.#stretch(run, run.index === null ? statement : named, base, this.#palette.ink);
      }
    }
  }

  #stretches(line: Line, font: PictureFont, base: number, fill: (run: Run) => string): void {
    for (const run of line) this.#stretch(run, font, base, fill(run));
  }

  #stretch({ text, x, width }: Run, font: PictureFont, base: number, fill: string): void {
    this.markup.push(
      markup`<text x="${pixels(x)}" y="${pixels(base)}" textLength="${pixels(width)}" lengthAdjust="spacingAndGlyphs" font-family="${font.family}" font-size="${font.size}" font-weight="${font.weight}" font-style="${font.style}" fill="${fill}">${text}</text>
`,
    );
  }
}

function plainPieces(text: string): Piece[] {
  return [{ text, index: null }];
}

/** Whether two places of a line are one. */
function isAt(a: number, b: number): boolean {
  return Math.abs(a - b) < 0.01;
}

function pixels(value: number): number {
  return Math.round(100 * value) / 100;
}
