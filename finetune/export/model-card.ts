import { classNamed } from '../../core/rows/labels';
import { languageName } from '../../core/text/language-note';
import type { ModelManifest } from '../../core/model/manifest';
import type { ConformalFigures } from '../../core/metrics/conformal';
import type { ModelConfig } from '../../core/models/model-config';
import { architectureTitle } from '../../core/models/registry';
import type { Calibration } from '../evaluate/calibrate';
import type { Evaluation } from '../evaluate/evaluate';
import type { AttributionCost } from './measure-attributions';
import { labelFigures } from './label-figures';
import type { LabelCardRow } from './measure-label-card';
import type { RemovalCost } from './measure-removals';
import { percent } from './percent';
import type { Probe } from './measure-probes';
import type { TrainingStep } from './training-facts';
import { trainingSection } from './training-section';

type Figures = Omit<Evaluation, 'skipped'>;

/** One data set, measured on the exported model and on the float32 model that it came from. */
export interface CardRow {
  readonly file: string;
  readonly binary: boolean;
  readonly exported: Figures;
  /** The figures of the float32 model. Null for large files, which only the exported model reads. */
  readonly float: Figures | null;
  /** The share of rows to which both models give the same label. */
  readonly agreement: number | null;
  /** How the exported model's conformal sets do, neutral among the answers; null where it states none. */
  readonly open: ConformalFigures | null;
}

export interface CardFacts {
  readonly manifest: ModelManifest;
  /** The exported config.json. */
  readonly config: ModelConfig;
  readonly precision: string;
  /** Language of the texts that it reads, a code such as "en". */
  readonly language?: string;
  /** An identifier such as "apache-2.0", or the terms in words. When absent, the card names no licence. */
  readonly licence?: string;
  /** What the card says of the data's terms. */
  readonly terms?: string;
  /** What the card says of whose soft labels the model learnt from. */
  readonly teacher?: string;
  /** What the card says of the figures that were aimed at. */
  readonly aims?: string;
  /** Where the weights come from. */
  readonly training: readonly TrainingStep[];
  readonly calibration: Calibration | null;
  readonly rows: readonly CardRow[];
  /** The same of a model whose classes each hold or not; its `rows` are empty. */
  readonly labelRows: readonly LabelCardRow[];
  readonly probes: readonly Probe[];
  readonly attributions: readonly AttributionCost[];
  readonly removals: readonly RemovalCost[];
  readonly machine: string;
  readonly date: string;
}

/** The model card (Mitchell et al. 2019, in the Hugging Face form), with figures that were just measured. */
export function modelCard(facts: CardFacts): string {
  const {
    manifest,
    config,
    precision,
    language,
    licence,
    terms,
    teacher,
    aims,
    calibration,
    rows,
    labelRows,
    probes,
    attributions,
    removals,
    training,
    machine,
    date,
  } = facts;
  return `---
${language === undefined ? '' : `language: ${language}\n`}${licence === undefined ? '' : licenceLines(licence)}pipeline_tag: text-classification
tags: [${config.modelType}, ${probes.length > 0 ? 'sentiment, ' : ''}onnx, explainability]
---

# ${manifest.name}

A text classifier of the ${architectureTitle(config)} architecture. It reads a text as ${manifest.classes.join(', ')}${
    manifest.activation === 'sigmoid' ? ' (each holds or not by itself)' : ''
  }. Version ${manifest.version}, ${precision},
${sizes(manifest)}; ${reading(manifest)} Written by \`npm run export\` on ${date}.

## Use

${
  training.length > 0
    ? `For texts like those it was trained on, in the language of its vocabulary; in the albert-lens page and its companion. Not for
decisions about people.`
    : `In the albert-lens page and its companion. What it is for is said by whoever trained it.`
}${languageSection(manifest)}

## Training

${trainingSection(training, teacher)}

${terms ?? 'The terms of its data are not stated.'}

## Figures

${manifest.activation === 'sigmoid' ? labelFigures(labelRows, machine) : classFigures(facts)}${aims === undefined ? '' : `\n\n${aims}`}

## Attributions

${attributionTable(attributions)}

## Words removed

${removalTable(removals)}

## Calibration

${
  calibration
    ? `Logits are divided by ${calibration.temperature.toFixed(4)}, fitted on validation: expected calibration error ${percent(calibration.before)} before, ${percent(calibration.after)} after.`
    : `Logits are divided by ${manifest.temperature}.`
}${openAnswers(manifest, rows)}

## Limits

An explanation says what moved the model, not what is true.${probeSection(probes, manifest.classes)}
`;
}

function classFigures({ manifest, rows, machine }: CardFacts): string {
  return `Measured on ${machine}. Shares in percent; "labels kept" is the share of rows that the exported model labels as the float32 model does.
The recalls are those of ${manifest.classes.join(', ')}.${withoutNeutral(manifest.classes, rows)}

| data | rows | macro-recall | accuracy | macro-F1 | recalls | ECE | float32 macro-recall | labels kept |
| --- | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: |
${rows.map(figures).join('\n')}

${rows.slice(0, 1).map(perClass).join('\n\n')}`;
}

/** The page reads tokenizer.bin; other programs, tokenizer.json. */
function sizes({ files, sizes: bytes }: ModelManifest): string {
  const megabytes = (size: number) => (size / 1e6).toFixed(1);
  const all = Object.values(bytes).reduce((sum, size) => sum + size, 0);
  const [weights, tokenizer, others] = [files.weights, files.tokenizer, 'tokenizer.json'].map(
    (name) => bytes[name] ?? 0,
  );
  const again =
    files.tokenizer === 'tokenizer.json' ? '' : ` (and ${megabytes(others!)} as other programs do)`;
  return `${megabytes(all)} MB in all: the weights are ${megabytes(weights!)}, the tokenizer ${megabytes(tokenizer!)} as the page reads it${again}`;
}

function languageSection({ languages = [] }: ModelManifest): string {
  if (languages.length === 0) return '';
  return `

It has learnt texts in no other language than ${languages.map(languageName).join(', ')}. Page and commands guess the language of each text (ELD, by n-grams) and count the words that the tokenizer does
not know. Of a text that looks like another language, or half of whose words are unknown, they give the answer all the same, and say beside it
that the model has not learnt this language and that the answer is not to be trusted. Very short texts, and texts that mix languages, may pass unnoticed.`;
}

function reading({ maxTokens, windowTokens }: ModelManifest): string {
  return windowTokens === undefined
    ? `up to ${maxTokens} tokens a text.`
    : `up to ${maxTokens} tokens at once; texts of more than ${windowTokens} are read in overlapping windows of so many, and their probabilities averaged.`;
}

function probeSection(probes: readonly Probe[], classes: readonly string[]): string {
  if (probes.length === 0) return '';
  return ` To show where the model errs, small sentences were written after its
errors on validation (\`finetune/export/probes.json\`); they measure nothing. Right answers by kind: ${rightByKind(probes)}. Wrong ones:

| kind | sentence | a reader says | the model says |
| --- | --- | --- | --- |
${failures(probes, classes)}`;
}

function rightByKind(probes: readonly Probe[]): string {
  const kinds = [...new Set(probes.map(({ kind }) => kind))];
  return kinds
    .map((kind) => {
      const ofKind = probes.filter((probe) => probe.kind === kind);
      const right = ofKind.filter(({ answer, label }) => answer === label);
      return `${kind} ${right.length} of ${ofKind.length}`;
    })
    .join(', ');
}

function failures(probes: readonly Probe[], classes: readonly string[]): string {
  return probes
    .filter(({ answer, label }) => answer !== label)
    .map(
      ({ kind, text, label, answer, probability }) =>
        `| ${kind} | ${text} | ${classes[label]} | ${classes[answer]}, ${percent(probability)} % |`,
    )
    .join('\n');
}

/** Says which class is left out of the answer for files without neutral rows. */
function withoutNeutral(classes: readonly string[], rows: readonly CardRow[]): string {
  if (!rows.some(({ binary }) => binary)) return '';
  const left = classNamed(classes, 'neutral');
  return left === null
    ? ''
    : ` Rows marked *binary* leave ${classes[left]!} out of the answer and of the recalls.`;
}

function figures({ file, binary, exported, float, agreement }: CardRow): string {
  const name = `${file}${binary ? ' (*binary*)' : ''}`;
  const shares = [exported.macroRecall, exported.accuracy, exported.macroF1].map(percent);
  const recalls = exported.perClass.map(({ recall }) => percent(recall)).join(' / ');
  const costs = [exported.calibrationError, float?.macroRecall ?? null, agreement].map(percent);
  return `| ${name} | ${exported.rows} | ${[...shares, recalls, ...costs].join(' | ')} |`;
}

/** What a reading that could be either promises, and how the promise is kept. */
function openAnswers({ conformalSets }: ModelManifest, rows: readonly CardRow[]): string {
  if (!conformalSets) return '';
  const { coverage, threshold } = conformalSets;
  const measured = rows.flatMap(({ file, open }) =>
    open
      ? [`| ${file} | ${percent(open.coverage)} | ${percent(open.single)} | ${open.meanSize.toFixed(2)} |`]
      : [],
  );
  const table =
    measured.length === 0
      ? ''
      : `\n\n| data | true class in the set | one answer | mean size |\n| --- | ---: | ---: | ---: |\n${measured.join('\n')}`;
  return `

An answer could be each class of a probability of at least ${threshold.toFixed(4)}, and the most probable one anyway (a conformal set; Sadinle, Lei & Wasserman
2019). The threshold was chosen on validation so that the true class is in the set for ${100 * coverage} % of texts like those; of other texts that is no
promise.${measured.length === 0 ? '' : ' In percent of the rows:'}${table}`;
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

/** How the model reads texts with words removed: explanations that remove words rest on it. */
function removalTable(costs: readonly RemovalCost[]): string {
  if (costs.length === 0) return 'How it reads texts with words removed was not measured.';
  const lines = costs.map(
    ({ removal, share, rows, accuracy, logLoss }) =>
      `| ${100 * share} | ${removal} | ${rows} | ${percent(accuracy)} | ${logLoss.toFixed(3)} |`,
  );
  return `Explanations by perturbation ask what the model says of a text without some of its words. On the rows that the temperature
was fitted on (2,000 at most), the words drawn once at random and removed in the three ways that the methods offer; the log loss is in nats:

| words removed, percent | removal | rows | accuracy | log loss |
| ---: | --- | ---: | ---: | ---: |
${lines.join('\n')}`;
}

/** As the Hugging Face hub reads them: terms that have no identifier are "other", with a name. */
function licenceLines(licence: string): string {
  const isIdentifier = /^[a-z0-9][a-z0-9.+-]*$/.test(licence);
  return isIdentifier
    ? `license: ${licence}\n`
    : `license: other\nlicense_name: ${JSON.stringify(licence)}\n`;
}
