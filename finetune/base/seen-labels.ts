import { readTextRows } from '../data/read-rows';
import type { SeenLabels } from './classes';

/**
 * The labels that the rows of some files have, whatever they are.
 * @throws Error naming the file, and the line where there is one, when a file cannot be read
 */
export async function seenLabels(files: readonly string[]): Promise<SeenLabels> {
  /** As first spelled, by what a label is matched by. */
  const names = new Map<string, string>();
  const numbers = new Set<number>();
  const probs = new Set<number>();
  const see = (value: unknown) => {
    if (typeof value !== 'string' && typeof value !== 'number') return;
    const label = String(value).trim();
    if (/^\d+(?:\.0*)?$/.test(label)) numbers.add(Number(label));
    else if (label !== '' && !names.has(label.toLowerCase())) names.set(label.toLowerCase(), label);
  };
  for (const file of files) {
    for await (const row of readTextRows(file)) {
      see(row.label);
      const soft = parsed(row.probs);
      if (Array.isArray(soft)) probs.add(soft.length);
      else if (typeof soft === 'object' && soft !== null) Object.keys(soft).forEach(see);
    }
  }
  const rising = (values: ReadonlySet<number>) => [...values].sort((a, b) => a - b);
  return { names: [...names.values()], numbers: rising(numbers), probs: rising(probs) };
}

/** A cell of CSV holds JSON. What it holds in place of that is said by who reads the row for its target. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}
