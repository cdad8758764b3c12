import { percent } from '../prediction/verdict';
import { visibleText } from '../text/visible';
import { colouredLayout, colouredPrint, colouredText, markRules } from './coloured-markup';
import { htmlDocument, markup, type Html } from './html';
import { readingFacts, readingWords, type Reading } from './reading';
import { pointsText, scaleLabels, type Mark } from './scale';
import type { Sentence } from './sentence';

/**
 * A reading as one HTML page that needs no other file: verdict, coloured text, table of words, and how it was made. It
 * has no scripts. It is light or dark, as the reader's system is. In print, + and − stand beside the words.
 * @throws RangeError when the explanation is not of a probability
 */
export function explanationPage(reading: Reading): string {
  const { verdictText, classNames, className, lead, marks } = readingWords(reading);
  const { text, probabilities, explanation } = reading;
  const labels = scaleLabels(className, marks);
  const notes = explanation.notes.map((note) => markup`<li>${visibleText(note)}</li>`);
  return htmlDocument({
    language: 'en',
    title: `${verdictText} · albert-lens`,
    style: styleSheet(marks),
    body: markup`<main>
<header>
<h1>${unbroken(verdictText)}</h1>
${classBars(classNames, probabilities, explanation.target.classIndex)}
</header>
<figure>
<blockquote class="text" dir="auto">${colouredText(text, explanation.spans, marks)}</blockquote>
<figcaption><span>${labels.low}</span><i class="scale"></i><span>${labels.high}</span><span>grey, no line: direction not clear</span></figcaption>
</figure>
<p class="lead">${sentenceMarkup(lead)}</p>
<h2>How it was made</h2>
<dl>${readingFacts(reading).map(({ name, value }) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${notes.length > 0 && markup`<ul>${notes}</ul>`}
<h2>Every word</h2>
${wordTable(reading, marks)}
</main>`,
  });
}

/** A line never ends between a number and its sign. */
function unbroken(text: string): string {
  return text.replaceAll(' %', '\u00A0%');
}

function classBars(classes: readonly string[], probabilities: readonly number[], explained: number): Html {
  const rows = classes.map((name, index) => {
    const share = probabilities[index]!;
    const width = (100 * share).toFixed(2);
    return markup`<tr class="${index === explained && 'explained'}"><th scope="row">${name}</th><td class="track"><i style="width:${width}%"></i></td><td class="number">${unbroken(percent(share))}</td></tr>`;
  });
  return markup`<table class="classes"><caption>What the model makes of the text</caption><tbody>${rows}</tbody></table>`;
}

function sentenceMarkup(sentence: Sentence): Html[] {
  return sentence.map((part) =>
    part.kind === 'word' ? markup`<em><bdi>${part.text}</bdi></em>` : markup`${part.text}`,
  );
}

function wordTable({ text, explanation }: Reading, marks: readonly Mark[]): Html {
  const rows = explanation.spans.map(({ start, end }, index) => {
    const { side } = marks[index]!;
    const error = explanation.standardErrors?.[index];
    return markup`<tr><td class="number">${index + 1}</td><th scope="row"><bdi>${visibleText(text.slice(start, end))}</bdi></th><td class="number">${pointsText(marks[index]!.points, 1)}</td><td class="number">${error !== undefined && `± ${(100 * error).toFixed(1)}`}</td><td>${sideWords[side]}</td></tr>
`;
  });
  return markup`<table class="words"><caption>What each word adds, in percentage points</caption><thead><tr><th scope="col" class="number">Place</th><th scope="col">Word</th><th scope="col" class="number">Points</th><th scope="col" class="number">Standard error</th><th scope="col">Direction</th></tr></thead><tbody>
${rows}</tbody></table>`;
}

const sideWords = { raises: 'raises', lowers: 'lowers', unclear: 'not clear' } as const;

function styleSheet(marks: readonly Mark[]): string {
  const { light, dark, lines } = markRules(marks);
  return [
    layout,
    colouredLayout,
    light,
    ...lines,
    `@media (prefers-color-scheme:dark){\n${dark}\n}`,
    `@media print{\n${light}\n${print}\n${colouredPrint}\n}`,
    '@page{margin:18mm}',
  ].join('\n');
}

const layout = `*{box-sizing:border-box}
html{color-scheme:light dark;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;-webkit-text-size-adjust:100%}
body{margin:0}
main{max-width:760px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:30px;line-height:1.2;letter-spacing:-.02em;margin:0 0 16px;overflow-wrap:anywhere}
h2{font-size:18px;line-height:1.3;margin:40px 0 8px}
figure,blockquote{margin:0}
figure{margin-top:28px}
.text{font:26px/1.9 Georgia,"Times New Roman",serif;white-space:pre-wrap;overflow-wrap:anywhere;color:var(--grey)}
figcaption{display:flex;flex-wrap:wrap;align-items:center;gap:4px 12px;margin-top:12px;font-size:14px;color:var(--grey)}
figcaption span:last-child{margin-left:auto}
.lead{font-size:20px;line-height:1.5;margin:24px 0 0;overflow-wrap:anywhere}
.lead em{font-family:Georgia,"Times New Roman",serif}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--grey);font-size:14px;padding-bottom:4px}
th{text-align:left;font-weight:inherit}
thead th{font-size:14px;color:var(--grey);overflow-wrap:normal}
.words td,.words th{border-bottom:1px solid var(--line);padding:4px 12px 4px 0;vertical-align:top}
.words th[scope=row]{overflow-wrap:anywhere;min-width:6.5em}
.classes td,.classes th{padding:2px 12px 2px 0}
.classes th{width:1%;white-space:nowrap;max-width:16em;overflow:hidden;text-overflow:ellipsis}
.classes .number{width:1%;white-space:nowrap;padding-right:0}
.track i{display:block;height:12px;border-radius:3px;background:var(--grey);opacity:.55;min-width:1px}
.explained .track i{background:var(--raises-ink);opacity:1}
.explained{color:var(--raises-ink);font-weight:600}
.number{text-align:right}
td.number{white-space:nowrap}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:0}
dt{color:var(--grey)}
dd{margin:0;overflow-wrap:anywhere}
@media (max-width:520px){main{padding:24px 16px 48px}dl{grid-template-columns:1fr}dd{margin-bottom:8px}.words td,.words th{padding-right:8px}}`;

/** Dark on white, however the screen is; signs beside the words; nothing is split over two sheets that fits on one. */
const print = `html{background:none}
main{max-width:none;padding:0}
.text{font-size:15pt;line-height:1.8}
.track i{print-color-adjust:exact;-webkit-print-color-adjust:exact}
h1,h2{break-after:avoid}
header,figure,.lead,tr,dl{break-inside:avoid}`;
