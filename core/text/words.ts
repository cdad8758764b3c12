import type { Span, Token, Word } from './types';

const letter = String.raw`[\p{L}\p{M}\p{Nd}\p{Nl}\p{No}_]`;
/** Invisible characters inside a word: soft hyphen, zero-width space and joiners, word joiner. */
const invisible = String.raw`[\xad\u200b-\u200d\u2060]`;
/** What stands between two letters without ending a word; a star is a censored letter. */
const joiner = String.raw`(?:['’ʼ＇‐-]|-|\*+|&(?!\w{1,8};)|${invisible}+)`;
/** The rest of a URL: all up to white space, without the punctuation of the sentence it is in. */
const rest = String.raw`\S*[^\s.,!?;:'"’”)\]}>…]`;
const label = String.raw`[\p{L}\p{Nd}_-]{1,63}`;
const pictograph = String.raw`\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?[\u{e0020}-\u{e007f}]*\u20e3?`;

/**
 * Kinds of words, first match first. Quantifiers that a failed match could try again from every character are
 * bounded, so that the time stays linear in the text.
 */
const kinds = [
  // URL, with or without a scheme; e-mail address
  String.raw`(?:https?:\/\/|www\.)${rest}`,
  String.raw`[\p{L}\p{Nd}._+-]{1,64}@${label}(?:\.${label}){1,8}`,
  String.raw`(?:${label}\.){1,8}(?:com|org|net|edu|gov|io|co|ly|uk|de|eu)(?!${letter})(?:\/(?:${rest})?)?`,
  // mention, hashtag, keycap, HTML entity
  String.raw`[0-9#*]\ufe0f?\u20e3`,
  String.raw`[@＠][\p{L}\p{M}\p{Nd}_]+`,
  String.raw`[#＃]${letter}+`,
  String.raw`&(?:#\d{1,7}|[a-zA-Z]{2,8});`,
  // emoticons, Western (either way round) and Eastern
  String.raw`[<>]?[:;=8][-o'^][)(\[\]{}DdPpOo03\/\\|*@$sS]+(?!${letter}|\/)`,
  String.raw`[<>]?[:;=]'?[)(\[\]{}DdPpOo03\/\\|*@$sS]+(?!${letter}|\/)`,
  String.raw`[([][-o'^]?[:;=](?!${letter})`,
  String.raw`(?:[xX]D+|<\/?3+|\^[_.-]*\^|-_+-|[oO][_.][oO]|T_T|¯\\_\(ツ\)_\/¯)(?!${letter})`,
  // emoji: flags, and pictographs joined by zero-width joiners
  String.raw`\p{Regional_Indicator}{2}`,
  String.raw`${pictograph}(?:\u200d${pictograph})*`,
  // amounts, times, dates: 3.5, 1,000, 24/7, 5pm, 50%, $20
  String.raw`[$€£¥]?\p{Nd}+(?:[.,:\/]\p{Nd}+)*(?:%|${letter}+(?:${joiner}${letter}+)*)?`,
  // U.S., a.m.
  String.raw`\p{L}(?:\.\p{L})+(?!${letter})\.?`,
  String.raw`${letter}+(?:${joiner}${letter}+)*`,
  // runs of punctuation
  String.raw`[!?¡¿‼⁉]+`,
  String.raw`(\P{White_Space})\1*[\p{M}\ufe0e\ufe0f]*`,
];
const word = new RegExp(kinds.map((kind) => `(?:${kind})`).join('|'), 'gu');

/**
 * Divides a text into what people read as one word: a hashtag, a mention, a URL, "can't", "well-known", "f**k", 3.5,
 * an emoticon, an emoji with all that it is joined of. Punctuation is words too: a run of one mark ("...") or of
 * exclamation and question marks ("?!!") is one. All that is not white space is in one of them, ascending.
 *
 * Letters of scripts that do without spaces stay together as they stand: ALBERT's vocabulary has none of them, and
 * turns a run of them into one unknown token.
 */
export function segmentWords(text: string): readonly Span[] {
  return Array.from(text.matchAll(word), ({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
  }));
}

/**
 * The words of a tokenized text: `segmentWords`, but words that one token crosses are joined into one, and words
 * without tokens (nothing but invisible characters) are left out. A token whose span touches no word (white space, or
 * nothing) goes with the next word, or with the last when none follows; where there is no word at all, such tokens
 * together are one. So every token that is not special belongs to exactly one word.
 *
 * @param tokens with spans whose starts and ends are ascending
 */
export function wordsOf(text: string, tokens: readonly Token[]): readonly Word[] {
  const spans = segmentWords(text);
  const words: { start: number; end: number; tokens: number[] }[] = [];
  let waiting: number[] = [];
  /** First span that ends after the token at hand starts. */
  let at = 0;
  tokens.forEach((token, index) => {
    if (token.special) return;
    while (at < spans.length && spans[at]!.end <= token.start) at++;
    let behind = at;
    while (behind < spans.length && spans[behind]!.start < token.end) behind++;
    if (behind === at) {
      waiting.push(index);
      return;
    }
    const start = spans[at]!.start;
    const end = spans[behind - 1]!.end;
    const last = words.at(-1);
    if (last && start < last.end) {
      last.end = Math.max(last.end, end);
      last.tokens.push(...waiting, index);
    } else {
      words.push({ start, end, tokens: [...waiting, index] });
    }
    waiting = [];
  });
  if (waiting.length > 0) {
    const last = words.at(-1);
    if (last) last.tokens.push(...waiting);
    else
      words.push({ start: tokens[waiting[0]!]!.start, end: tokens[waiting.at(-1)!]!.end, tokens: waiting });
  }
  return words;
}
