import type { Interval } from '../math/bootstrap';
import { companionArguments } from './labels-file';
import type { Scope } from './plan';
import type { TeachReport } from './report';
import type { Lesson } from './teach';
import { count } from '../text/count';

/** What a card says of a taught model. */
export interface TaughtFacts {
  readonly name: string;
  /** The model that was taught. */
  readonly base: {
    readonly name: string;
    readonly version: string;
    /** As its card names it; null where none is known. */
    readonly licence: string | null;
  };
  readonly classes: readonly string[];
  readonly lesson: Lesson;
  readonly report: TeachReport;
  readonly maxTokens: number;
  /** ISO 8601. */
  readonly date: string;
}

const learnt: Readonly<Record<Scope, string>> = {
  classifier: 'the classifier alone',
  pooler: 'the pooler and the classifier',
  all: 'all weights',
};

/** The model card (README.md) of a taught model. */
export function taughtCard({ name, base, classes, lesson, report, maxTokens, date }: TaughtFacts): string {
  const { settings, taught, heldOut } = lesson;
  const counts = classes.map((_, k) =>
    [taught, heldOut].map((rows) => rows.filter(({ label }) => label === k).length),
  );
  const { before, after } = report;
  const row = (what: string, was: string, is: string) => `| ${what} | ${was} | ${is} |`;
  const share = ({ estimate, low, high }: Interval) =>
    `${percent(estimate)} % (${percent(low)} to ${percent(high)})`;
  const nats = ({ estimate, low, high }: Interval) =>
    `${estimate.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
  const command = companionArguments(settings, maxTokens, { base: 'BASE', labels: '', out: 'OUT' });
  return [
    '---',
    ...licenceLines(base.licence),
    'library_name: transformers',
    'pipeline_tag: text-classification',
    '---',
    '',
    `# ${name}`,
    '',
    `Taught in the page of albert-lens on ${date.slice(0, 10)}, from ${base.name}, version ${base.version}: ${learnt[settings.scope]}, ` +
      `${count(settings.epochs, 'pass', 'passes')}, learning rate ${settings.learningRate}, seed ${settings.seed}. The licence is that of ${base.name}, and what its texts allow.`,
    '',
    '| class | labels learnt from | labels held out |',
    '| --- | ---: | ---: |',
    ...classes.map((label, k) => `| ${cell(label)} | ${counts[k]!.join(' | ')} |`),
    '',
    `On the ${count(report.heldOut, 'label that was', 'labels that were')} held out, with 95 % intervals; the weights rounded to int8, as they run:`,
    '',
    '| | before | after |',
    '| --- | --- | --- |',
    row('accuracy', share(before.accuracy), share(after.accuracy)),
    row('macro-recall', share(before.macroRecall), share(after.macroRecall)),
    row('log loss', nats(before.logLoss), nats(after.logLoss)),
    '',
    report.changed
      ? `Of ${count(report.kept, 'text that was', 'texts that were')} not taught, it answers ${share(report.changed)} otherwise than before.`
      : 'There were no other texts to see what else changed.',
    '',
    'So few labels say little: measure it on texts of your own before you rely on it. The temperature is that of the model it was taught from.',
    ...(settings.scope === 'all'
      ? [
          '',
          'The companion learns the same weights, bit for bit, from the same labels (BASE is the folder of the model that was taught):',
          '',
          '```sh',
          `npm run finetune -- ${command.join(' ')}`,
          '```',
        ]
      : []),
    '',
  ].join('\n');
}

/** Terms that have no identifier have a name. */
function licenceLines(licence: string | null): string[] {
  if (licence === null) return [];
  return /^[a-z0-9][a-z0-9.-]*$/.test(licence)
    ? [`license: ${licence}`]
    : ['license: other', `license_name: ${JSON.stringify(licence)}`];
}

function percent(value: number): string {
  return (100 * value).toFixed(1);
}

/** A name within a table of Markdown. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
