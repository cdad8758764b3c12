import { ranking, type TopOrder } from './agreement';
import { assessedCoalitions, rankingsByStep, usualRankings, usualRuns } from './assessment-rows';
import { faithfulness, faithfulnessRanking, meanFaithfulness, type Faithfulness } from './faithfulness';
import { meanOfOrders, normalisedAopc, type NormalisedAopc } from './normalised-aopc';
import { stability } from './stability';
import { Random } from '../math/random';
import type { Comparison } from './compare';
import { explainReadings } from '../attribution/explain';
import { leaveOneOut } from '../attribution/games/leave-one-out';
import { methods as definitions, type MethodName } from '../attribution/methods/all';
import { readText, requireTarget, wholeGame, type Readings } from '../attribution/readings';
import { asksForValues, type MethodRequest } from '../attribution/requests';
import { Run, type RunControl } from '../attribution/run';
import { completeSettings } from '../attribution/method-settings';
import type { CommonSettings } from '../attribution/settings/shared';
import type { Subject } from '../attribution/subject';
import type { Classifier } from '../model/classifier';
import type { Removal } from '../text/types';

export interface AssessOptions extends Partial<CommonSettings> {
  /** How features are removed to measure faithfulness, however the methods remove them. Default "mask". */
  readonly removal?: Removal;
  /** How many features the top has whose stability is measured. Default 5. */
  readonly topK?: number;
  /** Default "absolute". */
  readonly order?: TopOrder;
  /** How many runs with different seeds there are, at least 2. Default 10. */
  readonly runs?: number;
  /** How many random rankings the random control has. Default 10. */
  readonly randomRankings?: number;
  /** The seed of the random rankings. The runs take this seed, the next one, and so on. Default 0. */
  readonly seed?: number;
}

export interface MethodAssessment {
  readonly method: MethodName;
  readonly faithfulness: Faithfulness;
  /**
   * The same with one feature a step, relative to the least and the most that any order of the features of this text
   * can have.
   */
  readonly normalisedAopc: NormalisedAopc;
  /**
   * The mean top-k overlap of runs with different seeds. Null for methods without a seed: they always give the same
   * answer.
   */
  readonly stability: number | null;
}

/** How faithful a control is, measured as a method is. */
export interface ControlFaithfulness extends Faithfulness {
  readonly normalisedAopc: NormalisedAopc;
}

/** How far explanations can be believed. Plain data: structured-clonable and JSON-ready. */
export interface Assessment {
  /** One entry for each explanation, in their order. */
  readonly methods: readonly MethodAssessment[];
  /** What faithfulness is compared with: the mean of random rankings, and the ranking of leave-one-out. */
  readonly controls: { readonly random: ControlFaithfulness; readonly leaveOneOut: ControlFaithfulness };
}

/**
 * The method that is measured (null: the faithfulness of all), and the steps that are done and expected. A step is a
 * run or the faithfulness. `done` may have a fraction: the faithfulness of a long text takes as long as many runs.
 */
export interface AssessProgress {
  readonly method: MethodName | null;
  readonly done: number;
  readonly total: number;
}

export interface AssessControl extends Omit<RunControl, 'onProgress'> {
  readonly onProgress?: (progress: AssessProgress) => void;
}

/**
 * Measures how far the explanations of a comparison can be believed: faithfulness against two controls, and stability
 * over seeds. Pass the subject, requests, unit and longText of that comparison.
 *
 * @param known earlier readings of this text in this unit and mode: what they remember is not evaluated again
 * @throws RangeError when the explanations do not match the requests or the features of the text
 * @throws DOMException "AbortError" within one batch of the signal being aborted
 */
export async function assess(
  model: Classifier,
  subject: Subject,
  asked: readonly MethodRequest[],
  { explanations }: Pick<Comparison, 'explanations'>,
  options: AssessOptions = {},
  { onProgress, ...control }: AssessControl = {},
  known?: Readings,
): Promise<Assessment> {
  const { unit = 'word', longText = 'windows', removal = 'mask', topK = 5, order = 'absolute' } = options;
  const { runs = usualRuns, randomRankings = usualRankings, seed = 0 } = options;
  requireTarget(model, subject.target);
  const readings = known ?? readText(model, subject, { unit, longText });
  const features = readings.features.length;
  // An explanation by sets of words has no order of words, so it cannot be assessed.
  const requests = asked.filter(asksForValues);
  if (
    explanations.length !== requests.length ||
    explanations.some(({ method, values }, i) => method !== requests[i]!.method || values.length !== features)
  ) {
    throw new RangeError('The explanations are not those of these requests on this text, unit and longText.');
  }
  const seeded = requests.filter(({ method }) => hasSeed(method)).length;
  const total = 1 + seeded * runs;
  let done = 0;
  const step = (method: MethodName | null): void => onProgress?.({ method, done, total });

  step(null);
  const expected = assessedCoalitions({
    features,
    explanations: explanations.length,
    rankings: randomRankings,
  });
  const run = new Run({
    ...control,
    onProgress: ({ done: coalitions }) => {
      done = Math.min(0.99, coalitions / expected);
      step(null);
    },
  });
  const game = run.through(wholeGame(readings, removal, subject.target));
  const alone = await leaveOneOut(game, run);
  const random = new Random(seed);
  const randomOrders = Array.from({ length: randomRankings }, () =>
    random.shuffle(ranking(new Float64Array(features), 'signed')),
  );
  const orders = [
    ...explanations.map(({ values }) => faithfulnessRanking(values)),
    faithfulnessRanking(alone.values),
    ...randomOrders,
  ];
  const curves = await faithfulness(game, orders);
  const stepped = orders.length - randomRankings + rankingsByStep(features, randomRankings);
  const bounded = await normalisedAopc(game, orders.slice(0, stepped), {}, run.signal);
  done = 1;

  const methods: MethodAssessment[] = [];
  for (const [i, { method, settings }] of requests.entries()) {
    let overlap: number | null = null;
    if (hasSeed(method)) {
      const values: (readonly number[])[] = [];
      for (let r = 0; r < runs; r++) {
        step(method);
        const complete = completeSettings(method, { ...settings, seed: seed + r, unit, longText });
        values.push((await explainReadings(method, subject, readings, complete, control)).values);
        done++;
      }
      overlap = stability(values, topK, order);
    }
    methods.push({ method, faithfulness: curves[i]!, normalisedAopc: bounded[i]!, stability: overlap });
  }
  step(null);
  const [leftOut, drawn] = [explanations.length, explanations.length + 1];
  return {
    methods,
    controls: {
      random: {
        ...meanFaithfulness(curves.slice(drawn)),
        normalisedAopc: meanOfOrders(bounded.slice(drawn)),
      },
      leaveOneOut: { ...curves[leftOut]!, normalisedAopc: bounded[leftOut]! },
    },
  };
}

/** Whether a method uses random numbers. */
export function hasSeed(method: MethodName): boolean {
  return 'seed' in definitions[method].fields;
}
