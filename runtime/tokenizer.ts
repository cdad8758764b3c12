import { Tokenizer as Engine } from '@huggingface/tokenizers';
import type { SpecialTokenIds, Token, TokenizedText, Tokenizer, Word } from '../core/text/types';

/**
 * The tokenizer of a Hugging Face ALBERT folder.
 *
 * The engine is the one that the transformers package (v4) runs; it is imported by itself because the whole package
 * sets the runtime's WASM paths to a CDN when it loads.
 *
 * @param tokenizerJson the parsed tokenizer.json
 * @param tokenizerConfig the parsed tokenizer_config.json
 * @throws Error when tokenizer.json is not that of an ALBERT
 */
export function createTokenizer(tokenizerJson: unknown, tokenizerConfig: unknown): Tokenizer {
  if (!isObject(tokenizerJson) || !isObject(tokenizerJson.model) || tokenizerJson.model.type !== 'Unigram') {
    throw new Error(
      'tokenizer.json does not hold the SentencePiece (Unigram) tokenizer of an ALBERT model. Take it from the folder of the model.',
    );
  }
  const engine = new Engine(tokenizerJson, isObject(tokenizerConfig) ? tokenizerConfig : {});
  const id = (token: string): number => {
    const found = engine.token_to_id(token);
    if (found === undefined) throw new Error(`tokenizer.json has no ${token} token.`);
    return found;
  };
  const special: SpecialTokenIds = {
    cls: id('[CLS]'),
    sep: id('[SEP]'),
    pad: id('<pad>'),
    mask: id('[MASK]'),
    unknown: id('<unk>'),
  };
  return { special, tokenize: (text) => tokenize(engine, special, text) };
}

function tokenize(engine: Engine, special: SpecialTokenIds, text: string): TokenizedText {
  const { ids, tokens: pieces } = engine.encode(text, { add_special_tokens: false });
  const lowered = text.toLowerCase();
  const tokens: Token[] = [{ id: special.cls, start: 0, end: 0, special: true }];
  const words: (Word & { end: number; tokens: number[] })[] = [];
  let from = 0;
  ids.forEach((id, index) => {
    const piece = pieces[index]!;
    const found = lowered.indexOf(piece.replace('▁', ''), from);
    const start = found < 0 ? from : found;
    const end = found < 0 ? from : found + piece.replace('▁', '').length;
    from = end;
    const word = words.at(-1);
    if (word && !piece.startsWith('▁')) {
      word.end = end;
      word.tokens.push(tokens.length);
    } else words.push({ start, end, tokens: [tokens.length] });
    tokens.push({ id, start, end, special: false });
  });
  tokens.push({ id: special.sep, start: 0, end: 0, special: true });
  return { text, tokens, words };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
