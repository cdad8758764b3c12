import type { Explanation } from '../attribution/explanation';
import { clearSigns } from '../assessment/sign-clarity';
import type { Verdict } from '../prediction/verdict';
import { pointsText } from './scale';
import { joined, namedWords, plain, sentence, type NamedWords, type Sentence } from './sentence';

export interface LeadOptions {
  /** The name of the explained class, where "it" would be taken for another one (see `leadOptions`). */
  readonly className?: string;
  /** Which words have a clear sign. When absent, `clearSigns` decides. */
  readonly clear?: readonly boolean[];
}

/** "It" is the class that a text reads as: another one is named, and so is any of several that may be meant. */
export function leadOptions(
  { classIndex, candidates }: Pick<Verdict, 'classIndex' | 'candidates'>,
  explained: number,
  className: string,
): Pick<LeadOptions, 'className'> {
  return explained === classIndex && candidates.length <= 1 ? {} : { className };
}

type Direction = 'lift' | 'hold';

/**
 * The one sentence that answers why: "love lifts it most (+42 points); but and short hold it back (−22 each)." A word
 * is named only if its sign is clear and it moves at least a whole point. There are at most two words on a side. The
 * second is named if it moves at least half as much as the first, and no other word moves as much as it.
 * @throws RangeError when the explanation is not of a probability: its values are not percentage points
 */
export function leadSentence(
  text: string,
  explanation: Pick<Explanation, 'target' | 'spans' | 'values' | 'standardErrors' | 'diagnostics'>,
  { className, clear = clearSigns(explanation) }: LeadOptions = {},
): Sentence {
  if (explanation.target.output !== 'probability') {
    throw new RangeError('Percentage points are of a probability; this explanation is of a logit.');
  }
  const points = explanation.values.map((value) => 100 * value);
  const words = namedWords(text, explanation.spans);
  const it = className === undefined ? 'it' : `“${className}”`;
  const moving = points
    .map((_, index) => index)
    .filter((index) => clear[index] && wholePoints(points[index]!) > 0);
  const side = (direction: Direction, unitStated: boolean): Sentence | null => {
    const sign = direction === 'lift' ? 1 : -1;
    const indices = moving.filter((index) => Math.sign(points[index]!) === sign);
    return indices.length === 0 ? null : clause(words, points, indices, direction, it, unitStated);
  };

  const lifts = side('lift', false);
  const holds = side('hold', lifts !== null);
  if (lifts && holds) return sentence([...lifts, plain('; '), ...holds, plain('.')]);
  if (lifts) return sentence([...lifts, plain('; nothing clearly holds it back.')]);
  if (holds) return sentence([...holds, plain('; nothing clearly lifts it.')]);
  if (points.length === 0) return [plain('There is no word that could be explained.')];
  return [
    plain(
      clear.some(Boolean)
        ? `No single word stands out: none moves ${it} by a whole point.`
        : `No single word stands out: none clearly lifts ${it} or holds it back.`,
    ),
  ];
}

/** Says what lifts or holds back, with at most two words. */
function clause(
  words: NamedWords,
  points: readonly number[],
  indices: readonly number[],
  direction: Direction,
  it: string,
  unitStated: boolean,
): Sentence {
  const ordered = [...indices].sort((a, b) => Math.abs(points[b]!) - Math.abs(points[a]!) || a - b);
  const size = (place: number): number => wholePoints(points[ordered[place] ?? -1] ?? 0);
  const named = (place: number): Sentence => words.name(ordered[place]!);
  const figure = (place: number): string => pointsText(points[ordered[place]!]!);
  const unit = unitStated ? '' : size(0) === 1 ? ' point' : ' points';
  const tied = ordered.filter((_, place) => size(place) === size(0)).length;
  const most = ordered.length > Math.max(tied, 1) ? ' most' : '';

  if (tied > 1) {
    const others = ordered.slice(2, tied);
    const rest = others.length === 0 ? [] : [[plain(`${others.length} other ${words.kind(others)}`)]];
    return [
      ...joined([named(0), named(1), ...rest], 'and'),
      plain(` ${verb(direction, true, it)}${most} (${figure(0)}${unit} each)`),
    ];
  }
  if (size(1) * 2 >= size(0) && size(1) > size(2)) {
    const more = ordered.length > 2 ? ' most' : '';
    return [
      ...named(0),
      plain(` (${figure(0)}${unit}) and `),
      ...named(1),
      plain(` (${figure(1)}) ${verb(direction, true, it)}${more}`),
    ];
  }
  return [...named(0), plain(` ${verb(direction, false, it)}${most} (${figure(0)}${unit})`)];
}

function verb(direction: Direction, several: boolean, it: string): string {
  if (direction === 'lift') return `${several ? 'lift' : 'lifts'} ${it}`;
  return `${several ? 'hold' : 'holds'} ${it} back`;
}

/** The size in whole points, as the sentence writes it. */
function wholePoints(points: number): number {
  return Math.abs(Number(points.toFixed(0)));
}
