import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseModelConfig } from '../../core/models/registry';
import { withNewParameters } from '../../core/checkpoint/checkpoint';
import type { ModelFolder } from '../../runtime/node/model-folder';
import { createTokenizer } from '../../runtime/tokenizer';
import { albertTokenizer, tokenizerConfig, tokenizerJson } from '../../test/albert-tokenizer';
import { extendTokenizer } from './extend-tokenizer';
import { normalNumbers } from './random-base';

const width = 4;
const configJson = {
  model_type: 'albert',
  vocab_size: 30000,
  embedding_size: width,
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 8,
  max_position_embeddings: 16,
  id2label: { 0: 'negative', 1: 'neutral', 2: 'positive' },
};
const config = parseModelConfig(configJson);
const base: ModelFolder = {
  config,
  configJson,
  parameters: withNewParameters(config, new Map(), normalNumbers(1)),
  tokenizerJson,
  tokenizerConfig,
};
const extended = extendTokenizer(base);
const tokenizer = createTokenizer(extended.tokenizerJson, extended.tokenizerConfig);
const ids = (text: string) => tokenizer.tokenize(text).tokens.map(({ id }) => id);

describe('extendTokenizer', () => {
  it('makes a tokenizer.json that the reference implementation reads the same way', () => {
    const file = new URL('../../test/fixtures/extended-tokenizer/tokens.json', import.meta.url);
    const { rows } = JSON.parse(readFileSync(file, 'utf8')) as { rows: { text: string; ids: number[] }[] };
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) expect(ids(row.text), row.text).toEqual(row.ids);
  });

  it('leaves texts alone that the vocabulary can read', () => {
    const text = `It's "fine" - 5 € at the café, (naïve)!`;
    expect(ids(text)).toEqual(albertTokenizer.tokenize(text).tokens.map(({ id }) => id));
  });

  it('reads typographic quotes as plain ones and skin tones not at all', () => {
    expect(ids('don’t')).toEqual(ids("don't"));
    expect(ids('👍🏽')).toEqual(ids('👍'));
    expect(ids('👍')).toHaveLength(3);
  });

  it('keeps each emoji the word that it is', () => {
    const text = 'so good😂❤️ ok';
    const { words } = tokenizer.tokenize(text);
    expect(words.map(({ start, end }) => text.slice(start, end))).toEqual(['so', 'good', '😂', '❤️', 'ok']);
  });

  it('starts an emoji from the mean of the pieces of its name, and keeps the other rows', () => {
    const before = base.parameters.get(config.names.words)!;
    const after = extended.parameters.get(config.names.words)!;
    expect(after.length).toBe(extended.config.vocabularySize * width);
    expect(after.subarray(0, before.length)).toEqual(before);
    const [, id] = ids('❤️');
    const pieces = ids('red heart').slice(1, -1);
    for (let k = 0; k < width; k++) {
      const mean = pieces.reduce((sum, piece) => sum + before[piece * width + k]!, 0) / pieces.length;
      expect(after[id! * width + k]).toBeCloseTo(mean, 6);
    }
  });

  it('adds no token the second time', () => {
    const twice = extendTokenizer(extended);
    expect(twice.config.vocabularySize).toBe(extended.config.vocabularySize);
  });
});
