import { colouredLayout, colouredPrint, markRules } from '../coloured-markup';
import type { Mark } from '../scale';

/** The style sheet of the page: light or dark as the reader has it. @param marks of the words that it colours */
export function styleSheet(marks: readonly Mark[]): string {
  const { light, dark, lines } = markRules(marks);
  return [
    layout,
    colouredLayout,
    light,
    ...lines,
    `@media (prefers-color-scheme:dark){\n${dark}\n.on-light{display:none}\n.on-dark{display:block}\n}`,
    `@media print{\n${light}\n.on-light{display:block}\n.on-dark{display:none}\n${print}\n${colouredPrint}\n}`,
    '@page{margin:18mm}',
  ].join('\n');
}

const layout = `*{box-sizing:border-box}
html{color-scheme:light dark;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;-webkit-text-size-adjust:100%}
body{margin:0}
main{max-width:780px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:30px;line-height:1.2;letter-spacing:-.02em;margin:0 0 12px;overflow-wrap:anywhere}
h2{font-size:20px;line-height:1.3;margin:44px 0 8px}
h3{font-size:16px;margin:24px 0 4px}
p{margin:0 0 8px}
.lead{font-size:19px}
.note,caption{color:var(--grey);font-size:14px;text-align:left}
figure{margin:8px 0}
figure svg{display:block;max-width:100%;height:auto}
.on-dark{display:none}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;margin:12px 0}
th,td{border-bottom:1px solid var(--line);padding:4px 12px 4px 0;text-align:left;vertical-align:top;font-weight:inherit;overflow-wrap:anywhere}
thead th{color:var(--grey);font-size:14px;overflow-wrap:normal}
.number{text-align:right}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:8px 0}
dt{color:var(--grey);max-width:14em;overflow-wrap:anywhere}
dd{margin:0;overflow-wrap:anywhere}
blockquote{margin:0}
.examples{padding-left:1.4em}
.text{font:19px/1.8 Georgia,"Times New Roman",serif;white-space:pre-wrap;overflow-wrap:anywhere;color:var(--grey)}
.ends{display:flex;flex-wrap:wrap;align-items:center;gap:4px 12px}
em{font-family:Georgia,"Times New Roman",serif}
summary{cursor:pointer}
@media (max-width:520px){main{padding:24px 16px 48px}dl{grid-template-columns:1fr}dd{margin-bottom:8px}th,td{padding-right:8px}}`;

/** Ink on paper, whatever the screen has; nothing split over two sheets that fits on one. */
const print = `html{background:none}
main{max-width:none;padding:0}
h1,h2,h3{break-after:avoid}
figure,li,tr{break-inside:avoid}`;
