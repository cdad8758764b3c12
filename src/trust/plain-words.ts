import type { Assessment } from '../../core/assessment/assess';
import { hasSeed } from '../../core/assessment/assess';
import { signClarity, type LocalFit } from '../../core/assessment/sign-clarity';
import type { Explanation } from '../../core/attribution/explanation';
import { methods as definitions, type MethodName } from '../../core/attribution/methods/all';
import type { Unit } from '../compare/unit';

const titleOf = (method: MethodName) => definitions[method].title;
const listed = (items: readonly string[]) => new Intl.ListFormat('en').format(items);
const wholePercent = (share: number) => `${Math.round(100 * share)} %`;

/** "91 %" of equal shares, "88 to 91 %" of others. */
function range(values: readonly number[], text: (value: number) => string, sign: string): string {
  const [least, most] = [text(Math.min(...values)), text(Math.max(...values))];
  return least === most ? `${least}${sign}` : `${least} to ${most}${sign}`;
}

/** Whose values add up as their methods promise, in one sentence for all; null where none promises it. */
export function sumsInWords(explanations: readonly Explanation[], unit: Unit): string | null {
  const names = explanations
    .filter(({ method }) => definitions[method].addsUp === 'exactly')
    .map(({ method, delta }) => {
      const gap = Math.abs(delta);
      return `${titleOf(method)}${gap < 5e-5 ? '' : ` (but for ${unit.size(gap, 3)} ${unit.name})`}`;
    });
  return names.length === 0 ? null : `Base value and values add up to the output: ${names.join(', ')}.`;
}

/** How uncertain an explanation's values are; null where nothing is known of it. */
export function errorsInWords(explanation: Explanation, unit: Unit): string | null {
  const { method, standardErrors, values } = explanation;
  const clarity = signClarity(explanation);
  if (!clarity || values.length === 0) return null;
  const { clear, fit } = clarity;
  const largest = largestError(standardErrors);
  if (!fit && largest === 0) return `${titleOf(method)}: exact, all groups of words were tried.`;
  const unclear = clear.filter((isClear) => !isClear).length;
  const signs =
    unclear === 0
      ? 'the direction of every word is clear.'
      : unclear === values.length
        ? 'the direction of no word is clear.'
        : `the direction of ${unclear} of ${values.length} words is not clear.`;
  const parts = [
    ...(largest > 0
      ? [`values are uncertain by up to ± ${unit.size(largest, 2)} ${unit.name} (one standard error)`]
      : []),
    ...(fit ? [fitInWords(fit, unit)] : []),
    signs,
  ];
  return `${titleOf(method)}: ${parts.join('; ')}`;
}

function largestError(standardErrors: Explanation['standardErrors']): number {
  return (standardErrors ?? []).reduce((most, error) => Math.max(most, error), 0);
}

/** What is left of a local model's error when all is sampled. */
function fitInWords({ r2, missAtText, missAtEmpty }: LocalFit, unit: Unit): string {
  const empty = missAtEmpty === null ? '' : ` and ${unit.change(missAtEmpty)} at the empty text`;
  return `its local model has R² ${r2.toFixed(2)} and misses the output by ${unit.change(missAtText)} ${unit.name} at the text${empty}`;
}

type Standing = 'more' | 'same' | 'less';

/** How a method's order of removal does against chance: a tenth of it, and 0.01 of the output, is no difference. */
function standingOf(found: number, random: number): Standing {
  const margin = 0.1 * Math.abs(random) + 0.01;
  return found > random + margin ? 'more' : found < random - margin ? 'less' : 'same';
}

/** Whether removing the words that methods name first costs more of the output than removing words at random. */
export function matterInWords({ methods, controls }: Assessment, unit: Unit): string {
  const random = controls.random.comprehensivenessAopc;
  const costs = (those: Assessment['methods']) =>
    those.map(({ faithfulness }) => faithfulness.comprehensivenessAopc);
  const standing = (one: Assessment['methods'][number]) =>
    standingOf(one.faithfulness.comprehensivenessAopc, random);
  const names = (those: Assessment['methods']) => listed(those.map(({ method }) => titleOf(method)));
  const change = (value: number) => unit.change(-value);
  const chance = `${change(random)} ${unit.name} at random`;
  const more = methods.filter((one) => standing(one) === 'more');
  const rest = methods.filter((one) => standing(one) !== 'more');
  const told = (those: Assessment['methods']) => range(costs(those), change, ` ${unit.name}`);
  if (more.length === 0) {
    return `No more than chance: with the words gone that they name first, the output moves by ${told(rest)} on average; by ${chance}. Do not lean on their order.`;
  }
  const shares = more.flatMap(
    ({ normalisedAopc: { comprehensiveness } }) => comprehensiveness.normalised ?? [],
  );
  const percent = (one: number) => String(Math.round(100 * one));
  const against = [
    ['leaving out one word at a time', controls.leaveOneOut],
    ['an order at random', controls.random],
  ] as const;
  const others = against.flatMap(([name, { normalisedAopc }]) => {
    const { normalised } = normalisedAopc.comprehensiveness;
    return normalised === null ? [] : [`${name} goes ${percent(normalised)} %`];
  });
  const share =
    shares.length === 0
      ? ''
      : ` That is ${range(shares, percent, ' %')} of the way from the worst order of words to the best; ${listed(others)}.`;
  if (rest.length === 0) {
    return `Yes: with the words gone that they name first, the output moves by ${told(more)} on average; by ${chance}.${share}`;
  }
  return `Those of ${names(more)} do: with them gone, the output moves by ${told(more)} on average; by ${chance}.${share} Those of ${names(rest)} do not (${told(rest)}): do not lean on their order.`;
}

/**
 * How much chance there is in what is shown.
 * @param assessment null: other seeds have not been tried
 */
export function luckInWords(
  explanations: readonly Explanation[],
  assessment: Assessment | null,
  topK: number,
  unit: Unit,
): string {
  const seeded = explanations.filter(({ method }) => hasSeed(method));
  if (seeded.length === 0) return 'No: no chance is in these methods; they answer the same every time.';
  const others = explanations.filter(({ method }) => !hasSeed(method));
  const none =
    others.length === 0
      ? ''
      : ` There is no chance in ${listed(others.map(({ method }) => titleOf(method)))}.`;
  const stabilities = (assessment?.methods ?? []).flatMap(({ method, stability }) =>
    stability === null ? [] : [{ method, stability }],
  );
  if (stabilities.length > 0) {
    const top = Math.min(topK, explanations[0]?.values.length ?? topK);
    const shares = stabilities.map(
      ({ method, stability }) => `${wholePercent(stability)} (${titleOf(method)})`,
    );
    const words = top === 1 ? 'strongest word' : `${top} strongest words`;
    return `Two runs with different seeds share on average ${listed(shares)} of their ${words}.${none}`;
  }
  const largest = Math.max(...seeded.map(({ standardErrors }) => largestError(standardErrors)));
  if (largest === 0) {
    const exact = seeded.every(({ standardErrors }) => standardErrors !== null);
    return exact
      ? `No: the values are exact, or do not depend on what was drawn.${none}`
      : `How much other random numbers would change has not been measured.${none}`;
  }
  return `With other random numbers a value moves by up to ± ${unit.size(largest)} ${unit.name} (one standard error).${none}`;
}
