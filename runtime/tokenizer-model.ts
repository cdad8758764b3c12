import { Unigram } from '@huggingface/tokenizers';
import { shown } from '../core/model/model-file';
import { byteCharacters } from '../core/text/byte-level';
import { bytePairEncoding } from '../core/text/byte-pair-encoding';
import { wordPiece, type Piece, type TokenModel } from '../core/text/word-piece';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Limits for a file from a stranger. They are far above those of any known tokenizer. */
const longestPiece = 256;
const mostCharacters = 8_000_000;

export function isId(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 4_000_000;
}

export function isPieceText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestPiece;
}

function requireRoom(pieces: readonly string[]): void {
  const characters = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (characters > mostCharacters)
    throw new Error(`model: its vocabulary has ${characters} characters, too many to read`);
}

/** The pieces of a tokenizer, and how words are divided into them. */
export interface Vocabulary {
  readonly model: TokenModel;
  readonly unknown: number | null;
  readonly idOf: (token: string) => number | undefined;
}

/** @throws Error saying what in the "model" of a tokenizer.json is not known here */
export function readModel(model: unknown, preTokenizer: unknown): Vocabulary {
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
  const config = { type: 'Unigram' as const, vocab, unk_id: unknown };
  const unigram = new Unigram(config, '');
  // It keeps lists of its own, and would hold those of the file as long as it lives.
  config.vocab = [];
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
