import type { FileReport } from '../insight/file-report';
import { percent } from '../prediction/percent';
import { languageName, undetermined } from '../text/language-note';
import { rowsText } from './notes';
import { grouped } from '../text/count';

/** From this share of the rows on it is said unasked: of a file in the model's own language 0.2 % are taken for others. */
const LEAST_SHARE = 0.01;
/** Languages that are named. */
const mostNamed = 3;

type Counts = FileReport['counts'];

/** How many rows the model has not learnt the language of. */
export function otherLanguageRows({ otherLanguages }: Pick<Counts, 'otherLanguages'>): number {
  return otherLanguages.reduce((sum, { rows }) => sum + rows, 0);
}

/**
 * Which share of the rows is in languages that the model has not learnt, in sentences for people; empty where it is too
 * small to matter.
 */
export function otherLanguagesText({
  read,
  otherLanguages,
}: Pick<Counts, 'read' | 'otherLanguages'>): string {
  const rows = otherLanguageRows({ otherLanguages });
  if (rows === 0 || rows < LEAST_SHARE * read) return '';
  const isAll = rows === read;
  const who = isAll
    ? `All ${rowsText(read)} that are read`
    : `${percent(rows / read)} of the rows that are read (${grouped(rows)} of ${grouped(read)})`;
  const where = isAll ? '' : ' there';
  const [only, ...others] = otherLanguages;
  if (others.length === 0 && only) {
    return only.language === undetermined
      ? `${who} are made of words that the model does not know: do not trust its answers${where}.`
      : `${who} look like ${languageName(only.language)}. The model has not learnt this language: do not trust its answers${where}.`;
  }
  const named = otherLanguages.slice(0, mostNamed);
  const rest = rows - named.reduce((sum, one) => sum + one.rows, 0);
  const parts = named.map(({ language, rows: count }) => `${nameOf(language)} (${grouped(count)})`);
  if (rest > 0) parts.push(`others (${grouped(rest)})`);
  return `${who} look like languages that the model has not learnt: ${parts.join(', ')}. Do not trust its answers${where}.`;
}

function nameOf(language: string): string {
  return language === undetermined ? 'unknown words' : languageName(language);
}
