import { argmax } from '../../core/math/argmax';
import { verdictInWords, verdictOf } from '../../core/prediction/verdict';
import type { SaidLabel } from '../../core/report/flip-sentence';
import { leadOptions, leadSentence } from '../../core/report/lead-sentence';
import { readingFacts } from '../../core/report/reading';
import { plainText } from '../../core/report/sentence';
import { sentenceRanges } from '../../core/report/sentence-groups';
import { languageNoteText } from '../../core/text/language-note';
import { groupsOf } from '../../core/report/pairs';
import { visibleText } from '../../core/text/visible';
import type { Classification } from '../../workers/api';
import type { Model } from '../model/model.svelte';
import { count, roughDuration } from '../shared/format';
import { areSentencesExact, isShort, mostTogether, mostUnasked, namesOf, pairsRequest } from './effort';
import type { FirstView } from './first-view.svelte';
import { sentenceMarks, wordMarks } from './picture-items';
import { leadBySentence } from './sentence-lead';
import { struckOf, withStruck } from './struck-words';
import { readingOf } from './take-away';

/**
 * The answer of the first view as it is drawn and told: with its struck words in their places, in words and marks. What is
 * found of its words is counted among those that are drawn.
 */
export class ShownAnswer {
  readonly answer = $derived.by(() => this.first.answer);
  readonly explanation = $derived.by(() => this.answer?.explanation ?? null);
  /** Whether it was made when the model was exported. */
  readonly stored = $derived.by(() => this.answer?.stage === 'stored');
  readonly drawn = $derived.by(
    () => this.explanation && withStruck(this.explanation, this.answer?.struck ?? []),
  );
  readonly text = $derived.by(() => this.answer?.asked.text ?? this.draft.text);
  readonly classes = $derived.by(() => this.first.classes ?? []);
  readonly verdict = $derived.by(
    () => this.answer && verdictOf(this.answer.classification.probabilities, this.first.rule),
  );
  /** The class that is explained. */
  readonly explained = $derived.by(
    () =>
      this.explanation?.target.classIndex ?? this.answer?.asked.classIndex ?? this.verdict?.classIndex ?? 0,
  );
  readonly className = $derived.by(() => this.nameOf(this.explained));
  /** Whether the reader is asked how it is explained: that stands over the text, which may fill the screen. */
  readonly long = $derived.by(() => (this.answer?.classification.words ?? 0) > mostUnasked);
  readonly bySentence = $derived.by(() => this.explanation?.method === 'partition-shap');
  readonly lead = $derived.by(() => {
    const { drawn, verdict, explained, className, text } = this;
    if (!drawn || !verdict) return null;
    const options = leadOptions(verdict, explained, className);
    return this.bySentence ? leadBySentence(text, drawn, options) : leadSentence(text, drawn, options);
  });
  readonly #sentences = $derived.by(() => (this.drawn ? sentenceRanges(this.text, this.drawn.spans) : []));
  /** What the legend speaks of. */
  readonly marks = $derived.by(() => {
    const { drawn } = this;
    if (!drawn) return [];
    return this.bySentence ? sentenceMarks(this.#sentences, drawn) : wordMarks(drawn);
  });
  /** What is struck now, which the picture shows before the model has answered. */
  readonly struck = $derived.by(() => struckOf(this.drawn ?? { spans: [] }, this.first.edits.current.struck));

  readonly pairs = $derived.by(() => {
    const words = this.drawn && this.first.pairing.value?.words;
    if (!words) return null;
    const inDrawn = this.#inDrawn;
    return words.map((pair) => ({ ...pair, first: inDrawn(pair.first), second: inDrawn(pair.second) }));
  });
  readonly sentencePairs = $derived.by(() => {
    const inDrawn = this.#inDrawn;
    return (this.first.pairing.value?.sentences ?? []).map(({ sentences: [one, other], value }) => ({
      sentences: [
        { first: inDrawn(one.first), last: inDrawn(one.last) },
        { first: inDrawn(other.first), last: inDrawn(other.last) },
      ] as const,
      value,
    }));
  });
  readonly flips = $derived.by(() => {
    const found = this.drawn && this.first.turning.value;
    if (!found) return null;
    const inPicture = (sets: readonly (readonly number[])[]) => sets.map((set) => set.map(this.#inDrawn));
    return {
      turning: { ...found.turning, sets: inPicture(found.turning.sets) },
      sufficient: { ...found.sufficient, sets: inPicture(found.sufficient.sets) },
    };
  });
  /** What the words turn, or keep: a class; or, where each holds or not by itself, that it holds or not. */
  readonly turned = $derived.by((): SaidLabel => {
    const { classIndex = this.verdict?.classIndex ?? 0, holds = true } =
      this.first.turning.value?.label ?? {};
    return { name: this.nameOf(classIndex), holds };
  });
  /** What the text reads as without the first words that turn it; null where none do, or where what is turned says it. */
  readonly becomes = $derived.by(() => {
    const { label, without } = this.first.turning.value ?? {};
    if (!label || !without || this.first.rule === 'each') return null;
    return this.nameOf(argmax(without));
  });
  readonly offersFlips = $derived.by(() => this.answer !== null && isShort(this.answer.classification));
  readonly offersPairs = $derived.by(() => (this.answer?.classification.words ?? 0) > 1);
  /** Of what pairs are, beside those of words within the strongest one; null: of words alone. */
  readonly pairsOf = $derived.by(() => (this.long ? groupsOf(this.text) : null));
  /** What it takes to look for pairs, in words; empty for a short text, where it is soon done, and where it is not known. */
  readonly pairsPrice = $derived.by(() => {
    const { answer, first } = this;
    const seconds = answer && this.long ? first.answering.priceOf(pairsRequest, answer.classification) : null;
    return seconds === null ? '' : roughDuration(seconds);
  });

  /** What cannot be asked of a text so long, in a sentence; empty where all can. */
  readonly notOffered = $derived.by(() => {
    const { answer, offersFlips } = this;
    const { words = 0, windows = 1 } = answer?.classification ?? {};
    if (offersFlips || words < 2) return '';
    const but = words <= mostTogether ? `; it reads this one in ${windows} parts` : '';
    return `What turns the answer is looked for in texts that the model reads at once, of up to ${mostTogether} words and marks${but}.`;
  });

  /** How far its values can be relied on, and what they took. */
  readonly remark = $derived.by(() => {
    const { explanation, answer } = this;
    if (!explanation || this.first.stale) return '';
    if (this.stored) return `Stored with the model, ${answer?.date.slice(0, 10)}`;
    const readings = count(explanation.evaluations, 'reading', 'readings');
    if (!explanation.standardErrors) return `${this.#exactness}by ${readings}`;
    const error = Math.max(0, ...explanation.standardErrors);
    return `${error === 0 ? 'Exact' : `± ${(100 * error).toFixed(1)} points`}, by ${readings}`;
  });
  /** Of values by sentence, which have no standard error: they are divided until they are exact, or readings end. */
  readonly #exactness = $derived.by(() => {
    const { answer, explanation } = this;
    if (!answer || !explanation || answer.stage !== 'settled') return 'As it stands, ';
    if (explanation.diagnostics['undivided'] === 0) return 'Exact, ';
    const { text } = answer.asked;
    const exact = areSentencesExact(text, answer.classification.windows, explanation);
    return exact && !this.#sentences.some(({ isPart }) => isPart)
      ? 'Exact by sentence, '
      : 'Error not known, ';
  });
  /** How it was made, for paper: files state it too. */
  readonly facts = $derived.by(() => {
    const { answer, model } = this;
    return this.first.explained && answer && model.summary
      ? readingFacts(readingOf(answer, model.summary))
      : [];
  });
  /** Screen readers hear it when it no longer moves. */
  readonly announcement = $derived.by(() => {
    const { answer, lead, first } = this;
    if (!answer || this.stored || first.stale || first.working) return '';
    if (answer.explanation && !answer.fine && !answer.fromKnown) return '';
    const sentence = lead && answer.stage === 'settled' ? ` ${plainText(lead)}` : '';
    const warning = first.languageNote ? ` ${languageNoteText(first.languageNote)}` : '';
    return `${this.verdictText(answer.classification)}.${warning}${sentence}`;
  });
  /** How the text read before its words were touched; null while that is not known. */
  readonly original = $derived.by(() => {
    const { value } = this.first.original;
    return value?.text === this.first.edits.original?.text ? value : null;
  });

  /** Why other methods have not answered. */
  readonly without = $derived.by(() => {
    const { answer } = this;
    if (this.bySentence) return 'By sentence, no other method is asked.';
    if (!answer?.fromKnown) return answer?.withoutOthers ?? '';
    const missing = this.first.answering.missingOf(answer).map(({ method }) => method);
    if (missing.length === 0) return '';
    return `${namesOf(missing)} ${missing.length > 1 ? 'were' : 'was'} not asked about ${this.className}.`;
  });
  /** Other methods that are being asked. */
  readonly coming = $derived.by(() => {
    const { answer, first } = this;
    return answer && first.answering.phase === 'running'
      ? first.answering.missingOf(answer).map(({ method }) => method)
      : [];
  });

  constructor(
    private readonly first: FirstView,
    private readonly draft: { readonly text: string },
    private readonly model: Pick<Model, 'summary'>,
  ) {}

  verdictText({ probabilities }: Classification): string {
    return verdictInWords(
      verdictOf(probabilities, this.first.rule),
      probabilities,
      this.classes.map(visibleText),
    );
  }

  nameOf(classIndex: number): string {
    return visibleText(this.classes[classIndex] ?? '');
  }

  readonly #inDrawn = (index: number): number => this.drawn?.places[index] ?? index;
}
