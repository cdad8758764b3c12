import { readFileSync, readdirSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tokenizerJson as albertJson, type TokensOracle } from '../test/albert-tokenizer';
import { createTokenizer } from './tokenizer';

/** See test/fixtures/peers/tokenizer_rows.py. */
interface Kind {
  readonly base: 'albert-tokenizer' | 'bert' | 'architectures/roberta' | 'architectures/xlm-roberta';
  readonly changes: Readonly<Record<string, unknown>> & {
    readonly normalizers?: readonly object[];
    /** Normalizers behind the character map of the ALBERT. */
    readonly characters?: readonly object[];
    readonly model?: object;
  };
  readonly rows: readonly TokensOracle[];
}

interface TokenizerJson {
  readonly normalizer: { readonly normalizers?: readonly object[] };
  readonly model: object;
  readonly added_tokens: readonly { readonly id: number }[];
}

const fixtures = new URL('../test/fixtures/', import.meta.url);
const albert = albertJson as unknown as TokenizerJson;
const charactersMap = albert.normalizer.normalizers!.find((step) => 'precompiled_charsmap' in step)!;

function baseOf(folder: Kind['base']): TokenizerJson {
  if (folder === 'albert-tokenizer') return albert;
  return JSON.parse(readFileSync(new URL(`${folder}/tokenizer.json`, fixtures), 'utf8')) as TokenizerJson;
}

function changed(base: TokenizerJson, changes: Kind['changes']): TokenizerJson {
  const { normalizers = [], characters, model = {}, ...parts } = changes;
  const own = characters
    ? { type: 'Sequence', normalizers: [charactersMap, ...characters] }
    : base.normalizer;
  return {
    ...base,
    normalizer: normalizers.length ? sequence([...base.normalizer.normalizers!, ...normalizers]) : own,
    ...parts,
    model: { ...base.model, ...model },
  };
}

function sequence(normalizers: readonly object[]) {
  return { type: 'Sequence', normalizers };
}

const kinds = readdirSync(new URL('tokenizers/', fixtures)).map((name) => {
  const text = gunzipSync(readFileSync(new URL(`tokenizers/${name}`, fixtures))).toString('utf8');
  return [name.replace('.json.gz', ''), JSON.parse(text) as Kind] as const;
});

describe.each(kinds)('%s', (kind, { base, changes, rows }) => {
  const json = changed(baseOf(base), changes);
  const tokenizer = createTokenizer(json, {});
  const isAdded = (id: number) => json.added_tokens.some((token) => token.id === id);

  it('gives the ids of the tokenizers package on odd texts', () => {
    expect(rows.length).toBe(/^(?:xlm-)?roberta$/.test(kind) ? 2000 : 500);
    for (const { text, ids } of rows) {
      // Because of the fault of the crate that is described below, it takes what follows for the beginning.
      if (kind === 'metaspace-first' && text.startsWith('\x07')) continue;
      expect(
        tokenizer.tokenize(text).tokens.map(({ id }) => id),
        JSON.stringify(text),
      ).toEqual(ids);
    }
  });

  it('gives its spans, without the blanks in front of a word', () => {
    for (const { text, offsets } of rows) {
      // The crate's spans are off behind a control character that a character map removes.
      if ((base === 'albert-tokenizer' || changes.characters) && text.includes('\x07')) continue;
      const positions = [0];
      for (const character of text) positions.push(positions.at(-1)! + character.length);
      const { tokens } = tokenizer.tokenize(text);
      // Behind an added token the crate takes a letter for the blank that ByteLevel puts there, and trims it.
      const added =
        kind === 'roberta-prefix' ? tokens.findIndex(({ id, special }) => !special && isAdded(id)) : -1;
      tokens.slice(0, added < 0 ? tokens.length : added).forEach(({ start, end }, at) => {
        // A mark of a word's start alone has no room.
        if (start === end) return;
        const [from, to] = offsets[at]!.map((point) => positions[point]!) as [number, number];
        const blank = text.slice(from, start);
        expect([start >= from, end], JSON.stringify([text, at])).toEqual([true, to]);
        expect(blank, JSON.stringify([text, at])).toMatch(/^[\p{White_Space}\p{C}\u2581\ufffd]*$/u);
      });
    }
  });

  it('reproduces what is not blank of any text that it knows', () => {
    for (const { text } of rows) {
      const { tokens } = tokenizer.tokenize(text);
      tokens.forEach(({ start, end }, at) => {
        if (at > 0 && at < tokens.length - 1) expect(start).toBeGreaterThanOrEqual(tokens[at - 1]!.start);
        expect(end).toBeGreaterThanOrEqual(start);
      });
      const covered = new Array<boolean>(text.length).fill(false);
      for (const { start, end } of tokens) covered.fill(true, start, end);
      const missed = Array.from({ length: text.length }, (_, at) => (covered[at] ? '' : text[at])).join('');
      // Two quotes are read as one, whose place is that of the second.
      expect(missed, JSON.stringify(text)).toMatch(/^[\p{White_Space}\p{C}\p{M}\u2581\ufffd`']*$/u);
    }
  });
});
