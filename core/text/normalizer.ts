import type { AlignedText, Edit } from './aligned-text';
import { CharactersMap } from './characters-map';
import { shown } from '../model/model-file';
import { segments } from './segments';

/** One step of normalisation that keeps track of where characters come from. */
export type Normalizer = (text: AlignedText) => AlignedText;

/**
 * The normaliser that tokenizer.json states under "normalizer", of the kinds that tokenizers of encoders are made of:
 * Sequence, Replace, NFD, NFKD, StripAccents, Lowercase, Strip, Precompiled, BertNormalizer.
 *
 * It follows the reference implementation (the Rust crate `tokenizers`) character by character; where JavaScript's own
 * string functions look at a character's neighbours (the final sigma of toLowerCase), they are kept from it.
 *
 * @throws Error naming the type of any other kind
 */
export function createNormalizer(specification: unknown): Normalizer {
  if (specification === null || specification === undefined) return (text) => text;
  const { type, ...settings } = specification as Readonly<Record<string, unknown>>;
  switch (type) {
    case 'Sequence': {
      if (!Array.isArray(settings.normalizers)) break;
      const steps = settings.normalizers.map(createNormalizer);
      return (text) => steps.reduce((current, step) => step(current), text);
    }
    case 'Replace': {
      const pattern = replacePattern(settings.pattern);
      const { content } = settings;
      if (pattern === null || typeof content !== 'string') break;
      return (text) => text.replace(editMatches(text.text, pattern, () => content, 'last'));
    }
    case 'NFD':
    case 'NFKD':
      return (text) => decompose(text, type);
    case 'StripAccents':
      return (text) => remove(text, /\p{M}/gu);
    case 'Lowercase':
      return lowercase;
    case 'Strip':
      return (text) => strip(text, settings.strip_left !== false, settings.strip_right !== false);
    case 'BertNormalizer':
      return bertNormalizer(settings);
    case 'Precompiled': {
      if (typeof settings.precompiled_charsmap !== 'string') break;
      const map = new CharactersMap(settings.precompiled_charsmap);
      return (text) => text.replace(mapCharacters(text.text, map));
    }
  }
  throw new Error(`normalizer: one of type ${JSON.stringify(type)} cannot be read (${readable})`);
}

const readable =
  'known are Sequence, Replace, NFD, NFKD, StripAccents, Lowercase, Strip, Precompiled and BertNormalizer';

/**
 * BERT's normaliser (`BasicTokenizer` of the original code): control characters removed and white space made blanks,
 * Chinese characters set apart, accents stripped, case lowered.
 */
function bertNormalizer(settings: Readonly<Record<string, unknown>>): Normalizer {
  const isOn = (key: string, usual: boolean) => (settings[key] ?? usual) === true;
  const lowers = isOn('lowercase', true);
  const steps: Normalizer[] = [];
  if (isOn('clean_text', true)) steps.push(cleanText);
  if (isOn('handle_chinese_chars', true)) steps.push(setChineseApart);
  // Where nothing is said of accents, they go with the case.
  if (isOn('strip_accents', lowers)) steps.push((text) => remove(decompose(text, 'NFD'), /\p{Mn}/gu));
  if (lowers) steps.push(lowercase);
  return (text) => steps.reduce((current, step) => step(current), text);
}

/** Half of a surrogate pair counts as the replacement character, which is removed too. */
function cleanText(text: AlignedText): AlignedText {
  const cleaned = remove(text, /(?![\t\n\r])[\0\ufffd\p{C}]/gu);
  return cleaned.replace(editMatches(cleaned.text, /\p{White_Space}/gu, () => ' ', 'each'));
}

const chinese =
  /[\u{4e00}-\u{9fff}\u{3400}-\u{4dbf}\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{f900}-\u{faff}\u{2f800}-\u{2fa1f}]/gu;

function setChineseApart(text: AlignedText): AlignedText {
  return text.replace(editMatches(text.text, chinese, (character) => ` ${character} `, 'last'));
}

function lowercase(text: AlignedText): AlignedText {
  return text.replace(
    editMatches(text.text, /\p{Changes_When_Lowercased}/gu, (c) => c.toLowerCase(), 'each'),
  );
}

function remove(text: AlignedText, pattern: RegExp): AlignedText {
  return text.replace(editMatches(text.text, pattern, () => '', 'each'));
}

/** White space at either end. */
function strip(text: AlignedText, left: boolean, right: boolean): AlignedText {
  const isBlank = (at: number) => /\p{White_Space}/u.test(text.text[at]!);
  let [start, end] = [0, text.text.length];
  if (left) while (start < end && isBlank(start)) start++;
  if (right) while (end > start && isBlank(end - 1)) end--;
  return text.slice(start, end);
}

function replacePattern(pattern: unknown): RegExp | null {
  const { String: literal, Regex: regex } = (pattern ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof literal === 'string' && literal !== '')
    return new RegExp(literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'gu');
  if (typeof regex !== 'string') return null;
  if (!isBounded(regex)) {
    throw new Error(
      `normalizer: the regular expression ${shown(regex)} is not read, since it may take for ever on some texts (known are ` +
        'characters in a row, and a single character or class that is repeated)',
    );
  }
  return new RegExp(regex, 'gu');
}

const atom = String.raw`(?:[^\\^$.*+?()[\]{}|/]|\\[dDsSwWtnrf]|\\p\{\w+\}|\\[^\w\s]|\[\^?(?:[^\\[\]^]|\\.)+\])`;
const boundedPattern = new RegExp(`^(?:${atom}{1,32}|${atom}(?:[*+?]|\\{\\d{1,2}(?:,\\d{0,2})?\\}))$`, 'u');

/**
 * Whether a pattern takes time in proportion to the text, whatever the text: it has one way to match at most at each place.
 * A regular expression of a stranger's file may be made to try more ways than anybody can wait for.
 */
function isBounded(regex: string): boolean {
  return regex.length <= 200 && boundedPattern.test(regex);
}

function editMatches(
  text: string,
  pattern: RegExp,
  change: (match: string) => string,
  origin: Edit['origin'],
): Edit[] {
  const edits: Edit[] = [];
  for (const { index, 0: match } of text.matchAll(pattern)) {
    const replacement = change(match);
    if (match !== '' && replacement !== match)
      edits.push({ start: index, end: index + match.length, replacement, origin });
  }
  return edits;
}

/** Every character decomposed, then combining marks in canonical order. */
function decompose(text: AlignedText, form: 'NFD' | 'NFKD'): AlignedText {
  const decomposed = text.replace(editMatches(text.text, /[^\0-\x7f]/gu, (c) => c.normalize(form), 'each'));
  const ordered = decomposed.text.normalize(form);
  return ordered === decomposed.text ? decomposed : decomposed.reorder(ordered);
}

/** Whole graphemes of less than 6 bytes where the map has them, else character by character; as the crate does. */
function mapCharacters(text: string, map: CharactersMap): Edit[] {
  const edits: Edit[] = [];
  const add = (start: number, characters: string): boolean => {
    const replacement = map.replacement(characters);
    if (replacement === null) return false;
    edits.push({ start, end: start + characters.length, replacement, origin: 'each' });
    return true;
  };
  const addEach = (start: number, characters: string): void => {
    for (const character of characters) {
      add(start, character);
      start += character.length;
    }
  };
  // All ASCII: no grapheme has more than one character, but for CRLF, and white space is as good as more of it.
  if (!/[^\0-\x7f]/.test(text)) {
    addEach(0, text);
    return edits;
  }
  for (const { start, end } of segments(text, new Intl.Segmenter('en', { granularity: 'grapheme' }))) {
    const grapheme = text.slice(start, end);
    if (new TextEncoder().encode(grapheme).length < 6 && add(start, grapheme)) continue;
    addEach(start, grapheme);
  }
  return edits;
}
