/** Which language a text looks like, if it is not in one of those that were given. */
export interface LanguageGuess {
  /** An ISO 639-1 code. */
  readonly language: string;
  /** By how much its score is higher than that of any language that was given; scores are from 0 to 1. */
  readonly lead: number;
  /** Whether the text has enough of the language to tell it from others. */
  readonly reliable: boolean;
}

/**
 * Guesses a text's language.
 *
 * @param languages codes of languages that the text may be in ("en", "pt-BR")
 * @returns 'own' if the text looks like one of them; null if it looks like no language, or if one of them is not among those
 *   that can be told apart: it would be taken for another
 */
export type LanguageGuesser = (text: string, languages: readonly string[]) => LanguageGuess | 'own' | null;

let opened: LanguageGuesser | null = null;

/**
 * Loads what guesses languages: ELD (Nito-ELD) with its smallest table, 60 languages by their n-grams. It takes 280 KB
 * compressed, so it is loaded when it is first needed.
 */
export async function openLanguageGuesser(): Promise<LanguageGuesser> {
  if (opened) return opened;
  const { eld } = await import('eld/extrasmall');
  const known = new Set(Object.values(eld.info().Languages));
  opened = (text, languages) => {
    const own = languages.map(baseLanguage);
    if (!own.every((code) => known.has(code))) return null;
    const found = eld.detect(text);
    const { language } = found;
    if (language === '') return null;
    if (own.includes(language)) return 'own';
    const scores = found.getScores();
    const lead = scores[language]! - Math.max(...own.map((code) => scores[code] ?? 0));
    return { language, lead, reliable: found.isReliable() };
  };
  return opened;
}

/** "pt" of "pt-BR". */
function baseLanguage(code: string): string {
  return code.split('-', 1)[0]!.toLowerCase();
}
