import { percent } from './percent';
import type { LabelCardRow } from './measure-label-card';

/** The figures on the card of a model whose classes each hold or not. */
export function labelFigures(rows: readonly LabelCardRow[], machine: string): string {
  if (rows.length === 0) return 'It was measured on no data.';
  return `Measured on ${machine}. Shares in percent; a label holds from a probability of 50 % on. "Labels kept" is the share of rows of
which the exported model says the same labels as the float32 model does.

| data | rows | all labels right | micro-F1 | macro-F1 | macro-recall | log loss | float32 macro-F1 | labels kept |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.map(figures).join('\n')}

${rows.slice(0, 1).map(perLabel).join('')}`;
}

function figures({ file, exported, float, agreement }: LabelCardRow): string {
  const { rows, exactMatch, microF1, macroF1, macroRecall, logLoss } = exported;
  const shares = [exactMatch, microF1, macroF1, macroRecall].map(percent);
  const costs = [float?.macroF1 ?? null, agreement].map(percent);
  return `| ${file} | ${rows} | ${[...shares, logLoss.toFixed(4), ...costs].join(' | ')} |`;
}

function perLabel({ file, exported }: LabelCardRow): string {
  const lines = exported.perLabel.map(
    ({ precision, recall, f1, logLoss, support }, k) =>
      `| ${exported.classes[k]} | ${[precision, recall, f1].map(percent).join(' | ')} | ${logLoss.toFixed(4)} | ${support} |`,
  );
  return `${file}:\n\n| label | precision | recall | F1 | log loss | rows |\n| --- | ---: | ---: | ---: | ---: | ---: |\n${lines.join('\n')}`;
}
