import type { AlignedText } from './aligned-text';
import { byteLevelWords, byteSpelling } from './byte-level';

/** Cuts a normalised text into words. None is empty. Tokens are then found within each word. */
export type PreTokenizer = (text: AlignedText) => readonly AlignedText[];

/**
 * The pre-tokenizer that tokenizer.json states under "pre_tokenizer", as the reference implementation (the Rust crate
 * `tokenizers`) has it: Sequence, WhitespaceSplit, Whitespace, Punctuation, BertPreTokenizer, Metaspace, ByteLevel. White space and
 * punctuation are the crate's, which are Unicode's.
 *
 * @throws Error naming the type of any other kind
 */
export function createPreTokenizer(specification: unknown): PreTokenizer {
  if (specification === null || specification === undefined) return (text) => [text];
  const { type, ...settings } = specification as Readonly<Record<string, unknown>>;
  switch (type) {
    case 'Sequence': {
      if (!Array.isArray(settings.pretokenizers)) break;
      const steps = settings.pretokenizers.map(createPreTokenizer);
      return (text) => steps.reduce<readonly AlignedText[]>((words, step) => words.flatMap(step), [text]);
    }
    case 'WhitespaceSplit':
      return (text) => text.matches(/[^\p{White_Space}]+/gu);
    case 'Whitespace':
      return (text) =>
        text.matches(
          /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}\p{White_Space}]+/gu,
        );
    case 'Punctuation':
      if ((settings.behavior ?? 'Isolated') !== 'Isolated') break;
      return (text) => text.matches(/[\p{P}!-/:-@[-`{-~]|[^\p{P}!-/:-@[-`{-~]+/gu);
    case 'BertPreTokenizer':
      return (text) => text.matches(/[\p{P}!-/:-@[-`{-~]|[^\p{White_Space}\p{P}!-/:-@[-`{-~]+/gu);
    case 'Metaspace':
      return metaspace(settings);
    case 'ByteLevel':
      return byteLevel(settings);
  }
  throw new Error(
    `pre_tokenizer: one of type ${JSON.stringify(type)} cannot be read as it stands (known are Sequence, WhitespaceSplit, Whitespace, Punctuation that is isolated, BertPreTokenizer, Metaspace and ByteLevel)`,
  );
}

/** Words spelled in bytes. A blank put in front of a text comes from no character, so that a token is where its letters are. */
function byteLevel(settings: Readonly<Record<string, unknown>>): PreTokenizer {
  const { add_prefix_space: addsBlank = true, use_regex: cutsWords = true } = settings;
  return (text) => {
    const whole = addsBlank === true && !text.text.startsWith(' ') ? text.prepend(' ') : text;
    return (cutsWords === true ? byteLevelWords(whole) : [whole]).map(byteSpelling);
  };
}

/**
 * Adds SentencePiece's mark of a word's start: in the place of every blank, and before a text that does not begin with
 * one. A mark comes from no character, so that a token stands where its letters are.
 */
function metaspace(settings: Readonly<Record<string, unknown>>): PreTokenizer {
  const { replacement: mark, add_prefix_space: addsPrefix, split = true } = settings;
  const scheme = settings.prepend_scheme ?? (addsPrefix === false ? 'never' : 'always');
  if (typeof mark !== 'string' || [...mark].length !== 1) {
    throw new Error(
      `pre_tokenizer: Metaspace needs a "replacement" of one character, not ${JSON.stringify(mark)}`,
    );
  }
  if (scheme !== 'always' && scheme !== 'first' && scheme !== 'never') {
    throw new Error(`pre_tokenizer: Metaspace's prepend_scheme ${JSON.stringify(scheme)} is not known`);
  }
  // Each mark begins a word.
  const escaped = `\\u{${mark.codePointAt(0)!.toString(16)}}`;
  const words = new RegExp(`${escaped}[^${escaped}]*|[^${escaped}]+`, 'gu');
  return (text) => {
    const blanks = Array.from(text.text.matchAll(/ /g), ({ index }) => ({
      start: index,
      end: index + 1,
      replacement: mark,
      origin: 'behind' as const,
    }));
    const marked = text.replace(blanks);
    const isPrepended =
      !marked.text.startsWith(mark) &&
      (scheme === 'always' || (scheme === 'first' && text.span(0, 1).start === 0));
    const whole = isPrepended ? marked.prepend(mark) : marked;
    return split === true ? whole.matches(words) : [whole];
  };
}
