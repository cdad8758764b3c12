import type { Assessment } from '../../core/assessment/assess';
import type { Comparison } from '../../core/assessment/compare';
import { signClarity, type LocalFit } from '../../core/assessment/sign-clarity';
import type { Explanation } from '../../core/attribution/explanation';
import { methods as definitions } from '../../core/attribution/methods/all';
import { fixed, percent, signed } from '../shared/format';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const title = ({ method }: Pick<Explanation, 'method'>) => definitions[method].title;

/** Whether the methods order and sign the words alike. */
export function agreementInWords({ agreement }: Pick<Comparison, 'agreement'>): string {
  const ranks = agreement.pairs.flatMap(({ spearman }) => (spearman === null ? [] : [spearman]));
  const signs = agreement.pairs.flatMap(({ signs }) => (signs === null ? [] : [signs]));
  if (ranks.length === 0 || signs.length === 0) return 'There are too few words to compare the methods by.';
  const correlation = mean(ranks);
  const order =
    correlation >= 0.8
      ? 'nearly the same order'
      : correlation >= 0.5
        ? 'a similar order'
        : 'different orders';
  return (
    `On average, two methods put the words in ${order} (rank correlation ${fixed(correlation, 2)}) ` +
    `and give ${percent(mean(signs))} of them the same sign.`
  );
}

/** Whether an explanation's values add up as its method promises; null where it promises nothing. */
export function sumInWords(explanation: Explanation): string | null {
  if (definitions[explanation.method].addsUp !== 'exactly') return null;
  const gap = Math.abs(explanation.delta);
  const size = gap < 5e-5 ? 'to four decimals' : `but for ${fixed(gap, 4)}`;
  return `${title(explanation)}: base value and values add up to the output ${size}.`;
}

/** How uncertain an explanation's values are; null where nothing is known of it. */
export function errorsInWords(explanation: Explanation): string | null {
  const { standardErrors, values } = explanation;
  const clarity = signClarity(explanation);
  if (!clarity || values.length === 0) return null;
  const { clear, fit } = clarity;
  const largest = (standardErrors ?? []).reduce((most, error) => Math.max(most, error), 0);
  if (!fit && largest === 0) return `${title(explanation)}: exact, all groups of words were tried.`;
  const unclear = clear.filter((isClear) => !isClear).length;
  const signs =
    unclear === 0
      ? 'the sign of every word is clear.'
      : unclear === values.length
        ? 'the sign of no word is clear.'
        : `the sign of ${unclear} of ${values.length} words is not clear.`;
  const parts = [
    ...(largest > 0 ? [`values are uncertain by up to ± ${fixed(largest, 4)} (one standard error)`] : []),
    ...(fit ? [fitInWords(fit)] : []),
    signs,
  ];
  return `${title(explanation)}: ${parts.join('; ')}`;
}

/** What is left of a local model's error when all is sampled. */
function fitInWords({ r2, missAtText, missAtEmpty }: LocalFit): string {
  const empty = missAtEmpty === null ? '' : ` and ${signed(missAtEmpty, 3)} at the empty text`;
  return `its local model has R² ${fixed(r2, 2)} and misses the output by ${signed(missAtText, 3)} at the text${empty}`;
}

/** Whether removing the words that a method names first costs more of the output than removing words at random. */
export function faithfulnessInWords({ methods, controls }: Assessment): string[] {
  return methods.map(({ method, faithfulness }) => {
    const found = faithfulness.comprehensivenessAopc;
    const random = controls.random.comprehensivenessAopc;
    const verdict =
      found > random * 1.1 + 0.01
        ? 'more than words at random'
        : found < random * 0.9 - 0.01
          ? 'less than words at random: do not lean on its ranking'
          : 'no more than words at random: do not lean on its ranking';
    return (
      `${definitions[method].title}: removing its first words costs ${fixed(found)} of the output on average, ` +
      `${verdict} (${fixed(random)}).`
    );
  });
}

/** How far the top words depend on the seed. */
export function stabilityInWords({ methods }: Assessment, topK: number): string[] {
  return methods.map(({ method, stability }) =>
    stability === null
      ? `${definitions[method].title}: no chance in it, always the same.`
      : `${definitions[method].title}: two runs with different seeds share ${percent(stability)} of their top ${topK} words.`,
  );
}
