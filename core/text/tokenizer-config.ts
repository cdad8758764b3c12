import * as v from 'valibot';
import { fields, text } from '../model/fields';
import { readModelFile } from '../model/model-file';

const tokenName = v.exactOptional(
  v.nullable(
    v.union(
      [text(100), fields({ content: text(100) })],
      'has to be the text of a token, or an object with its "content"',
    ),
  ),
);

const tokenizerConfigSchema = fields({ pad_token: tokenName, mask_token: tokenName });

/**
 * The names that tokenizer_config.json gives to tokens that tokenizer.json does not name. Null means the usual name.
 */
export interface TokenNames {
  readonly pad_token: string | null;
  readonly mask_token: string | null;
}

/**
 * @param json the parsed tokenizer_config.json; undefined if the folder has none
 * @throws ModelFileError naming the field that does not fit
 */
export function readTokenNames(json: unknown): TokenNames {
  const names = readModelFile(tokenizerConfigSchema, json ?? {}, 'tokenizer_config.json');
  const nameOf = (entry: string | { readonly content: string } | null | undefined) =>
    (typeof entry === 'object' ? entry?.content : entry) ?? null;
  return { pad_token: nameOf(names.pad_token), mask_token: nameOf(names.mask_token) };
}
