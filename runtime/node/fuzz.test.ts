/**
 * Sends hostile texts through tokenizer, words, windows, classification and explanation: `FUZZ=10000 npx vitest run
 * --project unit runtime/node/fuzz.test.ts` for all of them, `FUZZ_SEED` for those of a run that failed.
 */
import { resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Analysis } from '../../core/analysis/analysis';
import { readingWindows } from '../../core/text/windows';
import { openModel, type OpenModel } from './open-model';

const count = Number(process.env['FUZZ'] ?? 300);
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
/** One of so many texts is explained. */
const explainedShare = 20;
const evaluations = 32;
const mostExplainedWords = 60;

/**
 * Pieces that have broken readers of text before: halves of surrogate pairs, marks without a letter, characters that
 * change the direction of a line, names of tokens.
 */
const awkward = [
  ...[
    '[CLS]',
    '[SEP]',
    '[MASK]',
    '<pad>',
    '<unk>',
    '\ud83d',
    '\ude00',
    '\0',
    '\u0007',
    '\ufeff',
    '\ufffd',
    '\u200b',
    '\u200d',
  ],
  ...[
    '\u202e',
    '\u2066',
    '\u2028',
    '\r\n',
    '\t',
    '\u00a0',
    '\u3000',
    '\u0301',
    'e\u0301\u0301\u0301',
    '\u{1f469}\u200d\u{1f467}',
  ],
  ...[
    '\u{1f1e9}\u{1f1ea}',
    '\u{e0001}',
    '\ufdfa',
    '\u00bd',
    '\ufb01',
    '\u0130',
    '\u03a3',
    '\u2581',
    '\u4e2d\u6587',
    '\u0e01\u0e33',
    '\u0644\u0627',
  ],
  ...[
    "can't",
    '``',
    "''",
    '#tag',
    '@me',
    ':-)',
    'http://t.co/x?y=1#z',
    '<script>alert(1)</script>',
    '=cmd()',
    '%s%n',
    '../..',
    '{{x}}',
  ],
  ...[
    'not good',
    'great!',
    'awful.',
    '...',
    '!!!!',
    '3.14',
    '-1e999',
    'NaN',
    '__proto__',
    'constructor',
    'a'.repeat(300),
    '. '.repeat(40),
  ],
];

const unit = fc.oneof(
  fc.constantFrom(...awkward),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({ maxLength: 12 }),
  // Any code units, pairs or not.
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 })
    .map((codes) => String.fromCharCode(...codes)),
  fc.constantFrom(' ', ' ', ' ', '\n'),
);
const short = fc.array(unit, { maxLength: 24 }).map((units) => units.join(''));
const long = fc
  .tuple(short, fc.integer({ min: 2, max: 40 }))
  .map(([text, times]) => `${text} `.repeat(times));
const texts = fc.oneof({ weight: 9, arbitrary: short }, { weight: 1, arbitrary: long });

describe(`${count} hostile texts of seed ${seed}`, () => {
  let model: OpenModel;
  let analysis: Analysis;
  const sample = fc.sample(texts, { numRuns: count, seed });

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
