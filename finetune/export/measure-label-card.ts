import type { ProgressLine } from '../../cli/progress-line';
import { ofTotal } from '../../core/text/count';
import { holdsFrom } from '../../core/metrics/multi-label';
import { predict } from '../../core/prediction/predict';
import type { OpenModel } from '../../runtime/node/open-model';
import { readExamples } from '../data/read-examples';
import type { Reading } from '../data/read-rows';
import { evaluateLabels, type LabelEvaluation, type MultiLabelledText } from '../evaluate/evaluate-labels';
import type { PredictedRow } from '../evaluate/predicted-rows';
import { fileInFolder, mostComparedRows, type BothModels } from './both-models';

/** One data set, measured on an exported model whose classes each hold or not, and on the float32 model that it came from. */
export interface LabelCardRow {
  readonly file: string;
  readonly exported: LabelEvaluation;
  /** Null for large files, which only the exported model reads. */
  readonly float: LabelEvaluation | null;
  /** The share of rows of which both models say the same labels. */
  readonly agreement: number | null;
}

/**
 * Measures both models on the same rows.
 * @param file rows with lists of labels
 * @throws Error when a row says of no class whether it holds
 */
export async function labelCardRow(
  { exported, float }: BothModels,
  file: string,
  reading: Reading,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<LabelCardRow> {
  const { classes, windowTokens: maxTokens } = exported.classifier;
  const examples = await readExamples(file, { ...reading, classes, multiLabel: true });
  /** The figures of a model, and the labels that it says of each row. */
  const measured = async (model: OpenModel) => {
    const said: string[] = [];
    const read = (texts: readonly string[]) => predict(model, texts, { long: 'windows', maxTokens, signal });
    const onPredicted = (rows: readonly PredictedRow<MultiLabelledText>[]) => {
      for (const row of rows) {
        if (!('fault' in row))
          said.push(Array.from(row.probabilities, (p) => Number(p >= holdsFrom)).join(''));
      }
      progress.show(`${file}: ${ofTotal(said.length, examples.length, 'text', 'texts')}`);
    };
    const figures = await evaluateLabels(model.classifier, examples, [read], { onPredicted });
    return { figures, said };
  };
  const quantised = await measured(exported);
  const reference = examples.length > mostComparedRows ? null : await measured(float);
  const same = reference && quantised.said.filter((labels, row) => labels === reference.said[row]).length;
  return {
    file: fileInFolder(file),
    exported: quantised.figures,
    float: reference && reference.figures,
    agreement: same && same / examples.length,
  };
}
