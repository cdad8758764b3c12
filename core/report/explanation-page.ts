import { sharesInWords } from '../prediction/verdict';
import { visibleText } from '../text/visible';
import { colouredText } from './coloured-markup';
import { htmlDocument, markup, type Html } from './html';
import { pageStyle } from './page-style';
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
  const { text, explanation } = reading;
  const labels = scaleLabels(className);
  const notes = explanation.notes.map((note) => markup`<li>${visibleText(note)}</li>`);
  return htmlDocument({
    language: 'en',
    title: `${verdictText} · albert-lens`,
    style: pageStyle(marks, { layout, print }),
    body: markup`<main>
<header>
<h1>${unbroken(verdictText)}</h1>
${classBars(classNames, reading)}
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

function classBars(classes: readonly string[], { probabilities, rule, explanation }: Reading): Html {
  const explained = explanation.target.classIndex;
  const shares = sharesInWords(probabilities, rule);
  const rows = classes.map((name, index) => {
    const width = (100 * probabilities[index]!).toFixed(2);
    return markup`<tr class="${index === explained && 'explained'}"><th scope="row">${name}</th><td class="track"><i style="width:${width}%"></i></td><td class="number">${unbroken(shares[index]!)}</td></tr>`;
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

const layout = `figure{margin:28px 0 0}
.text{font-size:26px;line-height:1.9}
figcaption{display:flex;flex-wrap:wrap;align-items:center;gap:4px 12px;margin-top:12px;font-size:14px;color:var(--grey)}
figcaption span:last-child{margin-left:auto}
.lead{font-size:20px;line-height:1.5;margin:24px 0 0;overflow-wrap:anywhere}
caption{padding-bottom:4px}
.words td,.words th{border-bottom:1px solid var(--line)}
.words th[scope=row]{overflow-wrap:anywhere;min-width:6.5em}
.classes td,.classes th{padding-top:2px;padding-bottom:2px;vertical-align:middle}
.classes th{width:1%;white-space:nowrap;max-width:16em;overflow:hidden;text-overflow:ellipsis}
.classes .number{width:1%;padding-right:0}
.track i{display:block;height:12px;border-radius:3px;background:var(--grey);opacity:.55;min-width:1px}
.explained .track i{background:var(--raises-ink);opacity:1}
.explained{color:var(--raises-ink);font-weight:600}
td.number{white-space:nowrap}`;

const print = `.text{font-size:15pt;line-height:1.8}
.track i{print-color-adjust:exact;-webkit-print-color-adjust:exact}
header,.lead,dl{break-inside:avoid}`;
