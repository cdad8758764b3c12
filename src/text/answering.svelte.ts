import * as Comlink from 'comlink';
import type { Explanation } from '../../core/attribution/explanation';
import { needsGradients } from '../../core/attribution/explain';
import type { ValueMethodName } from '../../core/attribution/methods/all';
import type { MethodRequest, ValueRequest } from '../../core/attribution/requests';
import { hasSeed } from '../../core/assessment/assess';
import { consensusOf } from '../../core/assessment/consensus';
import type { Classification, ExplainProgress } from '../../workers/api';
import { callModel, type ModelSource } from '../task/model-calls';
import type { Pace } from '../pace/pace.svelte';
import { pause } from '../task/pause';
import { Task, type TaskControl } from '../task/task.svelte';
import {
  askedClass,
  classOf,
  isExplained,
  isSameQuestion,
  isSameText,
  type Answer,
  type Asked,
  type Explained,
} from './answer';
import {
  expectedRows,
  finerRequest,
  firstRequest,
  hasSentences,
  isFine,
  namesOf,
  otherRequests,
  unaskedRequest,
} from './effort';
import { explainText } from './explain-text';
import { KeptAnswers } from './kept-answers';
import { Countdown } from './countdown';
import { isoDate } from '../shared/iso-date';
import { timing } from './timing';

/** How far the first explanation is. */
export interface AnswerProgress {
  /** Rows evaluated, and those that it takes as a rule. */
  readonly done: number;
  readonly total: number;
  /** Seconds; null where that is not known. */
  readonly left: number | null;
}

/**
 * Reads a text, explains it as much as it takes, and then, quietly, refines that and asks other methods. What is on show
 * stays until there is something newer, and when it is stopped.
 */
export class Answering extends Task<Answer, AnswerProgress> {
  readonly #kept = new KeptAnswers();

  /** @param pace what prices are made of, which explaining adds to */
  constructor(
    private readonly model: ModelSource,
    private readonly pace: Pace,
  ) {
    super();
  }

  /** Seconds that a request takes, by what was measured here last; null where no number can be told. */
  priceOf(request: MethodRequest, classification: Classification): number | null {
    return this.pace.secondsOf(request.method, expectedRows(request, classification), classification);
  }

  /** Has an answer from what was known made as fine as others are, and the methods asked that have not answered. */
  refine(answer: Answer): Promise<void> {
    return this.run(({ signal, onPartial }) => this.#refine(answer, signal, onPartial));
  }

  /** @param stillness milliseconds to wait first: who types may go on */
  ask(asked: Asked, stillness = 0): Promise<void> {
    return this.run((control) => this.#answer(asked, stillness, control));
  }

  /** What is known of exactly this; null while nothing is. */
  of(asked: Asked): Answer | null {
    return this.value && isSameQuestion(this.value.asked, asked) ? this.value : null;
  }

  /** What other methods are asked that have not answered yet: by sentence none is. */
  missingOf({ asked, others }: Answer): readonly ValueRequest[] {
    if (asked.effort === 'phrases') return [];
    return otherRequests(this.model.gradients ?? true).filter((request) =>
      others.every(({ method }) => method !== request.method),
    );
  }

  async #answer(
    asked: Asked,
    stillness: number,
    { signal, onProgress, onPartial }: TaskControl<Answer, AnswerProgress>,
  ): Promise<Answer> {
    const whole = this.#kept.of(asked);
    if (whole?.fromKnown) return { ...whole, asked };
    if (whole) return this.#askOthers({ ...whole, asked }, signal, onPartial);
    const other = this.#ofAnotherClass(asked);
    const switched = other && (await this.#fromKnown(other, asked, signal));
    if (switched) return switched;
    if (stillness > 0) await pause(stillness, signal);
    timing.start();
    const before = this.value?.asked.text === asked.text ? this.value : null;
    let answer: Answer = {
      asked,
      stage: 'read',
      classification: this.#known(asked) ?? (await this.#read(asked, signal)),
      explanation: before?.explanation ?? null,
      struck: before?.struck ?? [],
      fine: false,
      fromKnown: false,
      others: [],
      consensus: null,
      withoutOthers: '',
      date: isoDate(),
    };
    const show = (changes: Partial<Answer>) => onPartial((answer = { ...answer, ...changes }));
    show({});
    timing.once('first-prediction');
    const { classification } = answer;
    const { text, effort } = asked;
    const request = classification.words > 0 ? firstRequest(text, classification, effort) : null;
    if (!request) {
      show({ explanation: null });
      return answer;
    }

    const countdown = new Countdown(this.priceOf(request, classification));
    const rows = expectedRows(request, classification);
    const [first] = await this.#explain(asked, [request], signal, ({ done, total: mostRows, partial }) => {
      const total = Math.min(mostRows, Math.max(done, rows));
      countdown.mark(done, performance.now() / 1000);
      onProgress({ done, total, left: countdown.secondsLeft(total) });
      // Before its errors are known, no word's direction is clear.
      if (!partial || (hasSeed(request.method) && !partial.standardErrors)) return;
      show({ stage: 'coloured', explanation: partial, struck: asked.struck });
      timing.once('first-colours');
    });
    const finer = finerRequest(classification, effort);
    show({ stage: 'settled', explanation: first!, struck: asked.struck, fine: finer === null });
    timing.once('first-colours');
    const stays = !finer || (effort === 'phrases' && hasSentences(text, classification.windows));
    if (stays) timing.settled();
    if (finer) {
      const [refined] = await this.#explain(asked, [finer], signal);
      show({ explanation: refined!, fine: true });
    }
    if (!stays) timing.settled();
    return this.#askOthers(answer, signal, onPartial);
  }

  /** What is on show, where it explains the text that is asked about, in the same way, for another class. */
  #ofAnotherClass(asked: Asked): Explained | null {
    const { value } = this;
    if (!isExplained(value) || !isSameText(value.asked, asked)) return null;
    const isOther = value.explanation.target.classIndex !== classOf(asked, value.classification);
    return isOther && value.asked.effort === asked.effort ? value : null;
  }

  /**
   * Another class of the text on show, from what was read to explain that: at once, with its own, larger errors. Null where
   * that is not known any more.
   */
  async #fromKnown(before: Explained, asked: Asked, signal: AbortSignal): Promise<Answer | null> {
    const { classification, explanation: own, others: known } = before;
    const classIndex = classOf(asked, classification);
    const request = unaskedRequest(asked, classification);
    if (!request) return null;
    // Only what removes words has been asked about all classes.
    const requests = otherRequests(false).filter(({ method }) => known.some((one) => one.method === method));
    const { explanations, evaluations } = await explainText(
      this.model,
      { ...asked, classIndex },
      [request, ...requests],
      signal,
      undefined,
      true,
    );
    const [explanation, ...others] = explanations;
    // A worker that was started anew knows nothing, and has read all of it again.
    if (!explanation || evaluations > 0) return null;
    return this.#kept.keep({
      asked,
      stage: 'settled',
      classification,
      explanation,
      struck: asked.struck,
      fine: explanation.standardErrors ? isFine(explanation) : explanation.evaluations >= own.evaluations,
      fromKnown: true,
      others,
      consensus: others.length > 0 ? consensusOf([explanation, ...others]) : null,
      withoutOthers: '',
      date: isoDate(),
    });
  }

  async #refine(answer: Answer, signal: AbortSignal, onPartial: (answer: Answer) => void): Promise<Answer> {
    const { classification, asked } = answer;
    let refined: Answer = { ...answer, fromKnown: false };
    const finer = unaskedRequest(asked, classification);
    if (finer && !answer.fine) {
      const [explanation] = await this.#explain(askedClass(answer), [finer], signal);
      // What others said was as coarse: they are asked again.
      refined = { ...refined, explanation: explanation!, fine: true, others: [], consensus: null };
      onPartial(refined);
    }
    return this.#askOthers(refined, signal, onPartial);
  }

  /** How a text reads does not depend on the class that is asked about. */
  #known(asked: Asked): Classification | null {
    const known =
      this.value && isSameText(this.value.asked, asked) ? this.value : this.#kept.aboutTextOf(asked);
    return known?.classification ?? null;
  }

  /**
   * Has the others of an answer that is whole but for them asked: those that have answered stand there while the next, for
   * which more may have to come, is at work.
   */
  async #askOthers(whole: Answer, signal: AbortSignal, onPartial: (answer: Answer) => void): Promise<Answer> {
    let answer = this.#kept.keep(whole);
    const missing = this.missingOf(whole);
    if (missing.length === 0) return answer;
    onPartial((answer = { ...answer, withoutOthers: '' }));
    const failed: ValueMethodName[] = [];
    let reason = '';
    for (const request of missing) {
      try {
        const [other] = await this.#explain(answer.asked, [request], signal);
        const others = [...answer.others, other!];
        answer = this.#kept.keep({
          ...answer,
          others,
          consensus: consensusOf([answer.explanation!, ...others]),
        });
        onPartial(answer);
      } catch (error) {
        signal.throwIfAborted();
        failed.push(request.method);
        reason = error instanceof Error ? error.message : String(error);
      }
    }
    if (failed.length === 0) return answer;
    return this.#kept.keep({ ...answer, withoutOthers: `${namesOf(failed)} could not be asked. ${reason}` });
  }

  #read({ text, struck }: Asked, signal: AbortSignal): Promise<Classification> {
    const unwatched = Comlink.proxy(() => undefined);
    return callModel(
      this.model,
      (api, cancel) => api.classify({ text, struck, longText: 'windows' }, cancel, unwatched),
      signal,
    );
  }

  async #explain(
    asked: Asked,
    methods: readonly MethodRequest[],
    signal: AbortSignal,
    onProgress?: (progress: ExplainProgress) => void,
  ): Promise<readonly Explanation[]> {
    const began = performance.now();
    const { explanations, evaluations } = await explainText(this.model, asked, methods, signal, onProgress);
    const classification = this.#known(asked);
    if (classification && !methods.some(({ method }) => needsGradients(method)))
      this.pace.learn(evaluations, classification, (performance.now() - began) / 1000);
    return explanations;
  }
}
