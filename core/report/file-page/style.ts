import { pageStyle } from '../page-style';
import type { Mark } from '../scale';

/** @param marks of the words that the page colours */
export function styleSheet(marks: readonly Mark[]): string {
  return pageStyle(marks, { layout, dark, print });
}

const layout = `h3{font-size:16px;margin:24px 0 4px}
p{margin:0 0 8px}
.lead{font-size:19px}
figure{margin:8px 0;overflow-x:auto}
figure svg{display:block;min-width:520px;max-width:100%;height:auto}
.on-dark{display:none}
table{margin:12px 0}
th,td{border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.examples{padding-left:1.4em}
.ends{display:flex;flex-wrap:wrap;align-items:center;gap:4px 12px}
summary{cursor:pointer}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:13px}`;

/** Each plot is drawn for either ground: the page has one of them on show. */
const [dark, print] = [
  '.on-light{display:none}\n.on-dark{display:block}',
  '.on-light{display:block}\n.on-dark{display:none}',
];
