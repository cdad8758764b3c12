import { Unigram } from '@huggingface/tokenizers';
import { shown } from '../core/model/model-file';
import { AddedTokens, type AddedToken } from '../core/text/added-tokens';
import { AlignedText } from '../core/text/aligned-text';
import { byteCharacters } from '../core/text/byte-level';
import { bytePairEncoding } from '../core/text/byte-pair-encoding';
import { readFrame } from '../core/text/frame';
import { createNormalizer } from '../core/text/normalizer';
import { createPreTokenizer } from '../core/text/pre-tokenizer';
import { requireFewSteps } from '../core/text/steps';
import { tokenize, type TokenizerParts } from '../core/text/tokenize';
import { readTokenNames, type TokenNames } from '../core/text/tokenizer-config';
import type { SpecialTokenIds, Tokenizer } from '../core/text/types';
import { wordPiece, type Piece, type TokenModel } from '../core/text/word-piece';

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
  return { special: parts.special, tokenize: (text) => tokenize(text, parts) };
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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

/** Limits for a file from a stranger. They are far above those of any known tokenizer. */
const longestPiece = 256;
const mostCharacters = 8_000_000;
const mostAddedTokens = 10_000;

function isId(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 4_000_000;
}

function isPieceText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestPiece;
}

function requireRoom(pieces: readonly string[]): void {
  const characters = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (characters > mostCharacters)
    throw new Error(`model: its vocabulary has ${characters} characters, too many to read`);
}

interface Vocabulary {
  readonly model: TokenModel;
  readonly unknown: number | null;
  readonly idOf: (token: string) => number | undefined;
}

function readModel(model: unknown, preTokenizer: unknown): Vocabulary {
  if (!isObject(model)) throw new Error('it has no "model"');
  const type = model.type ?? unnamedModel(model);
  switch (type) {
    case 'Unigram':
      return unigramModel(model);
    case 'WordPiece':
      return wordPieceModel(model);
    case 'BPE':
      return bytePairModel(model, isByteLevel(preTokenizer));
  }
  throw new Error(
    `model: one of type ${JSON.stringify(type)} cannot be read (known are BPE, Unigram and WordPiece)`,
  );
}

/** Files of before 2020 do not name their model. */
function unnamedModel(model: JsonObject): string | undefined {
  if ('merges' in model) return 'BPE';
  if ('unk_id' in model) return 'Unigram';
  return 'continuing_subword_prefix' in model ? 'WordPiece' : undefined;
}

function unigramModel({ vocab, unk_id: unknown, byte_fallback: fallsBack }: JsonObject): Vocabulary {
  const isPiece = (entry: unknown): entry is [string, number] =>
    Array.isArray(entry) && isPieceText(entry[0]) && Number.isFinite(entry[1]);
  if (!Array.isArray(vocab) || !vocab.every(isPiece)) throw new Error('model: its vocabulary cannot be read');
  requireRoom(vocab.map(([piece]) => piece));
  if (typeof unknown !== 'number' || vocab[unknown] === undefined) {
    throw new Error('model: it names no unknown token of its vocabulary (unk_id)');
  }
  if (fallsBack === true) {
    throw new Error(
      'model: it spells what it does not know in bytes (byte_fallback), which is not known here',
    );
  }
  const unigram = new Unigram({ type: 'Unigram', vocab, unk_id: unknown }, '');
  const idOf = (token: string) => unigram.tokens_to_ids.get(token);
  return { unknown, idOf, model: (word) => withUnknownsJoined(unigram.tokenize(word), idOf, unknown) };
}

/** Unknown pieces in a row become one token. */
function withUnknownsJoined(
  pieces: readonly string[],
  idOf: (piece: string) => number | undefined,
  unknown: number,
): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const id = idOf(piece) ?? unknown;
    const last = joined.at(-1);
    if (id === unknown && last?.id === unknown) {
      joined[joined.length - 1] = { id, length: last.length + piece.length };
    } else {
      joined.push({ id, length: piece.length });
    }
  }
  return joined;
}

/** A vocabulary that gives each piece its id. */
function readVocabulary({ vocab }: JsonObject): ReadonlyMap<string, number> {
  const entries = Object.entries(isObject(vocab) ? vocab : {});
  const isPiece = (entry: readonly [string, unknown]): entry is [string, number] =>
    isPieceText(entry[0]) && isId(entry[1]);
  if (entries.length === 0 || !entries.every(isPiece))
    throw new Error('model: its vocabulary cannot be read');
  requireRoom(entries.map(([piece]) => piece));
  return new Map(entries);
}

/** @throws Error where the token that a model names is not in its vocabulary */
function unknownToken(vocabulary: ReadonlyMap<string, number>, name: unknown): number {
  const unknown = typeof name === 'string' ? vocabulary.get(name) : undefined;
  if (unknown !== undefined) return unknown;
  throw new Error(`model: its unknown token ${JSON.stringify(name)} (unk_token) is not in its vocabulary`);
}

/** Whether a pre_tokenizer spells words in bytes. */
function isByteLevel(preTokenizer: unknown): boolean {
  const { type, pretokenizers } = isObject(preTokenizer) ? preTokenizer : {};
  return type === 'ByteLevel' || (Array.isArray(pretokenizers) && pretokenizers.some(isByteLevel));
}

function bytePairModel(model: JsonObject, inBytes: boolean): Vocabulary {
  const vocabulary = readVocabulary(model);
  for (const key of [
    'dropout',
    'continuing_subword_prefix',
    'end_of_word_suffix',
    'byte_fallback',
  ] as const) {
    const value = model[key];
    if (value !== undefined && value !== null && value !== '' && value !== 0 && value !== false) {
      throw new Error(`model: its ${key} is ${shown(value)}, which is not known here`);
    }
  }
  const unknown = (model.unk_token ?? null) === null ? null : unknownToken(vocabulary, model.unk_token);
  if (unknown === null) requireAllBytes(vocabulary, inBytes);
  const merges = readMerges(model.merges);
  try {
    const pairs = bytePairEncoding({
      vocabulary,
      merges,
      unknown,
      fusesUnknown: model.fuse_unk === true,
      wholeWords: model.ignore_merges === true,
    });
    return { unknown, idOf: (token) => vocabulary.get(token), model: pairs };
  } catch (cause) {
    throw new Error(`model: ${(cause as Error).message}`, { cause });
  }
}

/** @throws Error where a text may have what a vocabulary without an unknown token has no piece for */
function requireAllBytes(vocabulary: ReadonlyMap<string, number>, inBytes: boolean): void {
  const lack = 'model: it names no unknown token (unk_token)';
  if (!inBytes) throw new Error(`${lack}, and its pre_tokenizer does not spell words in bytes`);
  const missing = byteCharacters.findIndex((character) => !vocabulary.has(character));
  if (missing >= 0) {
    throw new Error(
      `${lack}, and its vocabulary has no ${JSON.stringify(byteCharacters[missing])} for byte ${missing}`,
    );
  }
}

/** Pairs as lists of two or, in files of before 2024, with a blank between them. */
function readMerges(entries: unknown): [string, string][] {
  if (!Array.isArray(entries)) throw new Error('model: it has no list of merges');
  return entries.map((entry: unknown, rank) => {
    const parts: readonly unknown[] =
      typeof entry === 'string' ? entry.split(' ') : Array.isArray(entry) ? entry : [];
    const [left, right, ...others] = parts;
    if (isPieceText(left) && isPieceText(right) && others.length === 0) return [left, right];
    throw new Error(`model: merges.${rank} is no pair of pieces`);
  });
}

function wordPieceModel(model: JsonObject): Vocabulary {
  const vocabulary = readVocabulary(model);
  const unknown = unknownToken(vocabulary, model.unk_token ?? '[UNK]');
  const { continuing_subword_prefix: prefix = '##', max_input_chars_per_word: longest = 100 } = model;
  if (typeof prefix !== 'string') throw new Error('model: its continuing_subword_prefix cannot be read');
  // The time that a word takes grows with the square of its length.
  if (typeof longest !== 'number' || !(longest >= 1 && longest <= 1000)) {
    throw new Error(
      `model: its max_input_chars_per_word has to be a number from 1 to 1000, not ${shown(longest)}`,
    );
  }
  return {
    unknown,
    idOf: (token) => vocabulary.get(token),
    model: wordPiece({ vocabulary, unknown, continuingPrefix: prefix, longestWord: longest }),
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
