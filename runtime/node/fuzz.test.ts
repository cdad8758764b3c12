/**
 * Sends hostile texts through tokenizer, words, windows, classification and explanation: `FUZZ=10000 npx vitest run
 * --project unit runtime/node/fuzz.test.ts` for all of them, `FUZZ_SEED` for those of a run that failed.
 */
import { resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Analysis } from '../../core/analysis/analysis';
import { readingWindows } from '../../core/text/windows';
import { hostileTexts } from '../../test/hostile-texts';
import { openModel, type OpenModel } from './open-model';

const count = Number(process.env['FUZZ'] ?? 300);
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
/** One of so many texts is explained: all of them, where so many are sent that it is no part of `npm test`. */
const explainedShare = count > 1000 ? 1 : 20;
const evaluations = 32;
const mostExplainedWords = 60;

describe(`${count} hostile texts of seed ${seed}`, () => {
  let model: OpenModel;
  let analysis: Analysis;
  const sample = fc.sample(hostileTexts, { numRuns: count, seed });

  beforeAll(async () => {
    console.log(`fuzz: ${count} texts, FUZZ_SEED=${seed}`);
    model = await openModel(resolve(import.meta.dirname, '../../test/fixtures/tiny-model'), { threads: 1 });
    analysis = new Analysis(model.classifier, model.tokenizer, ['The chair is in the room.']);
  });

  afterAll(() => model.dispose());

  it('have spans that reproduce them, and windows that miss no token', () => {
    for (const text of sample) {
      const tokenized = model.tokenizer.tokenize(text);
      const { tokens, words } = tokenized;
      const name = JSON.stringify(text);
      // The characters between the words are not read. Words and these characters together are the text.
      let [rebuilt, at] = ['', 0];
      for (const { start, end } of words) {
        expect(start >= at && end >= start && end <= text.length, name).toBe(true);
        rebuilt += text.slice(at, start) + text.slice(start, end);
        at = end;
      }
      expect(rebuilt + text.slice(at) === text, name).toBe(true);
      const inner = tokens.slice(1, -1);
      inner.forEach(({ start, end }, index) => {
        expect(start >= (inner[index - 1]?.start ?? 0) && end >= start && end <= text.length, name).toBe(
          true,
        );
      });
      expect(
        words.flatMap((word) => word.tokens),
        name,
      ).toEqual(inner.map((_, index) => index + 1));
      const read = new Set<string>();
      for (const window of readingWindows(tokenized, 16)) {
        expect(window.tokenized.tokens.length, name).toBeLessThanOrEqual(16);
        for (const { id, start, end } of window.tokenized.tokens.slice(1, -1))
          read.add(`${id} ${start} ${end}`);
      }
      expect(read, name).toEqual(new Set(inner.map(({ id, start, end }) => `${id} ${start} ${end}`)));
    }
  });

  it('have probabilities that sum to 1', async () => {
    for (const text of sample) {
      const { probabilities } = await analysis.classify({ text, longText: 'windows' });
      const sum = probabilities.reduce((total, probability) => total + probability, 0);
      expect(Math.abs(sum - 1), JSON.stringify(text)).toBeLessThan(1e-9);
      expect(probabilities.every((probability) => probability >= 0)).toBe(true);
    }
  });

  it('have values that add up', async () => {
    let explained = 0;
    for (const text of sample.filter((_, index) => index % explainedShare === 0)) {
      const words = model.tokenizer.tokenize(text).words.length;
      if (words === 0 || words > mostExplainedWords) continue;
      const { explanations } = await analysis.explain({
        text,
        longText: 'truncate',
        methods: [{ method: 'leverage-shap', settings: { evaluations } }],
        classIndex: null,
        output: 'probability',
        unit: 'word',
        topK: 5,
      });
      const [{ values, baseValue, outputValue, spans }] = explanations as [(typeof explanations)[number]];
      const sum = values.reduce((total, value) => total + value, baseValue);
      expect(Math.abs(sum - outputValue), JSON.stringify(text)).toBeLessThan(1e-6);
      expect(values.every(Number.isFinite) && spans.length === values.length).toBe(true);
      explained++;
    }
    expect(explained).toBeGreaterThan(count / explainedShare / 3);
  });
});
