import type { ModelManifest } from '../../core/model/manifest';
import type { Calibration } from '../evaluate/calibrate';
import type { Evaluation } from '../evaluate/evaluate';
import type { AttributionCost } from './measure-attributions';

type Figures = Omit<Evaluation, 'skipped'>;

/** One data set, measured on the exported model and on the float32 model that it came from. */
export interface CardRow {
  readonly file: string;
  readonly binary: boolean;
  readonly exported: Figures;
  readonly float: Figures;
  /** Share of the rows that both models label alike. */
  readonly agreement: number;
}

export interface CardFacts {
  readonly manifest: ModelManifest;
  readonly precision: string;
  /** Where the weights came from: the plan in training.json, when the folder has one. */
  readonly training: { readonly base: string; readonly stages: readonly unknown[] } | null;
  readonly calibration: Calibration | null;
  readonly rows: readonly CardRow[];
  readonly attributions: readonly AttributionCost[];
  readonly machine: string;
  readonly date: string;
}

const percent = (share: number | null) => (share === null ? '-' : (100 * share).toFixed(2));

/** The model card (Mitchell et al. 2019, in the Hugging Face form), with figures that were just measured. */
export function modelCard(facts: CardFacts): string {
  const { manifest, precision, calibration, rows, attributions, training, machine, date } = facts;
  const megabytes = (Object.values(manifest.sizes).reduce((sum, size) => sum + size, 0) / 1e6).toFixed(1);
  return `---
language: en
pipeline_tag: text-classification
tags: [albert, sentiment, onnx, explainability]
---

# ${manifest.name}

An ALBERT that reads a text as ${manifest.classes.join(', ')}. Version ${manifest.version}, ${precision}, ${megabytes} MB,
up to ${manifest.maxTokens} tokens a text. Written by \`npm run export\` on ${date}.

## Use

For English tweets and short reviews, in the albert-lens page and its companion. Not for decisions about people, and not for
other languages: the vocabulary is English.

## Training

${training ? `Fine-tuned from \`${training.base}\` in ${training.stages.length} stage(s):\n\n\`\`\`json\n${JSON.stringify(training.stages, null, 1)}\n\`\`\`` : 'The folder it was exported from says nothing about its training.'}

## Figures

Measured on ${machine}. Shares in percent; "labels kept" is the share of rows that the exported model labels as the float32 model does.
Rows marked *binary* leave neutral out of the answer, and long texts are read in windows there.

| data | rows | macro-recall | accuracy | macro-F1 | ECE | float32 macro-recall | labels kept |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.map(figures).join('\n')}

${rows.map(perClass).join('\n\n')}

## Attributions

${attributionTable(attributions)}

## Calibration

${
  calibration
    ? `Logits are divided by ${calibration.temperature.toFixed(4)}, fitted on validation: expected calibration error ${percent(calibration.before)} before, ${percent(calibration.after)} after.`
    : `Logits are divided by ${manifest.temperature}.`
}

## Limits

It learnt from tweets and sentences of reviews up to 96 tokens long. It can be wrong about irony, about negation that spans a sentence,
about questions, and about anything that is not English; an explanation says what moved the model, not what is true.
`;
}

function figures({ file, binary, exported, float, agreement }: CardRow): string {
  const name = `${file}${binary ? ' (*binary*)' : ''}`;
  const shares = [
    exported.macroRecall,
    exported.accuracy,
    exported.macroF1,
    exported.calibrationError,
    float.macroRecall,
    agreement,
  ];
  return `| ${name} | ${exported.rows} | ${shares.map(percent).join(' | ')} |`;
}

function perClass({ file, exported }: CardRow): string {
  const lines = exported.perClass.map(
    ({ precision, recall, f1, support }, index) =>
      `| ${exported.classes[index]} | ${percent(precision)} | ${percent(recall)} | ${percent(f1)} | ${support} |`,
  );
  return `${file}:\n\n| class | precision | recall | F1 | rows |\n| --- | ---: | ---: | ---: | ---: |\n${lines.join('\n')}`;
}

function attributionTable(costs: readonly AttributionCost[]): string {
  if (costs.length === 0) return 'What quantisation costs in attributions was not measured.';
  const lines = costs.map(
    ({ method, texts, median, lowerDecile }) =>
      `| ${method} | ${texts} | ${median.toFixed(3)} | ${lowerDecile.toFixed(3)} |`,
  );
  return `Rank correlation (Spearman) of the words' values between the exported and the float32 model, the logit of the float32 model's class,
texts of 3 to 10 words:

| method | texts | median | lower decile |
| --- | ---: | ---: | ---: |
${lines.join('\n')}`;
}
