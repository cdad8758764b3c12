import { openLanguageGuesser, type LanguageGuess } from './language-guess';
import type { Tokenizer } from './types';
import { isMark } from './words';

/** What is said of a text that is not in a language that the model has learnt. Plain data. */
export interface LanguageNote {
  /** Which language it looks like, an ISO 639-1 code; null if nothing says. */
  readonly language: string | null;
  /** The share of its words that have characters or pieces which the model's vocabulary lacks, from 0 to 1. */
  readonly unknownWords: number;
}

/** Another language is named from this lead of its score over those of the model's languages; both are from 0 to 1. */
const LEAST_LEAD = 0.15;
/** From this share of unknown words on, the text is not in a language that the model has learnt. */
const MANY_UNKNOWN = 0.5;
/** A language shows in this many characters; more would only take time. */
const LOOKED_AT = 4000;

/** Names of people and places look like any language: these are not looked at. */
const notWords = /(?:https?:\/\/|www\.)\S+|[@＠#＃][\p{L}\p{M}\p{N}_]+/gu;
/** So do the words that begin with a capital letter: without them the text still has to look like another language. */
const capitalised = /(?<![\p{L}\p{M}])\p{Lu}[\p{L}\p{M}'’]*/gu;

/**
 * Whether a text is in a language that the model has not learnt; null where nothing speaks for it. The thresholds and
 * their measured errors are in docs/models.md.
 *
 * @param languages codes of the languages that the model has learnt; where there are none, nothing is said of any text
 */
export async function languageNote(
  text: string,
  tokenizer: Tokenizer,
  languages: readonly string[],
): Promise<LanguageNote | null> {
  if (languages.length === 0) return null;
  const beginning = text.slice(0, LOOKED_AT);
  const { words, tokens } = tokenizer.tokenize(beginning);
  const unknown: boolean[] = [];
  for (const word of words) {
    const letters = beginning.slice(word.start, word.end);
    if (isMark(letters) || !/^\p{L}/u.test(letters)) continue;
    unknown.push(word.tokens.some((at) => tokens[at]!.id === tokenizer.special.unknown));
  }
  if (unknown.length === 0) return null;
  const unknownWords = unknown.filter(Boolean).length / unknown.length;
  const guess = await openLanguageGuesser();
  const written = withoutNames(beginning);
  const other = (text: string): LanguageGuess | null => {
    const found = guess(text, languages);
    return found === 'own' ? null : found;
  };
  const found = other(written);
  if (unknownWords >= MANY_UNKNOWN) return { language: found?.language ?? null, unknownWords };
  if (found === null || !found.reliable || found.lead < LEAST_LEAD) return null;
  if (!other(written.replace(capitalised, ' '))?.reliable) return null;
  return { language: found.language, unknownWords };
}

/**
 * The notes of many texts. A text that looks like one of the model's languages is passed over without a look at its words,
 * which would take as long as a tenth of its reading.
 *
 * @param languages as for languageNote
 */
export async function languageNotes(
  texts: readonly string[],
  tokenizer: Tokenizer,
  languages: readonly string[],
): Promise<(LanguageNote | null)[]> {
  if (languages.length === 0) return texts.map(() => null);
  const guess = await openLanguageGuesser();
  const notes: (LanguageNote | null)[] = [];
  for (const text of texts) {
    const isOwn = guess(withoutNames(text.slice(0, LOOKED_AT)), languages) === 'own';
    notes.push(isOwn ? null : await languageNote(text, tokenizer, languages));
  }
  return notes;
}

/**
 * Of each of many texts the language that it looks to be in, if the model has not learnt it: an ISO 639-1 code, or
 * `undetermined` where only unknown words say so.
 *
 * @param languages as for languageNote
 */
export async function otherLanguages(
  texts: readonly string[],
  tokenizer: Tokenizer,
  languages: readonly string[],
): Promise<(string | null)[]> {
  const notes = await languageNotes(texts, tokenizer, languages);
  return notes.map((note) => note && (note.language ?? undetermined));
}

/** A language that nothing names, as BCP 47 has it. */
export const undetermined = 'und';

/** The name of a language in English. */
export function languageName(code: string): string {
  return (code === undetermined ? null : new Intl.DisplayNames('en', { type: 'language' }).of(code)) ?? code;
}

function withoutNames(text: string): string {
  return text.replace(notWords, ' ');
}

/** A note as a sentence for people: "This looks like Spanish. The model has not learnt this language: ...". */
export function languageNoteText({ language, unknownWords }: LanguageNote): string {
  const seen =
    language === null
      ? `${Math.round(100 * unknownWords)} % of the words are unknown to the model.`
      : `This looks like ${languageName(language)}.`;
  return `${seen} The model has not learnt this language: do not trust its answer.`;
}
