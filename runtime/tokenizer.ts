import { Tokenizer as Engine, Unigram } from '@huggingface/tokenizers';
import { createNormalizer, type Normalizer } from '../core/text/normalizer';
import { AddedTokens, tokenize, type TokenizerParts } from '../core/text/tokenize';
import type { SpecialTokenIds, Tokenizer } from '../core/text/types';

/**
 * The tokenizer of a Hugging Face ALBERT folder; the same in Node and in a Web Worker, without any request.
 *
 * The engine is the one with which the transformers package (v4) runs a tokenizer.json. It is imported by itself: the
 * package's only entry brings image and audio code, 70 MB of runtime, and a CDN's address to load it from. The engine
 * reads the file and finds the pieces of a word; as it keeps no offsets, the text is normalised and cut into words
 * by core/text, which does.
 *
 * @param tokenizerJson the parsed tokenizer.json
 * @param tokenizerConfig the parsed tokenizer_config.json, which may name the special tokens otherwise than ALBERT does;
 *   undefined when the folder has none
 * @throws Error when tokenizer.json is not that of an ALBERT
 */
export function createTokenizer(tokenizerJson: unknown, tokenizerConfig: unknown): Tokenizer {
  const file = readFile(tokenizerJson);
  const config = isObject(tokenizerConfig) ? tokenizerConfig : {};
  const engine = createEngine(file, config);
  const model = engine.model;
  if (!(model instanceof Unigram)) throw notAlbert('its model is not a SentencePiece unigram model');
  const special = specialTokenIds(engine, config);
  if (engine.encode('').ids.join() !== [special.cls, special.sep].join()) {
    throw notAlbert('it does not put a text between the tokens [CLS] and [SEP]');
  }
  const parts: TokenizerParts = {
    special,
    addedTokens: readAddedTokens(file.added_tokens),
    normalize: readNormalizer(file.normalizer),
    wordStart: wordStartMark(file.pre_tokenizer),
    pieces: (word) => model.tokenize(word),
    pieceId: (piece) => model.tokens_to_ids.get(piece) ?? special.unknown,
  };
  return { special, tokenize: (text) => tokenize(text, parts) };
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notAlbert(reason: string, cause?: unknown): Error {
  return new Error(
    `tokenizer.json is not the tokenizer of an ALBERT model: ${reason}. Take the tokenizer.json from the folder of the model.`,
    { cause },
  );
}

function readFile(tokenizerJson: unknown): JsonObject {
  if (!isObject(tokenizerJson)) throw notAlbert('it does not hold a JSON object');
  const { model } = tokenizerJson;
  if (!isObject(model)) throw notAlbert('it has no "model"');
  if (model.type !== 'Unigram')
    throw notAlbert(`its model is of type ${JSON.stringify(model.type)}, not "Unigram"`);
  const isPiece = (entry: unknown): boolean =>
    Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'number';
  if (!Array.isArray(model.vocab) || !model.vocab.every(isPiece))
    throw notAlbert('its vocabulary cannot be read');
  return tokenizerJson;
}

function createEngine(file: JsonObject, config: JsonObject): Engine {
  try {
    // A copy of what it may write to: it marks added tokens in the vocabulary.
    return new Engine({ added_tokens: [], decoder: null, ...file }, config);
  } catch (error) {
    throw notAlbert(error instanceof Error ? error.message : String(error), error);
  }
}

function readNormalizer(specification: unknown): Normalizer {
  try {
    return createNormalizer(specification);
  } catch (error) {
    throw notAlbert(error instanceof Error ? error.message : String(error), error);
  }
}

/** Ids of the special tokens, by the names in tokenizer_config.json or else ALBERT's own. */
function specialTokenIds(engine: Engine, config: JsonObject): SpecialTokenIds {
  const id = (key: string, usual: string): number => {
    const entry = config[key];
    const name = isObject(entry) ? entry.content : entry;
    const token = typeof name === 'string' ? name : usual;
    const found = engine.token_to_id(token);
    if (found === undefined) throw notAlbert(`it has no token ${JSON.stringify(token)} (${key})`);
    return found;
  };
  return {
    cls: id('cls_token', '[CLS]'),
    sep: id('sep_token', '[SEP]'),
    pad: id('pad_token', '<pad>'),
    mask: id('mask_token', '[MASK]'),
    unknown: id('unk_token', '<unk>'),
  };
}

function readAddedTokens(entries: unknown): AddedTokens {
  if (!Array.isArray(entries)) return new AddedTokens([]);
  const tokens = entries.map((entry: unknown) => {
    if (!isObject(entry) || typeof entry.id !== 'number' || typeof entry.content !== 'string') {
      throw notAlbert('one of its added tokens has no id or content');
    }
    if (entry.normalized === true || entry.single_word === true) {
      throw notAlbert(
        `its added token ${JSON.stringify(entry.content)} is looked for in normalised text or whole words`,
      );
    }
    return {
      id: entry.id,
      content: entry.content,
      lstrip: entry.lstrip === true,
      rstrip: entry.rstrip === true,
    };
  });
  return new AddedTokens(tokens);
}

/** The mark of a word's start, of a pre-tokenizer that splits at white space and marks every word. */
function wordStartMark(specification: unknown): string {
  const steps =
    isObject(specification) && Array.isArray(specification.pretokenizers) ? specification.pretokenizers : [];
  const [split, metaspace] = steps as readonly unknown[];
  if (
    steps.length === 2 &&
    isObject(split) &&
    split.type === 'WhitespaceSplit' &&
    isObject(metaspace) &&
    metaspace.type === 'Metaspace' &&
    typeof metaspace.replacement === 'string' &&
    (metaspace.prepend_scheme ?? 'always') === 'always' &&
    metaspace.add_prefix_space !== false
  )
    return metaspace.replacement;
  throw notAlbert('its pre-tokenizer does not split at white space and mark each word');
}
