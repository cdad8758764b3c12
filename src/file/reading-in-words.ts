import { percent, type Verdict } from '../../core/prediction/verdict';

/** A verdict in the few words that a cell of a table holds: "negative 96 %", "neutral 48 % or negative 45 %". */
export function readingInWords(
  { classIndex, probability, sureness, candidates }: Verdict,
  probabilities: readonly number[],
  classes: readonly string[],
): string {
  if (sureness !== 'open') return `${classes[classIndex]} ${percent(probability)}`;
  return candidates.map((k) => `${classes[k]} ${percent(probabilities[k]!)}`).join(' or ');
}
