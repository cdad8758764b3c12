import { AddedTokens, type AddedToken } from '../core/text/added-tokens';
import { AlignedText } from '../core/text/aligned-text';
import { readFrame } from '../core/text/frame';
import { createNormalizer } from '../core/text/normalizer';
import { createPreTokenizer } from '../core/text/pre-tokenizer';
import { requireFewSteps } from '../core/text/steps';
import { tokenize, type TokenizerParts } from '../core/text/tokenize';
import { readTokenNames, type TokenNames } from '../core/text/tokenizer-config';
import type { SpecialTokenIds, Tokenizer } from '../core/text/types';
import { isId, isObject, isPieceText, readModel, type JsonObject, type Vocabulary } from './tokenizer-model';

/**
 * Makes the tokenizer of a Hugging Face folder. It is the same in Node and in a Web Worker, and makes no request. It
 * reads every tokenizer that consists of parts that core/text knows, however its file is laid out.
 *
 * The library with which the transformers package (v4) runs a tokenizer.json finds the best pieces of a SentencePiece
 * word. It is imported by itself: the only entry of the package brings image and audio code, 70 MB of runtime, and a
 * CDN's address from which to load it. The library keeps no offsets. core/text does, so all other parts are there.
 *
 * @param tokenizerJson the parsed tokenizer.json
 * @param tokenizerConfig the parsed tokenizer_config.json, which may give the special tokens other names; undefined if
 *   the folder has none
 * @throws Error saying what in the file is not known here, and where it stands
 */
export function createTokenizer(tokenizerJson: unknown, tokenizerConfig: unknown): Tokenizer {
  const names = readTokenNames(tokenizerConfig);
  const parts = inFile(() => readParts(tokenizerJson, names));
  return tokenizerOf(parts);
}

/** Apart from the file: what lives on holds whatever it could see. */
function tokenizerOf(parts: TokenizerParts): Tokenizer {
  return { special: parts.special, tokenize: (text) => tokenize(text, parts) };
}

/** Adds the name of the file to an error. */
function inFile<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new Error(`tokenizer.json: ${(cause as Error).message}`, { cause });
  }
}

function readParts(file: unknown, names: TokenNames): TokenizerParts {
  if (!isObject(file)) throw new Error('it does not hold a JSON object');
  requireFewSteps(file.normalizer, 'normalizer', 'normalizers');
  requireFewSteps(file.pre_tokenizer, 'pre_tokenizer', 'pretokenizers');
  const vocabulary = readModel(file.model, file.pre_tokenizer);
  const added = readAddedTokens(file.added_tokens);
  const normalize = createNormalizer(file.normalizer);
  const normalizedForm = ({ content }: AddedToken) => normalize(AlignedText.from(content)).text;
  return {
    special: specialTokenIds(file, names, vocabulary, added),
    rawTokens: new AddedTokens(added.filter(({ normalized }) => !normalized)),
    normalize,
    normalizedTokens: new AddedTokens(
      added.filter(({ normalized }) => normalized),
      normalizedForm,
    ),
    cut: createPreTokenizer(file.pre_tokenizer),
    model: vocabulary.model,
  };
}

/**
 * Padding and mask have the names in tokenizer_config.json, or else the usual names. The other special tokens are those
 * that the file uses.
 */
function specialTokenIds(
  file: JsonObject,
  named: TokenNames,
  { unknown, idOf }: Vocabulary,
  added: readonly AddedToken[],
): SpecialTokenIds {
  const find = (name: string) => added.find(({ content }) => content === name)?.id ?? idOf(name);
  const id = (key: keyof TokenNames, usual: readonly string[]): number => {
    const stated = named[key];
    const names = stated === null ? usual : [stated];
    const found = names.map(find).find((candidate) => candidate !== undefined);
    if (found !== undefined) return found;
    throw new Error(
      `it has no token ${names.map((name) => JSON.stringify(name)).join(' or ')} (${key} in tokenizer_config.json)`,
    );
  };
  return {
    ...readFrame(file.post_processor),
    pad: id('pad_token', ['<pad>', '[PAD]']),
    mask: id('mask_token', ['[MASK]', '<mask>']),
    unknown,
  };
}

/** Far above that of any known tokenizer. */
const mostAddedTokens = 10_000;

function readAddedTokens(entries: unknown): AddedToken[] {
  if (entries === undefined || entries === null) return [];
  if (!Array.isArray(entries)) throw new Error('added_tokens: it is no list');
  if (entries.length > mostAddedTokens) {
    throw new Error(
      `added_tokens: it has ${entries.length} entries, and at most ${mostAddedTokens} are looked for`,
    );
  }
  return entries.map((entry: unknown, index) => {
    if (!isObject(entry) || !isId(entry.id) || !isPieceText(entry.content)) {
      throw new Error(`added_tokens: entry ${index} has no id or content`);
    }
    return {
      id: entry.id,
      content: entry.content,
      normalized: entry.normalized === true,
      singleWord: entry.single_word === true,
      lstrip: entry.lstrip === true,
      rstrip: entry.rstrip === true,
    };
  });
}
