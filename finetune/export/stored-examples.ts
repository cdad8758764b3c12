import { join } from 'node:path';
import { Analysis } from '../../core/analysis/analysis';
import { examples, type StoredExample, type StoredExamples } from '../../core/analysis/examples';
import { bestShapleyMethod } from '../../core/attribution/methods/all';
import { readManifest } from '../../core/model/manifest';
import { readJson } from '../../runtime/node/model-folder';
import { openModel } from '../../runtime/node/open-model';
import { writeWhole } from '../train/files';

/** Beside the manifest, which does not speak of it: it is made by the model that the manifest describes. */
export const storedExamplesFile = 'examples.json';

/** Longer examples are not explained before the reader asks for it: nothing is stored of them. */
const mostWords = 40;

/** Digits that are kept of a number: more than anybody sees. */
const digits = 6;

/**
 * Writes what an exported model makes of the page's examples into its folder: what stands there while the page still loads
 * the model.
 * @throws Error as `openModel` does, or when the file cannot be written
 */
export async function storeExamples(folder: string, date: string, signal?: AbortSignal): Promise<void> {
  const { version, conformalSets = null } = readManifest(
    await readJson(folder, 'manifest.json'),
    join(folder, 'manifest.json'),
  );
  const { classifier, tokenizer, dispose } = await openModel(folder);
  try {
    const analysis = new Analysis(classifier, tokenizer, []);
    const found: StoredExample[] = [];
    for (const { text } of examples) {
      const stored = await explained(analysis, text, signal);
      if (stored) found.push(stored);
    }
    const stored: StoredExamples = {
      format: 1,
      version,
      classes: classifier.classes,
      sets: conformalSets,
      date,
      examples: found,
    };
    const short = (_: string, value: unknown) =>
      typeof value === 'number' ? Number(value.toPrecision(digits)) : value;
    await writeWhole(join(folder, storedExamplesFile), `${JSON.stringify(stored, short)}\n`);
  } finally {
    await dispose();
  }
}

async function explained(
  analysis: Analysis,
  text: string,
  signal: AbortSignal | undefined,
): Promise<StoredExample | null> {
  const control = signal ? { signal } : {};
  const classification = await analysis.classify({ text, longText: 'windows' }, control);
  if (classification.words === 0 || classification.words > mostWords) return null;
  const request = {
    text,
    longText: 'windows',
    methods: [{ method: bestShapleyMethod }],
    classIndex: null,
    output: 'probability',
    unit: 'word',
    topK: 5,
  } as const;
  const { explanations } = await analysis.explain(request, control);
  return { text, classification, explanation: explanations[0]! };
}
