import { untrack } from 'svelte';
import type { StoredExamples } from '../../core/analysis/examples';
import { answerRule } from '../../core/prediction/verdict';
import type { MethodName } from '../../core/attribution/methods/all';
import type { Span } from '../../core/text/types';
import type { Model } from '../model/model.svelte';
import type { Pace } from '../pace/pace.svelte';
import type { Priced } from '../pace/pace-measuring.svelte';
import { isSameText, type Answer, type Asked } from './answer';
import { Answering } from './answering.svelte';
import type { Draft } from './draft.svelte';
import { Edits } from './edits.svelte';
import type { Effort } from './effort';
import { LanguageNoting } from './language-noting.svelte';
import type { LinkedText } from './link';
import { OriginalReading } from './original-reading.svelte';
import { Pairing } from './pairing.svelte';
import { answersAsked, storedAnswer } from './stored-answer';
import { timing } from './timing';
import { Turning } from './turning.svelte';

/** Milliseconds without a change after which a text that is being typed is explained. */
const stillness = 300;

/** What the reader chose for one text; another text has the page choose. */
interface Choice {
  readonly text: string;
  readonly classIndex: number | null;
  readonly effort: Effort;
  /** By a link, which may be opened before the model's classes are known. */
  readonly className?: string | null;
}

/** The state of the first view: one text, explained of itself, whose words can be touched. */
export class FirstView {
  readonly edits: Edits;
  readonly answering: Answering;
  readonly pairing: Pairing;
  readonly turning: Turning;
  readonly original: OriginalReading;
  readonly language: LanguageNoting;
  /** Whether the arcs of pairs stand over the text. */
  pairsShown = $state(true);
  /** Words that are marked as a set, by their indices in the picture. */
  marked = $state.raw<readonly number[]>([]);

  #choice = $state.raw<Choice | null>(null);
  /** What was last handed to the model. */
  #handed: Asked | null = null;
  /** Whether the model, as it last ran, gave no gradients: methods that need them have not answered. */
  #lacked = false;

  readonly #originalText = $derived.by(() => this.edits.original?.text ?? this.draft.text);
  readonly #chosen = $derived.by(() => (this.#choice?.text === this.#originalText ? this.#choice : null));
  readonly asked: Asked = $derived.by(() => ({
    ...this.edits.current,
    classIndex: this.#chosen?.classIndex ?? this.#indexOf(this.#chosen?.className ?? null),
    effort: this.#chosen?.effort ?? 'automatic',
  }));
  /** Names of the classes: the model's, or those of what is stored of it. */
  readonly classes = $derived.by(() => this.model.classes ?? this.stored?.classes ?? null);
  /** Which answers a reading leaves open, by the same. */
  readonly rule = $derived.by(() =>
    this.model.summary ? this.model.rule : answerRule('softmax', this.stored?.sets),
  );
  /** What is stored of the text before its words were touched. */
  readonly #storedAnswer = $derived.by(() => storedAnswer(this.stored, this.#originalText));
  /** What is on show; it may be of an earlier text. What is stored gives way to what the model has settled. */
  readonly answer: Answer | null = $derived.by(() => {
    const stored = this.#storedAnswer;
    const own = this.answering.of(this.asked);
    if (stored && answersAsked(stored, this.asked) && own?.stage !== 'settled') return stored;
    return own ?? this.answering.value ?? stored;
  });
  /** Whether what is on show is of something else than what stands in the box. */
  readonly stale = $derived.by(() => {
    const { answer } = this;
    if (answer === null) return false;
    return answer.stage === 'stored'
      ? !answersAsked(answer, this.asked)
      : this.answering.of(this.asked) === null;
  });
  /** Whether that is another text, not only another question about it. */
  readonly isOfTextBefore = $derived.by(
    () => this.stale && this.answer !== null && !isSameText(this.answer.asked, this.asked),
  );
  readonly settled = $derived.by(() => !this.stale && this.answer?.stage === 'settled');
  /** Whether there is a wait that can be ended. */
  readonly working = $derived.by(() => this.answering.phase === 'running' && !this.settled);
  /** Whether there is an explanation of just what stands in the box, whole or as it stood when it was stopped. */
  readonly explained = $derived.by(() => {
    const { answer } = this;
    if (!answer?.explanation || answer.stage === 'stored' || this.stale || this.working) return false;
    return JSON.stringify(answer.struck) === JSON.stringify(answer.asked.struck);
  });

  /** The text that prices may be told of; null while there is none, or something is at work. */
  readonly priced: Priced | null = $derived.by(() => {
    const { answer, stale } = this;
    if (!answer || stale || answer.stage === 'stored' || answer.classification.words === 0) return null;
    if (this.answering.phase !== 'done') return null;
    return { text: answer.asked.text, longText: 'windows', classification: answer.classification };
  });
  /** Methods that prices may be told of. */
  readonly pricedMethods: readonly MethodName[] = $derived.by(() =>
    this.answer?.fromKnown ? this.answering.missingOf(this.answer).map(({ method }) => method) : [],
  );

  constructor(
    private readonly draft: Draft,
    private readonly model: Model,
    /** What is there before the model is; null where there is nothing. */
    private readonly stored: StoredExamples | null,
    /** What prices are made of. */
    readonly pace: Pace,
  ) {
    this.edits = new Edits(draft);
    this.answering = new Answering(model, pace);
    this.pairing = new Pairing(model);
    this.turning = new Turning(model);
    this.original = new OriginalReading(model);
    this.language = new LanguageNoting(model);
  }

  /**
   * Has what stands in the box explained, where there is a model for it; of itself whenever one of them changes.
   * @param active whether the view is open
   */
  follow(active: boolean): void {
    const { asked } = this;
    const { ready, gradients } = this.model;
    const { usable } = this.draft;
    untrack(() => {
      if (!active || !ready) {
        this.#rest();
        return;
      }
      const regained = gradients && this.#lacked;
      this.#lacked = !gradients;
      if (!usable) this.#forget();
      else if (!this.#isHanded(asked)) this.#hand(asked);
      else if (regained && this.answering.phase === 'done') void this.answering.ask(asked);
    });
  }

  /** What is said of the language of the text on show; null where it may be one that the model has learnt. */
  readonly languageNote = $derived.by(() => (this.answer ? this.language.of(this.answer.asked.text) : null));

  /**
   * Has the language of a text looked at, once the model has read it: what that takes comes after all that a first answer
   * needs. What is stored with the model is in its language.
   */
  followLanguage(): void {
    const { answer, stale } = this;
    if (!answer || stale) return;
    const { text } = answer.asked;
    if (storedAnswer(this.stored, text)) return;
    untrack(() => void this.language.ask(text));
  }

  /** Begins with what a link carried. */
  open({ text, struck, className }: LinkedText): void {
    this.draft.replace(text, 'the text of a link');
    this.edits.begin({ text: this.draft.text, struck });
    this.#choose({ classIndex: null, className });
  }

  explainClass(classIndex: number): void {
    this.#choose({ classIndex });
  }

  explainBy(effort: Effort): void {
    this.#choose({ effort });
    this.resume();
  }

  /** Has more read for an answer that was made of what had been read for another class. */
  refine(): void {
    const { answer } = this;
    if (answer?.fromKnown && !this.stale) void this.answering.refine(answer);
  }

  strike(word: Span): void {
    this.#touch();
    this.edits.strike(word);
  }

  replace(word: Span, replacement: string): void {
    this.#touch();
    this.edits.replace(word, replacement);
  }

  /** Ends the work, and keeps what is on show. */
  stop(): void {
    if (this.answering.phase !== 'running') return;
    this.answering.cancel();
    timing.stopped();
  }

  /** Goes on with what was stopped or has failed. */
  resume(): void {
    const { phase } = this.answering;
    if (phase === 'cancelled' || phase === 'failed') this.#hand(this.asked);
  }

  close(): void {
    const { answering, pairing, turning, original, language } = this;
    for (const task of [answering, pairing, turning, original, language]) task.cancel();
  }

  /** The class stays while words are touched: else the numbers could not be compared. */
  #touch(): void {
    const { answer } = this;
    if (this.edits.edited || !answer || this.stale) return;
    const { classification, explanation, asked } = answer;
    this.original.know({ text: asked.text, classification });
    this.#choose({ classIndex: explanation?.target.classIndex ?? asked.classIndex });
  }

  #choose(changes: Partial<Choice>): void {
    const { classIndex, effort } = this.asked;
    this.#choice = { classIndex, effort, ...changes, text: this.#originalText };
  }

  #indexOf(className: string | null): number | null {
    const index = className === null ? -1 : (this.model.classes?.indexOf(className) ?? -1);
    return index < 0 ? null : index;
  }

  #isHanded(asked: Asked): boolean {
    const { phase } = this.answering;
    return (
      phase !== 'idle' && this.#handed !== null && JSON.stringify(this.#handed) === JSON.stringify(asked)
    );
  }

  #hand(asked: Asked): void {
    const isTyping = this.draft.isTyped && !this.edits.edited && this.#handed?.text !== asked.text;
    this.#handed = asked;
    this.pairing.reset();
    this.turning.reset();
    this.marked = [];
    void this.answering.ask(asked, isTyping ? stillness : 0);
    const text = this.edits.original?.text;
    if (text !== undefined) void this.original.ask(text);
  }

  /** The view is closed, or the model gone: what is under way is asked again later. */
  #rest(): void {
    if (this.answering.phase !== 'running') return;
    this.answering.cancel();
    this.#handed = null;
  }

  #forget(): void {
    this.answering.reset();
    this.pairing.reset();
    this.turning.reset();
    this.#handed = null;
  }
}
