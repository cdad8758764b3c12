import { parseLabelPairs, type LabelPair } from '../core/rows/labels';
import type { Remedy } from '../core/rows/types';
import { number, text, toggle, type Option, type Values } from './options';

/** The options of a command that reads texts from files. */
export const textRowOptions = {
  'text-column': text('NAME', 'column or field of the texts (text)'),
  delimiter: delimiter('what separates the columns of CSV, "tab" too (guessed from the header)'),
  'header-line': number(
    'N',
    'line of CSV or of a sheet that names the columns, titles above it (the first)',
    {
      min: 1,
      whole: true,
    },
  ),
  encoding: text('NAME', 'of the files, such as windows-1252 (UTF-8, or what a byte-order mark says)'),
  'skip-bad': toggle('leave out rows that cannot be read, in place of stopping at the first'),
};

/** The options of a command that reads texts with their labels. */
export const labelledRowOptions = {
  ...textRowOptions,
  'label-column': text('NAME', 'column or field of the labels (label)'),
  labels: labelPairs('what labels in the file stand for, such as 0=negative,1=neutral,2=positive'),
};

/** How many read rows at once. */
export const workersOption: Option<number> = {
  ...number('N', 'models that read at once, each on a core of its own (1, on all cores)'),
  parse: (raw) => number('N', '', { min: 1, max: 64, whole: true }).parse(raw) ?? 1,
};

/** The kinds of files, for the help of an option that takes one. */
export const kindsOfFile = '.csv, .tsv, .jsonl, .json, .txt, .xlsx or .parquet, plain or .gz';

/** The same, for an option that also takes standard input. */
export const kindsOfData = `${kindsOfFile}; - is standard input`;

type RowValues = Values<typeof textRowOptions> & Partial<Values<typeof labelledRowOptions>>;

/** What a person at the command line can do about a row that cannot be read. */
export const advice: Readonly<Record<Remedy, string>> = {
  encoding: 'Say how the file is encoded, as in --encoding windows-1252 or --encoding utf-16le.',
  delimiter: 'Put a field that holds the delimiter in quotes, or say with --delimiter what it is.',
  textColumn: 'Say with --text-column where the texts are.',
  labelColumn: 'Say with --label-column where the labels are.',
  labels: 'Say which class each label of the file stands for, as in --labels 0=NAME,1=NAME.',
};

/** What the options say of how the files are written. */
export function rowSettingsOf(values: RowValues) {
  const { delimiter, encoding, labels } = values;
  const headerLine = values['header-line'];
  const [textColumn, labelColumn] = [values['text-column'], values['label-column']];
  return {
    skipBad: values['skip-bad'],
    ...(textColumn !== undefined && { textColumn }),
    ...(labelColumn !== undefined && { labelColumn }),
    ...(delimiter !== undefined && { delimiter }),
    ...(headerLine !== undefined && { headerLine }),
    ...(encoding !== undefined && { encoding }),
    ...(labels !== undefined && { labels }),
  };
}

/** What the options say of how files are read. Readers of rows take it as it is. */
export function readingOf(values: RowValues) {
  return { advice, ...rowSettingsOf(values) };
}

function delimiter(help: string): Option<string | undefined> {
  const parse = (raw: readonly string[]): string | undefined => {
    const value = raw.at(-1);
    if (value === undefined) return undefined;
    if (value === 'tab' || value === '\\t') return '\t';
    if (value.length !== 1) throw new Error(`takes one character, or tab, not "${value}".`);
    return value;
  };
  return { placeholder: 'CHAR', help, multiple: false, parse };
}

function labelPairs(help: string): Option<readonly LabelPair[] | undefined> {
  const parse = (raw: readonly string[]): readonly LabelPair[] | undefined => {
    const value = raw.at(-1);
    try {
      return value === undefined ? undefined : parseLabelPairs(value);
    } catch (error) {
      throw new Error(`takes LABEL=CLASS with commas between: ${(error as Error).message}.`, {
        cause: error,
      });
    }
  };
  return { placeholder: 'LABEL=CLASS,...', help, multiple: false, parse };
}
