import type { ReportExample } from '../../insight/file-report';
import { verdictInWords, verdictOf, type AnswerRule, type Verdict } from '../../prediction/verdict';
import { colouredText } from '../coloured-markup';
import { markup, type Html } from '../html';
import { markOf, scaleLabels, type Mark } from '../scale';
import { grouped } from '../../text/count';

/** Characters of an example that are shown. */
const exampleCharacters = 600;

/** An example, and the colour of each of its words. */
export interface DrawnExample extends ReportExample {
  readonly verdict: Verdict;
  readonly marks: readonly Mark[];
}

/** Cut where it is long. */
export function exampleOf(example: ReportExample, rule: AnswerRule): DrawnExample {
  const verdict = verdictOf(example.probabilities, rule);
  const { classIndex } = example;
  const { values, clear, spans } = example.reasons;
  const shown = spans.filter(({ end }) => end <= exampleCharacters);
  return {
    ...example,
    text:
      example.text.length > exampleCharacters ? `${example.text.slice(0, exampleCharacters)}…` : example.text,
    reasons: { ...example.reasons, spans: shown },
    verdict,
    marks: shown.map((_, word) => markOf(values[classIndex]![word]!, clear[classIndex]![word]!)),
  };
}

/** Rows with their words coloured. */
export function examplesSection(
  examples: readonly DrawnExample[],
  classes: readonly string[],
  rule: AnswerRule,
): Html {
  const labels = scaleLabels(rule === 'each' ? 'the label' : 'the class read');
  const items = examples.map(
    ({ line, text, probabilities, verdict, reasons, marks, classIndex }) =>
      markup`<li><blockquote class="text" dir="auto">${colouredText(text, reasons.spans, marks)}</blockquote><p class="note">${verdictInWords(verdict, probabilities, classes)}${rule === 'each' && ` · coloured for “${classes[classIndex]}”`} · line ${grouped(line)}</p></li>
`,
  );
  return markup`<h2>Rows, and the words that moved them</h2>
<p class="note">Of each ${rule === 'each' ? 'label' : 'class'} those that read as it most clearly among the rows explained, then rows in doubt. They are no random choice.</p>
<p class="note ends"><span>${labels.low}</span><i class="scale"></i><span>${labels.high}</span></p>
<ol class="examples">${items}</ol>`;
}
