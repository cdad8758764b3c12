import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Tokenizer } from '../core/text/types';
import { createTokenizer } from '../runtime/tokenizer';

/** The files of ALBERT's own tokenizer, parsed. */
export const tokenizerJson = read('albert-tokenizer/tokenizer.json') as Record<string, unknown>;
export const tokenizerConfig = read('albert-tokenizer/tokenizer_config.json') as Record<string, unknown>;

/** ALBERT's own tokenizer, of 30,000 pieces. */
export const albertTokenizer: Tokenizer = createTokenizer(tokenizerJson, tokenizerConfig);

/** A text with its tokens by the reference implementation (the Rust crate `tokenizers`). */
export interface TokensOracle {
  readonly text: string;
  readonly ids: readonly number[];
  /** [start, end] of each token in code points of the text. */
  readonly offsets: readonly (readonly [number, number])[];
}

export const tokensOracle = read('oracle/tokens.json') as readonly TokensOracle[];

function read(name: string): unknown {
  const file = new URL(`./fixtures/${name}.gz`, import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8'));
}
