import type { AlignedText, Edit } from './aligned-text';
import { CharactersMap } from './characters-map';
import { shown } from '../model/model-file';
import { segments } from './segments';

/** One step of normalisation. It keeps track of where characters come from. */
export type Normalizer = (text: AlignedText) => AlignedText;

/**
 * Makes the normaliser that tokenizer.json states under "normalizer". It knows the kinds that tokenizers of encoders
 * use: Sequence, Replace, NFD, NFKD, StripAccents, Lowercase, Strip, Precompiled, BertNormalizer.
 *
 * It follows the reference implementation (the Rust crate `tokenizers`) character by character. JavaScript's string
 * functions sometimes look at the neighbours of a character (toLowerCase has a final sigma). They are kept from doing
 * so.
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
 * BERT's normaliser (`BasicTokenizer` of the original code). It removes control characters, makes white space blanks,
 * sets Chinese characters apart, strips accents and lowers the case.
 */
function bertNormalizer(settings: Readonly<Record<string, unknown>>): Normalizer {
  const isOn = (key: string, usual: boolean) => (settings[key] ?? usual) === true;
  const lowers = isOn('lowercase', true);
  const steps: Normalizer[] = [];
  if (isOn('clean_text', true)) steps.push(cleanText);
  if (isOn('handle_chinese_chars', true)) steps.push(setChineseApart);
  // If nothing is said about accents, they are stripped when the case is lowered.
  if (isOn('strip_accents', lowers)) steps.push((text) => remove(decompose(text, 'NFD'), /\p{Mn}/gu));
  if (lowers) steps.push(lowercase);
  return (text) => steps.reduce((current, step) => step(current), text);
}

/**
 * Half of a surrogate pair is taken for the replacement character, which is removed. What no character is assigned to stays:
 * an emoji that is newer than this engine must not be lost.
 */
function cleanText(text: AlignedText): AlignedText {
  const cleaned = remove(text, /(?![\t\n\r])[\0\ufffd\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu);
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
 * Whether a pattern takes time in proportion to any text: at each place it has at most one way to match. A regular
 * expression in a stranger's file could try more ways than anybody can wait for.
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

/** Decomposes every character, then puts combining marks in canonical order. */
function decompose(text: AlignedText, form: 'NFD' | 'NFKD'): AlignedText {
  const decomposed = text.replace(editMatches(text.text, /[^\0-\x7f]/gu, (c) => c.normalize(form), 'each'));
  const ordered = decomposed.text.normalize(form);
  return ordered === decomposed.text ? decomposed : decomposed.reorder(ordered);
}

/**
 * A grapheme of less than 6 bytes is replaced as a whole if the map has it. Otherwise its characters are replaced one
 * by one. The crate does the same.
 */
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
  // The text is ASCII. Then only CRLF is a grapheme of more than one character, and more white space changes nothing.
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
