import { colouredLayout, colouredPrint, markRules } from './coloured-markup';
import type { Mark } from './scale';

/** What a page has of its own, as rules of CSS. They follow those that all pages share. */
export interface OwnStyle {
  readonly layout: string;
  /** On a dark ground; what is said for print takes it back, since paper is light. */
  readonly dark?: string;
  readonly print: string;
}

/**
 * The style sheet of a page that stands alone: light or dark as the reader has it, ink on paper in print.
 * @param marks of the words that it colours
 */
export function pageStyle(marks: readonly Mark[], own: OwnStyle): string {
  const { light, dark, lines } = markRules(marks);
  return [
    layout,
    colouredLayout,
    own.layout,
    light,
    ...lines,
    `@media (max-width:520px){${narrow}}`,
    `@media (prefers-color-scheme:dark){\n${dark}\n${own.dark ?? ''}\n}`,
    `@media print{\n${light}\n${print}\n${own.print}\n${colouredPrint}\n}`,
    '@page{margin:18mm}',
  ].join('\n');
}

const layout = `*{box-sizing:border-box}
html{color-scheme:light dark;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;-webkit-text-size-adjust:100%}
body{margin:0}
main{max-width:780px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:30px;line-height:1.2;letter-spacing:-.02em;margin:0 0 14px;overflow-wrap:anywhere}
h2{font-size:20px;line-height:1.3;margin:44px 0 8px}
blockquote{margin:0}
.text{font:19px/1.8 Georgia,"Times New Roman",serif;white-space:pre-wrap;overflow-wrap:anywhere;color:var(--grey)}
em{font-family:Georgia,"Times New Roman",serif}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
.note,caption{color:var(--grey);font-size:14px;text-align:left}
th,td{text-align:left;font-weight:inherit;vertical-align:top;padding:4px 12px 4px 0}
thead th{color:var(--grey);font-size:14px;overflow-wrap:normal}
.number{text-align:right}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:8px 0}
dt{color:var(--grey);max-width:14em;overflow-wrap:anywhere}
dd{margin:0;overflow-wrap:anywhere}`;

const narrow =
  'main{padding:24px 16px 48px}dl{grid-template-columns:1fr}dd{margin-bottom:8px}th,td{padding-right:8px}';

/** Ink on paper, whatever the screen has; nothing is split over two sheets that fits on one. */
const print = `html{background:none}
main{max-width:none;padding:0}
h1,h2,h3{break-after:avoid}
figure,li,tr{break-inside:avoid}`;
