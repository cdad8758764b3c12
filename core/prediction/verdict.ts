import { conformalSet, type ConformalSets } from '../metrics/conformal';
import { holdsFrom } from '../metrics/multi-label';
import type { OutputActivation } from '../model/classifier';
import { percent, percentsOfWhole } from './percent';

/**
 * How sure a reading is: the answer stands, it leans one way, or it leaves more than one answer open; 'each' where the classes
 * do not exclude each other, and any number of them is the answer.
 */
export type Sureness = 'sure' | 'leaning' | 'open' | 'each';

/**
 * What decides how many answers a reading leaves open: the conformal sets that a model's manifest states; null where it states
 * none; 'each' for a model whose classes each hold or not.
 */
export type AnswerRule = Pick<ConformalSets, 'threshold'> | 'each' | null;

/** The rule of a model. @param sets that its manifest states */
export function answerRule(
  activation: OutputActivation | undefined,
  sets: ConformalSets | null | undefined,
): AnswerRule {
  if (activation === 'sigmoid') return 'each';
  return sets ? { threshold: sets.threshold } : null;
}

/** What a model's probabilities say of a text, for a person. */
export interface Verdict {
  /** The most probable class. */
  readonly classIndex: number;
  readonly sureness: Sureness;
  /**
   * The classes that may be meant, most probable first. There is only one, unless the answer is open. Of classes that each
   * hold or not: those that hold, which may be none.
   */
  readonly candidates: readonly number[];
}

/**
 * From this lead of the most probable class over the next, an answer stands. With two classes it means 80 % to 20 %.
 */
const SURE_LEAD = 0.6;
/** Below this lead, either class may be meant. */
const OPEN_LEAD = 0.15;

/**
 * The only place that decides whether an answer is unsure. If a model states conformal sets, the classes in the set
 * stay open. If it states none, its margin decides: the lead of the most probable class over the next.
 * @param probabilities a distribution over the classes, or of each the probability that it holds
 */
export function verdictOf(probabilities: ArrayLike<number>, rule: AnswerRule): Verdict {
  const order = Array.from(probabilities, (_, k) => k).sort((a, b) => probabilities[b]! - probabilities[a]!);
  const classIndex = order[0]!;
  const probability = probabilities[classIndex]!;
  if (rule === 'each') {
    const candidates = order.filter((k) => probabilities[k]! >= holdsFrom);
    return { classIndex, sureness: 'each', candidates };
  }
  const lead = probability - (probabilities[order[1] ?? -1] ?? 0);
  const candidates = rule
    ? conformalSet(probabilities, rule)
    : order.filter((k, place) => place === 0 || probability - probabilities[k]! < OPEN_LEAD);
  const sureness = candidates.length > 1 ? 'open' : lead >= SURE_LEAD ? 'sure' : 'leaning';
  return { classIndex, sureness, candidates };
}

/**
 * Whether a reading is unsure: more than one class may be meant. Of classes that each hold or not, one of them may as well be
 * otherwise: that it holds and that it does not lie as close together as two classes that leave an answer open.
 */
export function isUnsure(probabilities: ArrayLike<number>, rule: AnswerRule): boolean {
  if (rule !== 'each') return verdictOf(probabilities, rule).sureness === 'open';
  return Array.from(probabilities).some((p) => Math.abs(2 * p - 1) < OPEN_LEAD);
}

/** The words of a verdict in three parts, so that a page can emphasise the answer: `lead answer, figures`. */
export interface VerdictWords {
  /** "Reads", "Leans" or "Could be"; "Holds:", or "None holds, nearest is". */
  readonly lead: string;
  /** The class or classes that may be meant: "positive", "negative or neutral". */
  readonly answer: string;
  /** Probabilities and doubt: "93 %", "69 %, not sure", "46 % and 41 %". */
  readonly figures: string;
}

/**
 * What is said of each class of a reading, wherever it is said of all of them or of one: the bar and the verdict agree, and classes
 * that exclude each other add up.
 */
export function sharesInWords(probabilities: ArrayLike<number>, rule: AnswerRule): string[] {
  return rule === 'each' ? Array.from(probabilities, percent) : percentsOfWhole(probabilities);
}

/**
 * A verdict in words, in its three parts.
 * @param classes names in the order of the probabilities
 */
export function verdictWords(
  { classIndex, sureness, candidates }: Verdict,
  probabilities: ArrayLike<number>,
  classes: readonly string[],
): VerdictWords {
  const answer = classes[classIndex]!;
  const shares = sharesInWords(probabilities, sureness === 'each' ? 'each' : null);
  const share = shares[classIndex]!;
  switch (sureness) {
    case 'sure':
      return { lead: 'Reads', answer, figures: share };
    case 'leaning':
      return { lead: 'Leans', answer, figures: `${share}, not sure` };
    case 'each': {
      if (candidates.length === 0) return { lead: 'None holds, nearest is', answer, figures: share };
      const names = candidates.map((k) => classes[k]!);
      const figures = candidates.map((k) => shares[k]!);
      return { lead: 'Holds:', answer: listed(names, 'and'), figures: listed(figures, 'and') };
    }
    case 'open': {
      const names = candidates.map((k) => classes[k]!);
      const figures = candidates.map((k) => shares[k]!);
      return { lead: 'Could be', answer: listed(names, 'or'), figures: listed(figures, 'and') };
    }
  }
}

/**
 * A verdict in words: "Reads positive, 93 %", "Leans positive, 69 %, not sure", "Could be negative or neutral, 46 % and 41 %".
 * @param classes names in the order of the probabilities
 */
export function verdictInWords(
  verdict: Verdict,
  probabilities: ArrayLike<number>,
  classes: readonly string[],
): string {
  const { lead, answer, figures } = verdictWords(verdict, probabilities, classes);
  return `${lead} ${answer}, ${figures}`;
}

/** Which answers a reading leaves open, in a sentence without its full stop. */
export function ruleInWords(rule: AnswerRule): string {
  if (rule === 'each') return `each class that has ${percent(holdsFrom)} or more, since each holds or not`;
  const besides = rule
    ? `has ${percent(rule.threshold)} or more, as the model states it`
    : `comes within ${Math.round(100 * OPEN_LEAD)} points of that`;
  return `the most probable class, and each other that ${besides}`;
}

function listed(parts: readonly string[], word: 'and' | 'or'): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)!}`;
}
