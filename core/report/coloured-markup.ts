import type { Span } from '../text/types';
import { isAttachedMark } from '../text/words';
import { visibleParts } from '../text/visible';
import { markup, type Html } from './html';
import { piecesOf } from './reading';
import { groundOf, markOf, palettes, scaleEnd, type Mark, type Scheme } from './scale';

/** A text with its words coloured. */
export function colouredText(text: string, spans: readonly Span[], marks: readonly Mark[]): Html[] {
  return piecesOf(text, spans).map(({ text: piece, index }) => {
    if (index === null) return visibleMarkup(piece);
    const mark = marks[index]!;
    const attached = isAttachedMark(text, spans[index]!) ? ' attached' : '';
    return markup`<span class="word ${mark.side} ${stepClass(mark)}${attached}">${visibleMarkup(piece)}</span>`;
  });
}

/** Names of unseen characters set off; directions of writing end with their stretch. */
export function visibleMarkup(text: string): Html {
  return markup`${visibleParts(text).map((part) => (part.named ? markup`<small>${part.text}</small>` : part.text))}`;
}

/** Marks in steps of one point: as many rules as a text has strengths, not words. */
function stepClass({ side, strength }: Mark): string {
  return side === 'unclear' ? 'plain' : `${side}-${Math.round(strength * scaleEnd)}`;
}

/** The rules that coloured texts need beside `colouredLayout`: grounds on either ground of the page, and underlines. */
export function markRules(marks: readonly Mark[]): {
  readonly light: string;
  readonly dark: string;
  readonly lines: readonly string[];
} {
  const steps = new Map(
    marks.filter(({ side }) => side !== 'unclear').map((mark) => [stepClass(mark), mark] as const),
  );
  const rules = (scheme: Scheme): string => {
    const grounds = [...steps].map(([name, { side, strength }]) => {
      const step = { side, strength: Math.round(strength * scaleEnd) / scaleEnd };
      return `.${name}{background-color:${groundOf(step, scheme)!}}`;
    });
    return `${variables(scheme)}\n${grounds.join('\n')}`;
  };
  const lines = [...steps].map(([name, { side, strength }]) => {
    const sign = side === 'lowers' ? -1 : 1;
    const step = markOf((sign * Math.round(strength * scaleEnd)) / 100, true);
    return `.${name}{border-bottom-width:${Math.max(0.05, step.underline).toFixed(3)}em}`;
  });
  return { light: rules('light'), dark: rules('dark'), lines };
}

function variables(scheme: Scheme): string {
  const { paper, ink, grey, line, raises, lowers, raisesInk, lowersInk } = palettes[scheme];
  return `:root{--paper:${paper};--ink:${ink};--grey:${grey};--line:${line};--raises:${raises};--lowers:${lowers};--raises-ink:${raisesInk};--lowers-ink:${lowersInk}}`;
}

/** How coloured texts and their scale are laid out, in any page. */
export const colouredLayout = `.text small,bdi small{font:600 .5em/1 system-ui,sans-serif;border:1px solid;border-radius:3px;padding:0 .3em;vertical-align:.15em}
.word{unicode-bidi:isolate;border-bottom:0 solid;border-radius:3px;padding:.06em .08em .04em;margin:0 -.08em;-webkit-box-decoration-break:clone;box-decoration-break:clone}
.plain{padding:0;margin:0}
.attached{padding-left:0;margin-left:0}
.raises,.lowers{color:var(--ink)}
.raises{border-bottom-color:var(--raises-ink)}
.lowers{border-bottom-color:var(--lowers-ink);border-bottom-style:dashed}
.scale{width:160px;height:8px;border-radius:4px;background:linear-gradient(90deg in oklab,var(--lowers),var(--paper),var(--raises))}`;

/** In print, signs stand beside the words. */
export const colouredPrint = `.word,.scale{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.raises::after,.lowers::after{font:600 .6em/1 system-ui,sans-serif;vertical-align:.5em}
.raises::after{content:"+"}
.lowers::after{content:"\\2212"}`;
