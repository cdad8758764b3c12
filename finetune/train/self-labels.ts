import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Random } from '../../core/math/random';
import { predict, type Predictor } from '../../core/prediction/predict';
import type { ProgressLine } from '../../cli/progress-line';
import { count, ofTotal } from '../../core/text/count';
import { withEmojiNames } from '../base/emoji';
import { readTexts, type Reading } from '../data/read-rows';
import { writeWhole } from './files';
import type { DataSource, SelfLabel, SeededPlan } from './plan';
import { seedOf } from '../../core/training/seeds';

export interface SelfLabelTools {
  /** The base, before anything is trained. */
  readonly predictor: Predictor;
  /** A hash that no other base has. */
  readonly baseFingerprint: string;
  /** How the files are read. */
  readonly reading: Reading;
  readonly progress: ProgressLine;
  readonly signal?: AbortSignal;
}

/**
 * Labels the sources that have selfLabel. In the plan that is returned, a file in plan.out with the soft labels stands
 * in their place. If an interrupted run has left that file, it is taken as it is.
 * @throws Error when a file cannot be read or written
 * @throws DOMException "AbortError" when the signal is aborted
 */
export async function withSelfLabels(plan: SeededPlan, tools: SelfLabelTools): Promise<SeededPlan> {
  const stages = [];
  for (const stage of plan.stages) {
    const sources: DataSource[] = [];
    for (const { selfLabel, ...source } of stage.sources) {
      sources.push(
        selfLabel === undefined
          ? source
          : { ...source, file: await labelledFile(source.file, selfLabel, plan, tools), ownFile: true },
      );
    }
    stages.push({ ...stage, sources });
  }
  return { ...plan, stages };
}

async function labelledFile(
  file: string,
  settings: SelfLabel,
  { out, seed, rows }: SeededPlan,
  tools: SelfLabelTools,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([tools.baseFingerprint, seed, settings, rows]));
  for (const name of [file, ...settings.exclude]) hash.update(await readFile(name));
  const labelled = join(out, `soft-labels-${hash.digest('hex').slice(0, 12)}.jsonl.gz`);
  if (existsSync(labelled)) return labelled;
  const texts = await chooseTexts(file, settings, seed, tools.reading);
  const read = settings.emojiNames ? texts.map((text) => withEmojiNames(text)!) : texts;
  const { probabilities } = await predict(tools.predictor, read, {
    long: 'windows',
    maxTokens: settings.windowTokens,
    ...(tools.signal && { signal: tools.signal }),
    onProgress: (done) =>
      tools.progress.show(`soft labels for ${file}: ${ofTotal(done.texts, texts.length, 'text', 'texts')}`),
  });
  const lines = texts.map((text, row) => {
    const probs = sharpened(probabilities[row]!, settings.sharpen).map((p) => Number(p.toFixed(4)));
    // By name, because other files may have the classes in another order.
    const named = Object.fromEntries(probs.map((p, k) => [tools.predictor.classifier.classes[k]!, p]));
    return JSON.stringify({ text, probs: named });
  });
  await writeWhole(labelled, await promisify(gzip)(`${lines.join('\n')}\n`));
  tools.progress.say(`soft labels for ${count(texts.length, 'text', 'texts')} of ${file}: ${labelled}`);
  return labelled;
}

/** Draws texts of a file by the seed. Texts that also stand in an excluded file are left out. */
async function chooseTexts(
  file: string,
  { rows, exclude, emojiNames }: SelfLabel,
  seed: number,
  reading: Reading,
): Promise<string[]> {
  const excluded = new Set<string>();
  for (const other of exclude) {
    for await (const { text } of readTexts(other, reading)) excluded.add(folded(text));
  }
  const texts: string[] = [];
  for await (const { text } of readTexts(file, reading)) {
    if (!excluded.has(folded(text)) && (!emojiNames || withEmojiNames(text) !== null)) texts.push(text);
  }
  if (texts.length === 0) throw new Error(`${file} has no text to label that is not excluded`);
  return new Random(seedOf('soft labels', seed)).shuffle(texts).slice(0, rows);
}

/** The letters and digits of a text, without mentions and links. Two copies of a text have them in common. */
function folded(text: string): string {
  return text
    .toLowerCase()
    .replace(/(?:@|https?:\/\/)\S+/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

function sharpened(probabilities: Float64Array, power: number): number[] {
  const powers = Array.from(probabilities, (p) => p ** power);
  const sum = powers.reduce((total, p) => total + p, 0);
  return powers.map((p) => p / sum);
}
