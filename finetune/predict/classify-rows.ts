import type { BlankRow, TextRow } from '../../core/rows/text-rows';
import type { AnswerRule } from '../../core/prediction/verdict';
import type { Fault } from '../../core/rows/types';
import { unreadLine, type UnreadLine } from '../data/unread-line';
import { predictionLine, type PredictionLine } from './prediction-line';
import type { NotingPredictTexts } from './predictors';

export type ClassifiedRow = Pick<TextRow, 'kind' | 'line' | 'text'> | Pick<BlankRow, 'kind' | 'line'> | Fault;

/** What rows are read as. */
export interface ReadAs {
  readonly classes: readonly string[];
  /** Which of them a reading leaves open. */
  readonly rule: AnswerRule;
}

/** Classifies rows: a line for each, in its place, those too that have no text or cannot be read. */
export function classifyRows(predict: NotingPredictTexts, readAs: ReadAs) {
  return async (rows: readonly ClassifiedRow[]): Promise<(PredictionLine | UnreadLine)[]> => {
    const texts = rows.flatMap((row) => (row.kind === 'row' ? [row.text] : []));
    const { probabilities, languageNotes } = await predict(texts);
    const lines: (PredictionLine | UnreadLine)[] = [];
    let read = 0;
    for (const row of rows) {
      if (row.kind !== 'row') {
        lines.push(unreadLine(row));
        continue;
      }
      const note = languageNotes[read];
      const line = predictionLine(row.text, readAs, probabilities[read++]!);
      lines.push(note ? { ...line, languageNote: note } : line);
    }
    return lines;
  };
}
