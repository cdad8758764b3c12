import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Tokenizer } from '../core/text/types';
import { createTokenizer } from '../runtime/tokenizer';

/** The files of ALBERT's own tokenizer, parsed. */
export const tokenizerJson = read('tokenizer.json') as Record<string, unknown>;
export const tokenizerConfig = read('tokenizer_config.json');

/** ALBERT's own tokenizer, of 30,000 pieces. */
export const albertTokenizer: Tokenizer = createTokenizer(tokenizerJson, tokenizerConfig);

function read(name: string): unknown {
  const file = new URL(`./fixtures/albert-tokenizer/${name}.gz`, import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8'));
}
