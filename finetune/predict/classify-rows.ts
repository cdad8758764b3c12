import type { BlankRow, TextRow } from '../../core/rows/text-rows';
import type { Classifier } from '../../core/model/classifier';
import type { Fault } from '../../core/rows/types';
import { predictionLine, type PredictionLine } from './prediction-line';
import type { PredictTexts } from './predictors';

/** A row in which there is nothing to classify, and why. */
export interface UnreadLine {
  readonly line: number;
  readonly fault: string;
}

export type ClassifiedRow = Pick<TextRow, 'kind' | 'line' | 'text'> | Pick<BlankRow, 'kind' | 'line'> | Fault;

/** Classifies rows: a line for each, in its place, those too that have no text or cannot be read. */
export function classifyRows(predict: PredictTexts, classifier: Pick<Classifier, 'classes' | 'activation'>) {
  return async (rows: readonly ClassifiedRow[]): Promise<(PredictionLine | UnreadLine)[]> => {
    const texts = rows.flatMap((row) => (row.kind === 'row' ? [row.text] : []));
    const { probabilities } = await predict(texts);
    let read = 0;
    return rows.map((row) => {
      if (row.kind === 'row') return predictionLine(row.text, classifier, probabilities[read++]!);
      return { line: row.line, fault: row.kind === 'blank' ? 'the row has no text' : row.message };
    });
  };
}
