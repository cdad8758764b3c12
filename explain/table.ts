import type { Assessment } from '../core/assessment/assess';
import type { Comparison } from '../core/assessment/compare';
import type { BoundedAopc, NormalisedAopc } from '../core/assessment/normalised-aopc';
import { localFit, type LocalFit } from '../core/assessment/sign-clarity';
import type { Explanation, FlipExplanation } from '../core/attribution/explanation';
import type { PairInteraction } from '../core/attribution/interactions/pair-values';
import { sufficientSentence, turningSentence } from '../core/report/flip-sentence';
import { groupsOf } from '../core/report/pairs';
import { namedWords, plainText } from '../core/report/sentence';
import { count } from '../core/text/count';

export interface TableOptions {
  /** The names of all classes. */
  readonly classes: readonly string[];
  /** Whether the stream shows ANSI colours. */
  readonly colours: boolean;
}

/**
 * What `npm run explain` prints for one text: the value of each word by each method, the sums, the agreement of the
 * methods, how far they can be believed where that was measured, the strongest pairs of words, and the words that turn the
 * label.
 */
export function comparisonTable(
  text: string,
  comparison: Pick<Comparison, 'explanations' | 'flips' | 'agreement'> & {
    readonly assessment?: Assessment | null;
  },
  options: TableOptions,
): string {
  const { explanations, flips = [], agreement, assessment } = comparison;
  const [first] = [...explanations, ...flips];
  if (!first) return '';
  const notes = [...explanations, ...flips].flatMap(({ method, notes }) =>
    notes.map((note) => `${method}: ${note}`),
  );
  return [
    `${first.target.output} of ${options.classes[first.target.classIndex]}, by ${first.unit} (--json states all settings)`,
    ...(explanations.length > 0 ? valueParts(text, explanations, agreement, options) : []),
    ...(assessment && explanations.length > 0 ? [assessmentPart(assessment)] : []),
    ...explanations.flatMap((explanation) => pairParts(text, explanation)),
    ...flips.map((explanation) => flipLines(text, explanation, options)),
    ...(notes.length > 0 ? [notes.join('\n')] : []),
    '',
  ].join('\n\n');
}

/**
 * The results of all classes of a text, each answer by what turns the label with the first class alone: but for models
 * whose classes each hold or not, all classes ask about the same label.
 */
export function withoutRepeatedFlips<
  C extends Pick<Comparison, 'flips'>,
  T extends { readonly comparison: C },
>(all: readonly T[]): T[] {
  const seen = new Set<string>();
  return all.map((result) => {
    const { comparison } = result;
    const flips = comparison.flips?.filter(({ method, label }) => {
      const key = JSON.stringify([method, label]);
      return !seen.has(key) && seen.add(key);
    });
    return { ...result, comparison: { ...comparison, ...(flips && { flips }) } };
  });
}

function valueParts(
  text: string,
  explanations: readonly Explanation[],
  agreement: Comparison['agreement'],
  options: TableOptions,
): string[] {
  const [first] = explanations as readonly [Explanation, ...Explanation[]];
  const words = first.spans.map(({ start, end }) => visible(text.slice(start, end)));
  const rows: Cell[][] = [
    ['', ...explanations.map(({ method }) => method)].map(plain),
    ...words.map((word, i) => [
      plain(word),
      ...explanations.map(({ values, standardErrors }) => ({
        text: signed(values[i]!) + (standardErrors ? ` ±${standardErrors[i]!.toFixed(3)}` : ''),
        share: values[i]! / largest(values),
      })),
    ]),
    summary('base value', explanations, ({ baseValue }) => baseValue.toFixed(3)),
    summary('output', explanations, ({ outputValue }) => outputValue.toFixed(3)),
    summary('delta', explanations, ({ delta }) => delta.toExponential(1)),
    ...fitRows(explanations),
    summary('rows it rests on', explanations, ({ evaluations }) => String(evaluations)),
    summary('seconds', explanations, ({ seconds }) => seconds.toFixed(2)),
  ];
  const column = Math.max(...explanations.map(({ method }) => method.length)) + 2;
  const coloured = explanations.map(
    (explanation) =>
      `${explanation.method.padEnd(column)}${colouredText(text, explanation, options.colours)}`,
  );
  const pairs = agreement.pairs.map(({ first, second, topOverlap, spearman, kendall, signs }) =>
    [
      `${explanations[first]!.method} / ${explanations[second]!.method}`,
      topOverlap.toFixed(2),
      ...[spearman, kendall, signs].map((number) => number?.toFixed(2) ?? '-'),
    ].map(plain),
  );
  const header = ['', `top ${agreement.topK}`, 'Spearman', 'Kendall', 'signs'].map(plain);
  return [
    coloured.join('\n'),
    grid(rows, options.colours),
    ...(pairs.length > 0 ? [grid([header, ...pairs], false)] : []),
  ];
}

/** How faithful and how stable each method is, and how faithful the controls are; the JSON document holds the curves. */
function assessmentPart({ methods, controls }: Assessment): string {
  const share = ({ normalised }: BoundedAopc): string => normalised?.toFixed(2) ?? '-';
  const row = (name: string, { comprehensiveness, sufficiency }: NormalisedAopc, stability: number | null) =>
    [name, share(comprehensiveness), share(sufficiency), stability?.toFixed(2) ?? '-'].map(plain);
  const rows = [
    ['', 'comprehensiveness', 'sufficiency', 'stability'].map(plain),
    ...methods.map(({ method, normalisedAopc, stability }) => row(method, normalisedAopc, stability)),
    row('control: leave-one-out', controls.leaveOneOut.normalisedAopc, null),
    row('control: random orders', controls.random.normalisedAopc, null),
  ];
  const limits = controls.random.normalisedAopc.exact
    ? 'all orders of these words'
    : 'the orders that a search found';
  return `faithfulness between the worst and the best of ${limits}: of comprehensiveness 1 is the best, of sufficiency 0\n${grid(rows, false)}`;
}

/** So many pairs are listed; the JSON document holds all. */
const mostPairs = 10;

/** Of a method that gives pairs: the strongest ones of words, and of sentences where the text is grouped by them. */
function pairParts(text: string, { method, pairs = [], sentences, spans }: Explanation): string[] {
  const words = namedWords(text, spans);
  const parts = [
    strongest(pairs, `${method}: what two words add together beyond what each adds alone`, (word) =>
      plainText(words.name(word)),
    ),
  ];
  if (sentences) {
    const named = (sentence: number): string => {
      const { first, last } = sentences.spans[sentence]!;
      const begins = text.slice(spans[first]!.start, spans[Math.min(last, first + 3)]!.end);
      return `"${begins}${last > first + 3 ? ' …' : ''}"`;
    };
    parts.unshift(strongest(sentences.pairs, `${method}: what two ${groupsOf(text)} add together`, named));
  }
  return parts.flatMap((part) => part ?? []);
}

function strongest(
  pairs: readonly PairInteraction[],
  title: string,
  name: (index: number) => string,
): string | null {
  if (pairs.length === 0) return null;
  const shown = pairs.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, mostPairs);
  const which = shown.length < pairs.length ? `, the ${shown.length} largest of ${pairs.length}` : '';
  const rows = shown.map(({ first, second, value, standardError }) =>
    [
      visible(`${name(first)} + ${name(second)}`),
      signed(value) + (standardError === null ? '' : ` ±${standardError.toFixed(3)}`),
    ].map(plain),
  );
  return `${title}${which}\n${grid(rows, false)}`;
}

/** One sentence says which words turn the label, one which words keep it. Other sets of the same size follow. */
function flipLines(
  text: string,
  { method, label, turning, sufficient, spans, evaluations, seconds }: FlipExplanation,
  { classes }: TableOptions,
): string {
  const said = { name: classes[label.classIndex]!, holds: label.holds };
  const words = namedWords(text, spans);
  const others = (sets: readonly (readonly number[])[]): string => {
    const rest = sets.slice(1).map((set) => set.map((i) => plainText(words.name(i))).join(', '));
    return rest.length > 0 ? ` Also: ${rest.join('; ')}.` : '';
  };
  return [
    `${method} (rests on ${count(evaluations, 'row', 'rows')}, ${seconds.toFixed(2)} seconds)`,
    visible(plainText(turningSentence(turning, said, text, spans)) + others(turning.sets)),
    visible(plainText(sufficientSentence(sufficient, said, text, spans)) + others(sufficient.sets)),
  ].join('\n');
}

interface Cell {
  readonly text: string;
  /** From -1 (against the class) to 1 (for it). */
  readonly share?: number;
}

function plain(text: string): Cell {
  return { text };
}

function summary(
  name: string,
  explanations: readonly Explanation[],
  of: (explanation: Explanation) => string,
): Cell[] {
  return [plain(name), ...explanations.map((explanation) => plain(of(explanation)))];
}

/** Of methods that fit a local model: how well it fits, and what it misses; no rows where there is none. */
function fitRows(explanations: readonly Explanation[]): Cell[][] {
  const fits = new Map(explanations.map((explanation) => [explanation, localFit(explanation.diagnostics)]));
  if ([...fits.values()].every((fit) => fit === null)) return [];
  const row = (name: string, of: (fit: LocalFit) => string): Cell[] =>
    summary(name, explanations, (explanation) => {
      const fit = fits.get(explanation);
      return fit ? of(fit) : '-';
    });
  return [
    row('R² of its local model', ({ r2 }) => r2.toFixed(3)),
    row('missed at the text', ({ missAtText }) => signed(missAtText)),
    row('missed at no words', ({ missAtEmpty }) => (missAtEmpty === null ? '-' : signed(missAtEmpty))),
  ];
}

/** The text, with its words or tokens coloured by one explanation. */
function colouredText(text: string, { spans, values }: Explanation, colours: boolean): string {
  const most = largest(values);
  let [result, end] = ['', 0];
  spans.forEach((span, i) => {
    if (span.end <= end) return;
    const start = Math.max(span.start, end);
    result += visible(text.slice(end, start));
    result += paint(visible(text.slice(start, span.end)), values[i]! / most, colours);
    end = span.end;
  });
  return result + visible(text.slice(end));
}

function grid(rows: readonly (readonly Cell[])[], colours: boolean): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => [...row[column]!.text].length)));
  return rows
    .map((row) =>
      row
        .map(({ text, share }, column) => {
          const space = ' '.repeat(widths[column]! - [...text].length);
          const padded = column === 0 ? text + space : space + text;
          return share === undefined ? padded : paint(padded, share, colours);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/**
 * A blue background speaks for the class, an orange one against it. Each has three strengths, from the palette of 256
 * colours.
 */
function paint(text: string, share: number, colours: boolean): string {
  const strength = Math.ceil(Math.min(1, Math.abs(share)) * 3 - 0.3);
  if (!colours || strength < 1) return text;
  const background = (share > 0 ? [153, 111, 69] : [223, 216, 208])[strength - 1]!;
  return `\u001b[30;48;5;${background}m${text}\u001b[0m`;
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
}

function signed(value: number): string {
  return (value < 0 ? '' : '+') + value.toFixed(3);
}

/**
 * Keeps a text from steering the terminal: a control character becomes a replacement character, a line break a space.
 */
function visible(text: string): string {
  return text.replace(/\s/g, ' ').replace(/\p{Cc}/gu, '\ufffd');
}
