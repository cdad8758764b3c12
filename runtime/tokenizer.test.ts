import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { AlbertTokenizer } from '@xenova/transformers';
import { describe, expect, it } from 'vitest';
import {
  albertTokenizer as tokenizer,
  tokenizerConfig,
  tokenizerJson,
  tokensOracle as oracle,
} from '../test/albert-tokenizer';
import { architectureFolder } from '../test/architectures';
import { createTokenizer } from './tokenizer';

const wordStartId = 13;

function ids(text: string): number[] {
  return tokenizer.tokenize(text).tokens.map(({ id }) => id);
}

/** The characters of each token but [CLS] and [SEP]. */
function pieces(text: string): string[] {
  return tokenizer
    .tokenize(text)
    .tokens.slice(1, -1)
    .map(({ start, end }) => text.slice(start, end));
}

/** UTF-16 position of each code point of a text, and of its end. */
function codePointPositions(text: string): number[] {
  const positions = [0];
  for (const character of text) positions.push(positions.at(-1)! + character.length);
  return positions;
}

describe('createTokenizer', () => {
  it('gives the ids of the reference implementation', () => {
    expect(oracle.length).toBeGreaterThan(1000);
    expect(oracle.map(({ text }) => [text, ids(text)])).toEqual(oracle.map(({ text, ids }) => [text, ids]));
  });

  it('gives the characters of the reference implementation, and none to a word-start mark alone', () => {
    const read = oracle.map((row) => ({ ...row, tokens: tokenizer.tokenize(row.text).tokens }));
    expect(read.map(({ text, tokens }) => [text, tokens.map(({ start, end }) => [start, end])])).toEqual(
      read.map(({ text, offsets, tokens }) => {
        const positions = codePointPositions(text);
        const spans = tokens.map(({ id }, i) => {
          const [start, end] = offsets[i]!.map((point) => positions[point]!);
          return [start, id === wordStartId ? start : end];
        });
        return [text, spans];
      }),
    );
  });

  it('agrees with the transformers package', () => {
    const peer = new AlbertTokenizer(tokenizerJson, tokenizerConfig);
    for (const { text } of oracle.slice(0, 100)) expect(ids(text), text).toEqual(peer.encode(text));
  });

  it('finds the special tokens', () => {
    expect(tokenizer.special).toEqual({ pad: 0, unknown: 1, cls: 2, sep: 3, mask: 4 });
  });

  it('marks [CLS] and [SEP] alone as special, wherever a person typed one', () => {
    const { tokens } = tokenizer.tokenize('[SEP] a [CLS]');
    expect(tokens).toEqual([
      { id: 2, start: 0, end: 0, special: true },
      { id: 3, start: 0, end: 5, special: false },
      { id: 21, start: 6, end: 7, special: false },
      { id: 2, start: 8, end: 13, special: false },
      { id: 3, start: 0, end: 0, special: true },
    ]);
  });

  it('keeps the characters of accents, ligatures, full-width letters and fractions', () => {
    expect(pieces('caf\u00e9')).toEqual(['caf\u00e9']);
    expect(pieces('nai\u0308ve')).toEqual(['nai\u0308ve']);
    expect(pieces('\ufb01ne')).toEqual(['\ufb01ne']);
    expect(pieces('\uff27\uff2f\uff2f\uff24')).toEqual(['\uff27\uff2f\uff2f\uff24']);
    expect(new Set(pieces('\u00bd'))).toEqual(new Set(['\u00bd']));
  });

  it('keeps the characters of emoji, two code units each', () => {
    expect(pieces('so \u{1f600}\u{1f600}!')).toEqual(['so', '', '\u{1f600}\u{1f600}', '!']);
  });

  it('reads line ends and invisible characters as white space', () => {
    expect(ids('one\r\n\ttwo')).toEqual(ids('one two'));
    expect(pieces('one\r\n\ttwo')).toEqual(['one', 'two']);
    expect(pieces('good\u200bbad\ufeff')).toEqual(['good', 'bad']);
  });

  it('reads a sigma at the end of a word like any other', () => {
    expect(ids('\u03a3\u03a3')).toEqual(ids('\u03c3\u03c3'));
  });

  it('takes half of a surrogate pair for nothing', () => {
    expect(pieces('good\ud83d bad\ude00')).toEqual(['good', 'bad']);
  });

  it('reads 100,000 characters, be they one word or many', () => {
    expect(ids('good '.repeat(20_000))).toHaveLength(20_002);
    expect(ids('\u{1f600}'.repeat(50_000))).toEqual([2, wordStartId, 1, 3]);
    expect(ids('xyz'.repeat(33_334)).length).toBeGreaterThan(30_000);
    expect(tokenizer.tokenize('e\u0301!.'.repeat(25_000)).words.length).toBeGreaterThan(40_000);
  });

  it('gives any text spans within it, ascending, and words that partition its tokens', () => {
    const awkward = fc.constantFrom(
      ...[
        '[CLS]',
        ' [MASK]',
        '<pad>',
        '\ud83d',
        '\u{1f469}\u200d\u{1f467}',
        '\r\n',
        'e\u0301',
        '\u00bd',
        "can't",
      ],
      ...[
        '#tag',
        '@me',
        ':-)',
        'http://t.co/x',
        '\u{1f1e9}\u{1f1ea}',
        '\u00a0',
        '\u200b',
        '\u2581',
        '\0',
        '3.5',
      ],
    );
    const unit = fc.oneof(awkward, fc.string({ unit: 'binary', maxLength: 4 }), fc.string({ maxLength: 6 }));
    const text = fc.array(unit, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (text) => {
        const { tokens, words } = tokenizer.tokenize(text);
        const inner = tokens.slice(1, -1);
        expect(tokens.map(({ special }) => special)).toEqual([true, ...inner.map(() => false), true]);
        for (const spans of [inner, words]) {
          spans.forEach(({ start, end }, i) => {
            expect(start).toBeGreaterThanOrEqual(spans[i - 1]?.start ?? 0);
            expect(end).toBeGreaterThanOrEqual(Math.max(start, spans[i - 1]?.end ?? 0));
            expect(end).toBeLessThanOrEqual(text.length);
          });
        }
        words.forEach((word, i) => {
          expect(word.start).toBeGreaterThanOrEqual(words[i - 1]?.end ?? 0);
          for (const token of word.tokens) {
            const { start, end } = tokens[token]!;
            if (start < end && text.slice(start, end).trim() !== '') {
              expect(start < word.end && end > word.start).toBe(true);
            }
          }
        });
        expect(words.flatMap((word) => word.tokens)).toEqual(inner.map((_, i) => i + 1));
        expect(words.every((word) => word.tokens.length > 0)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['not an object', null, /JSON object/],
    ['without a model', {}, /no "model"/],
    [
      'of another kind',
      { ...tokenizerJson, model: { type: 'WordLevel', vocab: {} } },
      /^tokenizer\.json: model: one of type "WordLevel" cannot be read \(known are BPE, Unigram and WordPiece\)/,
    ],
    [
      'with a damaged vocabulary',
      { ...tokenizerJson, model: { type: 'Unigram', vocab: [['a']] } },
      /vocabulary/,
    ],
    [
      'with another normaliser',
      { ...tokenizerJson, normalizer: { type: 'Nmt' } },
      /normalizer: one of type "Nmt"/,
    ],
    [
      'with another pre-tokenizer',
      { ...tokenizerJson, pre_tokenizer: { type: 'Digits' } },
      /pre_tokenizer: one of type "Digits"/,
    ],
    [
      'with a damaged character map',
      { ...tokenizerJson, normalizer: { type: 'Precompiled', precompiled_charsmap: 'AAA' } },
      /precompiled_charsmap/,
    ],
    ['without its template', { ...tokenizerJson, post_processor: null }, /\[CLS\] and \[SEP\]/],
  ])('refuses a tokenizer.json %s', (_, json, message) => {
    expect(() => createTokenizer(json, tokenizerConfig)).toThrow(message);
  });

  it('refuses a configuration that names a token the file has not', () => {
    expect(() => createTokenizer(tokenizerJson, { mask_token: '[GAP]' })).toThrow(/\[GAP\].*mask_token/);
  });

  it("takes ALBERT's own names where the folder has no configuration", () => {
    expect(createTokenizer(tokenizerJson, undefined).special).toEqual(tokenizer.special);
  });
});

describe('a byte-level tokenizer', () => {
  const read = (name: string) =>
    JSON.parse(readFileSync(join(architectureFolder('roberta'), name), 'utf8')) as never;
  const json = read('tokenizer.json') as BytePairJson;
  const bytes = createTokenizer(json, read('tokenizer_config.json'));
  const withModel = (changes: object) => ({ ...json, model: { ...json.model, ...changes } });

  it('gives each token its characters, and none to a blank', () => {
    const text = 'good  é😀\n';
    const spans = bytes.tokenize(text).tokens.map(({ start, end }) => text.slice(start, end));
    expect(spans.join('|')).toBe('|g|ood|||é|é|😀|😀|😀|😀|\n|');
  });

  it('reads 100,000 characters, be they one word or many', () => {
    expect(bytes.tokenize('good '.repeat(20_000)).words).toHaveLength(20_000);
    expect(bytes.tokenize('xyz'.repeat(33_334)).tokens.length).toBeGreaterThan(30_000);
    expect(bytes.tokenize(' '.repeat(100_000)).tokens.length).toBeGreaterThan(30_000);
  });

  it('reads files of before 2020, whose merges are texts and whose model has no type', () => {
    const merges = json.model.merges.map((pair) => pair.join(' '));
    const old = createTokenizer(withModel({ type: undefined, merges }), {});
    const text = "I love this phone, it's wonderful: café!";
    expect(old.tokenize(text)).toEqual(bytes.tokenize(text));
  });

  it('makes a word of the vocabulary one token where the file says so, and joins unknown characters', () => {
    const vocab = { '<s>': 0, '<pad>': 1, '</s>': 2, '<unk>': 3, '<mask>': 4, g: 5, o: 6, go: 7, goo: 8 };
    const model = { type: 'BPE', vocab, merges: [['g', 'o']], unk_token: '<unk>' };
    const ids = (changes: object, text: string) =>
      createTokenizer(
        { ...json, model: { ...model, ...changes }, pre_tokenizer: { type: 'WhitespaceSplit' } },
        {},
      )
        .tokenize(text)
        .tokens.slice(1, -1)
        .map(({ id, start, end }) => [id, text.slice(start, end)]);
    expect(ids({}, 'goo')).toEqual([
      [7, 'go'],
      [6, 'o'],
    ]);
    expect(ids({ ignore_merges: true }, 'goo')).toEqual([[8, 'goo']]);
    expect(ids({}, 'x😀g')).toEqual([
      [3, 'x'],
      [3, '😀'],
      [5, 'g'],
    ]);
    expect(ids({ fuse_unk: true }, 'x😀g')).toEqual([
      [3, 'x😀'],
      [5, 'g'],
    ]);
  });

  it.each([
    [
      'a merge of what is not there',
      { merges: [['g', '☃']] },
      'model: merges.0 needs "☃", which is not in its vocabulary',
    ],
    ['merges that are none', { merges: [['g', 'o'], ['g']] }, 'model: merges.1 is no pair of pieces'],
    ['no merges', { merges: undefined }, 'model: it has no list of merges'],
    ['a missing byte', { vocab: withoutKey(json.model.vocab, 'Ġ') }, 'its vocabulary has no "Ġ" for byte 32'],
    [
      'bytes for what it does not know',
      { byte_fallback: true },
      'model: its byte_fallback is true, which is not known here',
    ],
    ['chance', { dropout: 0.1 }, 'model: its dropout is 0.1'],
    ['a mark of a word’s end', { end_of_word_suffix: '</w>' }, 'model: its end_of_word_suffix is "</w>"'],
    [
      'an unknown token that is not there',
      { unk_token: '[UNK]' },
      'model: its unknown token "[UNK]" (unk_token)',
    ],
    ['an id that is none', { vocab: { ...json.model.vocab, g: -1 } }, 'model: its vocabulary cannot be read'],
  ])('refuses %s by file and field', (_, changes, message) => {
    expect(() => createTokenizer(withModel(changes), {})).toThrow(message);
    expect(() => createTokenizer(withModel(changes), {})).toThrow(/^tokenizer\.json: /);
  });

  it('refuses a vocabulary without an unknown token whose words are not spelled in bytes', () => {
    const plain = { ...json, pre_tokenizer: { type: 'WhitespaceSplit' } };
    expect(() => createTokenizer(plain, {})).toThrow('its pre_tokenizer does not spell words in bytes');
  });
});

interface BytePairJson {
  readonly model: {
    readonly vocab: Readonly<Record<string, number>>;
    readonly merges: readonly (readonly [string, string])[];
  };
}

function withoutKey<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
