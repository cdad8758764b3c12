import type { AlignedText, Edit } from './aligned-text';
import { CharactersMap } from './characters-map';
import { segments } from './segments';

/** One step of normalisation that keeps track of where characters come from. */
export type Normalizer = (text: AlignedText) => AlignedText;

/**
 * The normaliser that tokenizer.json states under "normalizer", of the kinds that ALBERT's tokenizers are made of:
 * Sequence, Replace, NFKD, StripAccents, Lowercase, Precompiled.
 *
 * It follows the reference implementation (the Rust crate `tokenizers`) character by character; where JavaScript's own
 * string functions look at a character's neighbours (the final sigma of toLowerCase), they are kept from it.
 *
 * @throws Error on any other kind
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
    case 'NFKD':
      return decompose;
    case 'StripAccents':
      return (text) => text.replace(editMatches(text.text, /\p{M}/gu, () => '', 'each'));
    case 'Lowercase':
      return (text) =>
        text.replace(editMatches(text.text, /\p{Changes_When_Lowercased}/gu, (c) => c.toLowerCase(), 'each'));
    case 'Precompiled': {
      if (typeof settings.precompiled_charsmap !== 'string') break;
      const map = new CharactersMap(settings.precompiled_charsmap);
      return (text) => text.replace(mapCharacters(text.text, map));
    }
  }
  throw new Error(
    `tokenizer.json has a normalizer of type ${JSON.stringify(type)} that cannot be read: it is not one of ALBERT's.`,
  );
}

function replacePattern(pattern: unknown): RegExp | null {
  const { String: literal, Regex: regex } = (pattern ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof literal === 'string' && literal !== '')
    return new RegExp(literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'gu');
  return typeof regex === 'string' ? new RegExp(regex, 'gu') : null;
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

/** NFKD: every character decomposed, then combining marks in canonical order. */
function decompose(text: AlignedText): AlignedText {
  const decomposed = text.replace(editMatches(text.text, /[^\0-\x7f]/gu, (c) => c.normalize('NFKD'), 'each'));
  const ordered = decomposed.text.normalize('NFKD');
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
