import { mapCodePoints, replaceMatches, type AlignedText } from './aligned-text';
import { parseCharsmap } from './charsmap';

/** Rewrites text as the model was trained on it, and keeps where every character comes from. */
export type Normaliser = (aligned: AlignedText) => AlignedText;

/**
 * The `normalizer` of a tokenizer.json with character alignments, which the JavaScript packages do not give (and
 * whose table of characters they replace by NFKC). Covers what ALBERT's converters write: Sequence, Replace, NFKD,
 * StripAccents, Lowercase, Precompiled.
 *
 * Decomposing and lowercasing work code point by code point, as in the `tokenizers` library: a sigma that
 * ends a word has no form of its own. Marks are not put into canonical order; ALBERT's normaliser removes them.
 *
 * @throws Error when a normalizer is of another type, or misses a setting
 */
export function createNormaliser(json: unknown): Normaliser {
  if (json === null || json === undefined) return (aligned) => aligned;
  const {
    type,
    normalizers,
    pattern,
    content,
    precompiled_charsmap: charsmap,
  } = json as Record<string, unknown>;
  switch (type) {
    case 'Sequence': {
      if (!Array.isArray(normalizers)) break;
      const steps = normalizers.map(createNormaliser);
      return (aligned) => steps.reduce((rewritten, step) => step(rewritten), aligned);
    }
    case 'Replace': {
      const regex = patternOf(pattern);
      if (!regex || typeof content !== 'string') break;
      return (aligned) => replaceMatches(aligned, regex, content);
    }
    case 'NFKD':
      return (aligned) => mapCodePoints(aligned, (character) => character.normalize('NFKD'));
    case 'StripAccents':
      return (aligned) => mapCodePoints(aligned, (character) => (/^\p{M}/u.test(character) ? '' : character));
    case 'Lowercase':
      return (aligned) => mapCodePoints(aligned, (character) => character.toLowerCase());
    case 'Precompiled':
      if (charsmap === null || charsmap === '') return (aligned) => aligned;
      if (typeof charsmap !== 'string') break;
      return parseCharsmap(charsmap);
  }
  throw new Error(
    `tokenizer.json has a normalizer that is not ALBERT's, or not complete: ${String(type)}. ` +
      'Use the tokenizer.json that belongs to an ALBERT model.',
  );
}

function patternOf(json: unknown): RegExp | undefined {
  const { String: literal, Regex: source } = (json ?? {}) as Record<string, unknown>;
  if (typeof literal === 'string' && literal !== '')
    return new RegExp(literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'gu');
  return typeof source === 'string' ? new RegExp(source, 'gu') : undefined;
}
