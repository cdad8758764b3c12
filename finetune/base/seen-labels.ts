import type { LabelPair } from '../../core/rows/labels';
import { readTextRows, type Reading } from '../data/read-rows';
import type { SeenLabels } from './classes';

/**
 * Collects the labels that the rows of some files have, whatever they are. A label that `reading.labels` names appears
 * under that name. Of labels in a list, each counts. Rows that are left out are not reported here: the reader of targets reports them.
 * @throws Error naming the file, and the line where there is one, when a file cannot be read
 */
export async function seenLabels(
  files: readonly string[],
  { multiLabel = false, ...reading }: Reading & { readonly multiLabel?: boolean } = {},
): Promise<SeenLabels> {
  const named = new Map((reading.labels ?? []).map(labelAndName));
  /** The first spelling of each label, by its lower-case form. */
  const names = new Map<string, string>();
  const numbers = new Set<number>();
  const probs = new Set<number>();
  const see = (value: unknown) => {
    if (typeof value !== 'string' && typeof value !== 'number') return;
    const given = plain(value);
    const label = named.get(given.toLowerCase()) ?? given;
    if (/^\d+$/.test(label)) numbers.add(Number(label));
    else if (label !== '' && !names.has(label.toLowerCase())) names.set(label.toLowerCase(), label);
  };
  for (const file of files) {
    for await (const row of readTextRows(file, { ...reading, report: () => undefined })) {
      // Of a row with several labels, each.
      const list =
        typeof row.label === 'string' && row.label.trim().startsWith('[') ? parsed(row.label) : row.label;
      if (Array.isArray(list)) list.forEach(see);
      else if (multiLabel && typeof row.label === 'string') row.label.split(';').forEach(see);
      else see(row.label);
      const soft = parsed(row.probs);
      if (Array.isArray(soft)) probs.add(soft.length);
      else if (typeof soft === 'object' && soft !== null) Object.keys(soft).forEach(see);
    }
  }
  const rising = (values: ReadonlySet<number>) => [...values].sort((a, b) => a - b);
  return { names: [...names.values()], numbers: rising(numbers), probs: rising(probs) };
}

/** A table that has gaps writes 2 as 2.0. */
function plain(value: string | number): string {
  return String(value)
    .trim()
    .replace(/^(\d+)\.0*$/, '$1');
}

/** "0=negative" and "negative=0" say the same. If both sides are names, the second is the class. */
function labelAndName([left, right]: LabelPair): readonly [string, string] {
  return /^\d+$/.test(right) && !/^\d+$/.test(left) ? [right, left] : [left.toLowerCase(), right];
}

/** A cell of CSV holds JSON. If it does not, the reader of targets says so. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}
