import { explanationDocument } from '../../core/analysis/document';
import { agreement } from '../../core/assessment/agreement';
import type { Explanation } from '../../core/attribution/explanation';
import { methods } from '../../core/attribution/methods/all';
import { explanationPage } from '../../core/report/explanation-page';
import { answerRule } from '../../core/prediction/verdict';
import { pictureOf, type PictureOptions } from '../../core/report/picture';
import type { Reading } from '../../core/report/reading';
import type { LanguageNote } from '../../core/text/language-note';
import { visibleText } from '../../core/text/visible';
import { toCsv } from '../export/to-csv';
import type { ModelSummary } from '../../workers/api';
import type { Answer } from './answer';
import { pictureToPng } from '../export/picture-png';
import { withStruck } from './struck-words';

/** Forms of an answer that are saved as a file. */
export type FileForm = 'svg' | 'png' | 'html' | 'json' | 'csv';

export interface SavedFile {
  readonly name: string;
  readonly type: string;
  readonly content: string | Blob;
}

/**
 * An answer as what pictures and pages of it state. Struck words stand in the text without a value, and are named among
 * the settings.
 * @throws RangeError when the answer has no explanation
 */
export function readingOf(answer: Answer, model: ModelSummary): Reading {
  const { asked, classification, date, struck } = answer;
  const explanation = explanationsOf(answer)[0]!;
  const drawn = withStruck(explanation, struck);
  return {
    text: asked.text,
    classes: model.classes,
    probabilities: classification.probabilities,
    rule: answerRule(model.activation, model.sets),
    explanation: {
      ...explanation,
      spans: drawn.spans,
      values: drawn.values,
      standardErrors: drawn.standardErrors,
    },
    methodTitle: methods[explanation.method].title,
    model: { name: model.name, version: model.version },
    date,
  };
}

/**
 * An answer as a file.
 * @throws Error in a sentence when the browser cannot draw the picture
 */
export async function fileOf(
  form: FileForm,
  answer: Answer,
  model: ModelSummary,
  measure: () => PictureOptions['measure'],
  languageNote: LanguageNote | null = null,
): Promise<SavedFile> {
  switch (form) {
    case 'svg':
      return {
        name: 'reading.svg',
        type: 'image/svg+xml',
        content: pictureOf(readingOf(answer, model), { measure: measure() }).svg,
      };
    case 'png': {
      const picture = pictureOf(readingOf(answer, model), { measure: measure() });
      return { name: 'reading.png', type: 'image/png', content: await pictureToPng(picture) };
    }
    case 'html':
      return { name: 'reading.html', type: 'text/html', content: explanationPage(readingOf(answer, model)) };
    case 'json':
      return { name: 'reading.json', type: 'application/json', content: toJson(answer, model, languageNote) };
    case 'csv': {
      const all = explanationsOf(answer);
      const origin = { model, date: answer.date };
      return { name: 'reading.csv', type: 'text/csv', content: toCsv(answer.asked.text, all, origin) };
    }
  }
}

/** As `npm run explain -- --json` prints it, with the probabilities, whether the methods agree, and when it was made. */
function toJson(
  answer: Answer,
  { name, version, backend, classes }: ModelSummary,
  languageNote: LanguageNote | null,
): string {
  const { asked, classification, consensus, date } = answer;
  const explanations = explanationsOf(answer);
  const document = explanationDocument({
    text: asked.text,
    comparison: { explanations, agreement: agreement(explanations, 5, 'absolute') },
    probabilities: classification.probabilities,
    languageNote,
    date,
    consensus,
    classes,
    model: { name, version, backend },
  });
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The explanation and those by other methods, each with the words that are struck out named among its settings. */
function explanationsOf({ asked: { text }, explanation, others, struck }: Answer): readonly Explanation[] {
  if (!explanation) throw new RangeError('There is no explanation to take away.');
  const all = [explanation, ...others];
  if (struck.length === 0) return all;
  const words = struck.map(({ start, end }) => `“${visibleText(text.slice(start, end))}”`).join(' ');
  return all.map((one) => ({ ...one, settings: { ...one.settings, 'struck out': words } }));
}
