import { isPresent, toFields } from '../data/example';
import { readRows } from '../data/read-examples';
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
  for (const file of files) {
    for (const { row, line } of await readRows(file)) {
      const fields = toFields(row, `${file}, line ${line}`);
      const label = String(fields['label']).trim();
      if (isPresent(fields['label'])) {
        if (/^\d+(?:\.0*)?$/.test(label)) numbers.add(Number(label));
        else if (!names.has(label.toLowerCase())) names.set(label.toLowerCase(), label);
      }
      if (Array.isArray(fields['probs'])) probs.add(fields['probs'].length);
    }
  }
  const rising = (values: ReadonlySet<number>) => [...values].sort((a, b) => a - b);
  return { names: [...names.values()], numbers: rising(numbers), probs: rising(probs) };
}
