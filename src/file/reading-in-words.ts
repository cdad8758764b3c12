import { sharesInWords, type Verdict } from '../../core/prediction/verdict';

/**
 * A verdict in the few words that a cell of a table holds: "negative 96 %", "neutral 48 % or negative 45 %", of more than two their
 * names alone, "neutral, negative or positive"; of classes that each hold or not "anger 93 % and joy 71 %", "none holds, nearest joy 31 %".
 */
export function readingInWords(
  { classIndex, sureness, candidates }: Verdict,
  probabilities: readonly number[],
  classes: readonly string[],
): string {
  const shares = sharesInWords(probabilities, sureness === 'each' ? 'each' : null);
  if (candidates.length === 0) return `none holds, nearest ${classes[classIndex]} ${shares[classIndex]}`;
  const word = sureness === 'each' ? ' and ' : ' or ';
  if (sureness === 'open' && candidates.length > 2) {
    const names = candidates.map((k) => classes[k]!);
    return `${names.slice(0, -1).join(', ')}${word}${names.at(-1)!}`;
  }
  return candidates.map((k) => `${classes[k]} ${shares[k]}`).join(word);
}
