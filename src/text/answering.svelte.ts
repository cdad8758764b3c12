import * as Comlink from 'comlink';
import type { Explanation } from '../../core/attribution/explanation';
import type { MethodRequest } from '../../core/attribution/requests';
import { argmax } from '../../core/math/argmax';
import { consensusOf, type Consensus } from '../../core/report/consensus';
import type { Classification, ExplainProgress } from '../../workers/api';
import { callModel, type ModelSource } from '../task/model-calls';
import { pause } from '../task/pause';
import { Task, type TaskControl } from '../task/task.svelte';
import type { TextVersion } from './edits.svelte';
import { finerRequest, firstRequest, otherRequests, paceOf, type Effort } from './effort';
import { explainText } from './explain-text';
import { isoDate, timing } from './timing';

/** What the first view asks of a text. */
export interface Asked extends TextVersion {
  /** null: the class that the model predicts. */
  readonly classIndex: number | null;
  readonly effort: Effort;
}

/**
 * stored: made when the model was exported. read: the verdict is there. coloured: values as they stand. settled: values to
 * rely on; they may be refined still.
 */
export type Stage = 'stored' | 'read' | 'coloured' | 'settled';

/** What is known of a text so far. */
export interface Answer {
  readonly asked: Asked;
  readonly stage: Stage;
  readonly classification: Classification;
  /** null: not asked for, or not there yet. While the stage is `read`, that of the same text before something changed. */
  readonly explanation: Explanation | null;
  /** The words that were struck out when it was made. */
  readonly struck: TextVersion['struck'];
  /** By other methods; empty until they have answered. */
  readonly others: readonly Explanation[];
  /** Whether the methods agree; null until the others have answered. */
  readonly consensus: Consensus | null;
  /** Why there will be no consensus, in a sentence. */
  readonly withoutConsensus: string;
  /** When the explanation was made, ISO 8601. */
  readonly date: string;
}

/** Evaluations done and expected of the first explanation. */
export interface AnswerProgress {
  readonly done: number;
  readonly total: number;
  /** In milliseconds of performance.now(). */
  readonly startedAt: number;
}

/** Answers that are kept to come back at once: after undo, or a look at another class. */
const mostKept = 8;

/**
 * Reads a text, explains it as much as it takes, and then, quietly, refines that and asks other methods. What is on show
 * stays until there is something newer, and when it is stopped.
 */
export class Answering extends Task<Answer, AnswerProgress> {
  /** Seconds a token of a row, as explaining last took here; null before. */
  pace = $state<number | null>(null);
  #whole: readonly Answer[] = [];

  constructor(private readonly model: ModelSource) {
    super();
  }

  /** @param stillness milliseconds to wait first: who types may go on */
  ask(asked: Asked, stillness = 0): Promise<void> {
    return this.run((control) => this.#answer(asked, stillness, control));
  }

  /** What is known of exactly this; null while nothing is. */
  of(asked: Asked): Answer | null {
    return this.value && keyOf(this.value.asked) === keyOf(asked) ? this.value : null;
  }

  async #answer(
    asked: Asked,
    stillness: number,
    { signal, onProgress, onPartial }: TaskControl<Answer, AnswerProgress>,
  ): Promise<Answer> {
    const whole = this.#whole.find((answer) => answers(answer, asked));
    if (whole) return { ...whole, asked };
    if (stillness > 0) await pause(stillness, signal);
    timing.start();
    const before = this.value?.asked.text === asked.text ? this.value : null;
    let answer: Answer = {
      asked,
      stage: 'read',
      classification: this.#known(asked) ?? (await this.#read(asked, signal)),
      explanation: before?.explanation ?? null,
      struck: before?.struck ?? [],
      others: [],
      consensus: null,
      withoutConsensus: '',
      date: isoDate(),
    };
    const show = (changes: Partial<Answer>) => onPartial((answer = { ...answer, ...changes }));
    show({});
    timing.once('first-prediction');
    const { classification } = answer;
    const request = classification.words > 0 ? firstRequest(classification, asked.effort) : null;
    if (!request) {
      show({ explanation: null });
      return answer;
    }

    const startedAt = performance.now();
    const [first] = await this.#explain(asked, [request], signal, ({ done, total, partial }) => {
      onProgress({ done, total, startedAt });
      if (!partial) return;
      show({ stage: 'coloured', explanation: partial, struck: asked.struck });
      timing.once('first-colours');
    });
    const elapsed = (performance.now() - startedAt) / 1000;
    this.pace = paceOf(first!.evaluations, elapsed, classification);
    show({ stage: 'settled', explanation: first!, struck: asked.struck });
    timing.once('first-colours');
    timing.settled();

    const finer = finerRequest(classification, asked.effort);
    if (finer) {
      const [refined] = await this.#explain(asked, [finer], signal);
      show({ explanation: refined! });
    }
    show(await this.#askOthers(answer, signal));
    this.#whole = [answer, ...this.#whole].slice(0, mostKept);
    return answer;
  }

  /** How a text reads does not depend on the class that is asked about. */
  #known(asked: Asked): Classification | null {
    const known = [this.value, ...this.#whole].find((answer) => answer && isSameText(answer.asked, asked));
    return known?.classification ?? null;
  }

  async #askOthers({ asked, explanation }: Answer, signal: AbortSignal): Promise<Partial<Answer>> {
    if (asked.effort === 'phrases') {
      return { withoutConsensus: 'By sentence, no other method is asked.' };
    }
    try {
      const others = await this.#explain(asked, otherRequests(this.model.gradients ?? true), signal);
      return { others, consensus: consensusOf([explanation!, ...others]) };
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      return { withoutConsensus: `Other methods could not be asked. ${reason}` };
    }
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
    const { explanations } = await explainText(this.model, asked, methods, signal, onProgress);
    return explanations;
  }
}

/** What an answer was asked, of the class that it explains. */
export function askedClass({ asked, explanation }: Answer): Asked {
  return { ...asked, classIndex: explanation?.target.classIndex ?? asked.classIndex };
}

function keyOf({ text, struck, classIndex, effort }: Asked): string {
  return JSON.stringify([text, struck.map(({ start, end }) => [start, end]), classIndex, effort]);
}

function isSameText(a: Asked, b: Asked): boolean {
  return (
    keyOf({ ...a, classIndex: null, effort: 'automatic' }) ===
    keyOf({ ...b, classIndex: null, effort: 'automatic' })
  );
}

/** Whether an answer is one to this, too: the predicted class may be asked about by its index. */
function answers({ asked: own, classification, explanation }: Answer, asked: Asked): boolean {
  const classIndex = asked.classIndex ?? argmax(classification.probabilities);
  return (
    isSameText(own, asked) && own.effort === asked.effort && explanation?.target.classIndex === classIndex
  );
}
