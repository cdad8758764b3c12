import { percent, type Verdict } from '../../core/prediction/verdict';

/** A verdict in the few words that a cell of a table holds: "negative 96 %", "neutral or negative". */
export function readingInWords(
  { classIndex, probability, sureness, candidates }: Verdict,
  classes: readonly string[],
): string {
  if (sureness === 'open') return candidates.map((k) => classes[k]).join(' or ');
  return `${classes[classIndex]} ${percent(probability)}`;
}
