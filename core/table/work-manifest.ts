import * as v from 'valibot';
import { damagedWork } from './chunks';
import { timeUnits } from './time-units';
import { allRows } from './select-rows';
import { RowsError } from '../rows/types';

const index = v.pipe(v.number(), v.integer(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const sort = v.variant('by', [
  v.object({ by: v.picklist(['place', 'class', 'probability', 'loss']) }),
  v.object({ by: v.literal('column'), column: index }),
]);

const cells = v.union([
  v.object({ column: index, values: v.pipe(v.array(v.string()), v.readonly()) }),
  // Works of before had one value.
  v.pipe(
    v.object({ column: index, value: v.string() }),
    v.transform(({ column, value }) => ({ column, values: [value] })),
  ),
]);

const range = v.object({
  column: index,
  kind: v.picklist(['number', 'date']),
  from: v.nullable(v.number()),
  to: v.nullable(v.number()),
});

const query = v.object({
  rows: v.picklist(['all', 'none', 'unsure', 'other-language', 'problems']),
  classIndex: v.nullable(index),
  labelIndex: v.nullable(index),
  mistake: v.optional(
    v.nullable(v.object({ classIndex: index, kind: v.picklist(['missed', 'false-alarm']) })),
    null,
  ),
  least: share,
  most: share,
  contains: v.string(),
  phrase: v.nullable(v.string()),
  cells: v.pipe(v.array(cells), v.readonly()),
  // Works of before have none.
  ranges: v.optional(v.pipe(v.array(range), v.readonly()), []),
  differ: v.nullable(v.pipe(v.tuple([index, index]), v.readonly())),
  sort,
  descending: v.boolean(),
});

const reading = v.object({
  format: v.exactOptional(v.picklist(['csv', 'json', 'text'])),
  delimiter: v.exactOptional(v.string()),
  encoding: v.exactOptional(v.string()),
  hasHeader: v.exactOptional(v.boolean()),
  headerLine: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  sheet: v.exactOptional(v.string()),
});

/** A model by which rows were read. */
const model = v.object({
  name: v.string(),
  version: v.string(),
  classes: v.array(v.string()),
  /** Which answers its readings leave open, as AnswerRule; absent in works of before: then their margin decides. */
  rule: v.exactOptional(v.nullable(v.union([v.literal('each'), v.object({ threshold: share })]))),
});

/** What a reader chose of a file, and how it is looked at. */
const choices = v.object({
  labelColumn: v.nullable(index),
  groupColumn: v.nullable(index),
  dateColumn: v.nullable(index),
  pairs: v.string(),
  /** In which unit the course of time is shown; null, or absent: in one that fits. */
  timeUnit: v.exactOptional(v.nullable(v.picklist(timeUnits))),
  shownColumns: v.array(index),
  /** Whether the reader ended the reading of the texts before all were read; false when absent. */
  isStopped: v.exactOptional(v.boolean()),
  /** How long texts are read; in windows when absent. */
  longText: v.exactOptional(v.picklist(['windows', 'truncate'])),
  // How the rows were looked at is no reason to refuse them.
  query: v.fallback(query, allRows),
});

const manifest = v.object({
  format: v.literal('albert-lens work'),
  version: v.literal(1),
  savedAt: v.string(),
  file: v.object({ name: v.nullable(v.string()), size: index, sha256: v.nullable(v.string()) }),
  reading,
  shape: v.object({ columns: v.array(v.string()), isJson: v.boolean(), textColumn: index }),
  rows: index,
  choices,
  /** null: no row is read. */
  model: v.nullable(model),
  /** What other parts of the work say of themselves, by their names: readers take those that they know. */
  parts: v.fallback(v.record(v.string(), v.unknown()), {}),
});

export type WorkModel = v.InferOutput<typeof model>;
export type WorkChoices = v.InferOutput<typeof choices>;
export type WorkManifest = v.InferOutput<typeof manifest>;

/** Whether two models are one: rows that they read may stand in one table. */
export function isSameModel(a: WorkModel, b: WorkModel): boolean {
  return a.name === b.name && a.version === b.version && a.classes.join('\n') === b.classes.join('\n');
}

/**
 * Reads the manifest of a piece of work.
 * @throws RowsError when it is none, or of a newer version of this page
 */
export function parseManifest(value: unknown): WorkManifest {
  const stated = v.safeParse(v.object({ format: v.literal('albert-lens work'), version: v.number() }), value);
  if (stated.success && stated.output.version > 1) {
    throw new RowsError(
      'it was saved by a newer version of this page. Load the page anew, then open it again',
    );
  }
  const parsed = v.safeParse(manifest, value);
  if (!parsed.success) throw damagedWork();
  return parsed.output;
}
