import { segments } from './segments';
import type { Span, Token, Word } from './types';

// The forms of a word. They are tried in this order, at the place where the last word ended. A quantifier before a
// later required character has a limit, so that no text makes the scan quadratic.
const wordCharacter = String.raw`[\p{L}\p{M}\p{N}_\u00AD\u200C\u200D]`;
const urlCharacters = String.raw`[^\s<>"“”]*[^\s<>"“”.,;:!?'’)\]}…]`;
const emojiUnit = String.raw`(?:\p{Extended_Pictographic}|\p{Emoji_Presentation})\uFE0F?\p{Emoji_Modifier}?[\u{E0020}-\u{E007F}]*`;
const patterns = [
  // Addresses: with a scheme, beginning with www, or a domain of a common ending.
  String.raw`(?:https?:\/\/|www\.)${urlCharacters}`,
  String.raw`[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}`,
  String.raw`(?<![\p{L}\p{N}])(?:[a-zA-Z0-9-]{1,63}\.){1,4}(?:com|org|net|edu|gov|info|io|co|uk|ly|me|tv)(?![\p{L}\p{N}.])(?:\/(?:${urlCharacters})?)?`,
  // HTML entities: texts from the web have many of them.
  String.raw`&(?:#\d{1,7}|[a-zA-Z]{2,8});`,
  // Mentions, hashtags, stock symbols.
  String.raw`[@＠]\w+`,
  String.raw`[#＃](?!\uFE0F?\u20E3)${wordCharacter}+`,
  String.raw`\$[A-Za-z]{1,6}(?![\p{L}\p{N}])`,
  // Emoticons. If the mouth is a letter, space must stand on both sides; if it is a bracket, only behind it.
  String.raw`¯\\?_\(ツ\)_\/¯`,
  String.raw`<\/?3+(?!\p{N})`,
  String.raw`[<>]?[:;=]['’]?[-o^*~]?[)(\]\[}{|\\/*@]+(?![\p{L}\p{N}/])`,
  String.raw`[)(\]\[}{/\\|]{1,8}[-o^*]?['’]?[:;=](?![\p{L}\p{N}:;=])`,
  String.raw`(?<![\p{L}\p{N}])(?:[:;=8xX]['’]?[-^]?[dDpPoOsSxXbB03]+|[:;=][-^][><cC$#]|[xX]D+|[oO0]_+[oO0]|[tT;]_+[tT;]|\^[_.-]?\^|[->]_+[-<]|\\[oO]\/)(?![\p{L}\p{N}])`,
  // Emoji: keycaps, flags, and pictures with their variations, skin tones and joined parts.
  String.raw`[0-9#*]\uFE0F?\u20E3`,
  String.raw`\p{Regional_Indicator}{2}`,
  String.raw`${emojiUnit}(?:\u200D${emojiUnit})*`,
  // Abbreviations with dots; numbers with their separators, sign of currency, percent or unit.
  String.raw`(?<![\p{L}\p{N}])(?:\p{L}\.){2,}`,
  String.raw`(?:(?<![\p{L}\p{N}])[-+])?[$€£¥]?\p{Nd}+(?:[.,:/]\p{Nd}+)*(?:[%°]|${wordCharacter}+)?(?:[-‐‑'’]${wordCharacter}+)*`,
  String.raw`${wordCharacter}+(?:(?:[-‐‑'’]|\*+|&(?!\w{1,8};))${wordCharacter}+)*`,
  // Punctuation: a run of ! and ?, of dots, or of one and the same character.
  String.raw`[!?！？]+`,
  String.raw`[.…]+`,
  String.raw`(\S)\1*`,
];
const wordPattern = new RegExp(patterns.map((pattern) => `(?:${pattern})`).join('|'), 'gu');
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

const markPattern = /^(?:[!?！？]+|[.…]+|(\p{P})\1*)$/u;

/** Whether what stands among the words of a text is a punctuation mark, or a run of one: nobody counts it as a word. */
export function isMark(word: string): boolean {
  return markPattern.test(word);
}

/** Whether a word is a punctuation mark right behind another word, such as a comma. */
export function isAttachedMark(text: string, { start, end }: Span): boolean {
  return start > 0 && /\S/u.test(text[start - 1]!) && isMark(text.slice(start, end));
}

/**
 * The words of a text, as people read them. They ascend, are disjoint and have no white space. Each of these is one
 * word:
 * - an address (URL, e-mail), a mention, a hashtag, a stock symbol ($AAPL);
 * - an emoticon (":-)", "<3", "xD") and an emoji with its skin tone, joined parts or as a flag;
 * - a number with its separators, currency or unit (3.5, 1,000, 10:30, $5, 40%, 4th);
 * - letters, digits and underscores with apostrophes and hyphens between them (can't, state-of-the-art), asterisks
 *   (f**k) or an ampersand (R&B), abbreviations with dots (U.S.), and HTML entities (&amp;);
 * - a run of ! and ?, of dots, or of one other mark: they carry sentiment of their own ("!!!", "...").
 *
 * For scripts without spaces, the dictionaries of Intl.Segmenter divide words.
 */
export function wordSpans(text: string): readonly Span[] {
  const spans: Span[] = [];
  let dictionary: Intl.Segmenter | undefined;
  for (const match of text.matchAll(wordPattern)) {
    const [word] = match;
    if (!unspaced.test(word) || word.startsWith('#') || word.startsWith('¯')) {
      spans.push({ start: match.index, end: match.index + word.length });
      continue;
    }
    dictionary ??= new Intl.Segmenter('en', { granularity: 'word' });
    for (const { start, end } of segments(word, dictionary)) {
      spans.push({ start: match.index + start, end: match.index + end });
    }
  }
  return spans;
}

/**
 * Gives words their tokens. Every token that is not special belongs to exactly one word, in order.
 * - Words that share a token (several emoji in one unknown token, "[MASK]" typed by a person) become one.
 * - A token without characters (a lone word-start mark) belongs to the word of the next token. If it is the last, it
 *   belongs to the word before.
 * - A word without tokens is left out: the model does not see it.
 *
 * @param tokens spans ascending
 */
export function groupTokens(text: string, tokens: readonly Token[]): readonly Word[] {
  const spans = wordSpans(text);
  const words: { start: number; end: number; tokens: number[] }[] = [];
  let blank: number[] = [];
  let next = 0;
  tokens.forEach((token, index) => {
    if (token.special) return;
    // What has no room tells nothing of where what follows stands: one character may be read as several words.
    if (token.start === token.end) {
      blank.push(index);
      return;
    }
    while (next < spans.length && spans[next]!.end <= token.start) next++;
    const first = spans[next];
    if (first === undefined || first.start >= token.end) {
      blank.push(index);
      return;
    }
    let end = first.end;
    for (let i = next + 1; i < spans.length && spans[i]!.start < token.end; i++) end = spans[i]!.end;
    const last = words.at(-1);
    if (last !== undefined && last.end > first.start) {
      last.end = Math.max(last.end, end);
      last.tokens.push(...blank, index);
    } else {
      words.push({ start: first.start, end, tokens: [...blank, index] });
    }
    blank = [];
  });
  if (blank.length > 0) {
    const last = words.at(-1);
    if (last !== undefined) last.tokens.push(...blank);
    else words.push({ start: tokens[blank[0]!]!.start, end: tokens[blank.at(-1)!]!.end, tokens: blank });
  }
  return words;
}
