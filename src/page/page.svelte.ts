import { untrack } from 'svelte';
import type { FileSource } from '../../workers/file-api';
import { topKField } from '../../core/analysis/fields';
import type { MethodRequest } from '../../core/attribution/requests';
import { argmax } from '../../core/math/argmax';
import { LiveClassification } from '../classify/live-classification.svelte';
import { ExplanationRun, type Question } from '../explain/explanation-run.svelte';
import type { Model } from '../model/model.svelte';
import { Pace } from '../pace/pace.svelte';
import { requestsOf } from '../settings/choices';
import { Settings } from '../settings/settings.svelte';
import { Draft } from '../text/draft.svelte';
import { mostUnasked } from '../text/effort';
import { examples, type StoredExamples } from '../../core/analysis/examples';
import { FirstView } from '../text/first-view.svelte';
import { AssessmentRun } from '../trust/assessment-run.svelte';
import { Route, type AddressHost } from './route.svelte';

/** The page's state: what the views show and share. It outlives each of them. */
export class Page {
  readonly route: Route;
  readonly draft = new Draft();
  readonly settings = new Settings();
  readonly reading: LiveClassification;
  readonly explaining: ExplanationRun;
  readonly assessing: AssessmentRun;
  /** How long what is asked of the model takes here. */
  readonly pace: Pace;
  readonly first: FirstView;
  settingsOpen = $state(false);
  /** A file that another view hands to the one that reads files, which takes it. */
  #handed: FileSource | null = null;
  /** Takes the open file out of this page, for one with another model; null where none was opened. */
  carry: (() => Promise<FileSource | null>) | null = null;

  // By itself, so that no other setting has the text read again.
  readonly #longText = $derived(this.settings.choices.longText);
  /** How the model reads the text in the box; null while that is not known. */
  readonly current = $derived.by(() => this.reading.of({ text: this.draft.text, longText: this.#longText }));
  readonly canExplain = $derived.by(
    () => this.model.ready && this.draft.usable && this.settings.valid && this.current?.words !== 0,
  );
  /** The methods that the settings ask for and the model can be asked by; none while they have problems. */
  readonly requests: readonly MethodRequest[] = $derived.by(() =>
    this.settings.valid ? requestsOf(this.settings.choices, this.model.gradients) : [],
  );
  /** What the settings ask of the text in the box; null where that is nothing. */
  readonly #question = $derived.by(() => this.#asked());
  /** Whether the comparison on show is of another text than the box's, or of other settings than the form's. */
  readonly outdated = $derived.by(() => this.#outdated());
  /** Whether the comparison was opened with a text that it does not show yet. */
  #arrived = $state(false);
  /** How the model reads the text in the box, where that is not compared yet, nor is it under way; else null. */
  readonly uncompared = $derived.by(() => {
    const { current, draft, explaining, requests } = this;
    if (!current || current.words === 0 || draft.isBlank || requests.length === 0) return null;
    return explaining.phase === 'running' || explaining.whole?.request.text === draft.text ? null : current;
  });
  readonly #stopEffects: () => void;

  constructor(
    host: AddressHost,
    readonly model: Model,
    stored: StoredExamples | null = null,
    /** The file that was open with another model. */
    readonly carried: Promise<FileSource | null> | null = null,
  ) {
    this.route = new Route(host);
    this.reading = new LiveClassification(model);
    this.explaining = new ExplanationRun(model);
    this.assessing = new AssessmentRun(model);
    this.pace = new Pace(model);
    this.first = new FirstView(this.draft, model, stored, this.pace);
    this.#begin();
    this.#stopEffects = $effect.root(() => {
      $effect(() => this.read());
      $effect(() => this.first.follow(this.#showsFirst()));
      $effect(() => this.first.followLanguage());
      $effect(() => this.#followPace());
      $effect(() => this.#arrive(this.route.view === 'compare'));
      $effect(() => this.#explainArrived());
      $effect(() => {
        if (this.route.linked) this.#begin();
      });
    });
  }

  /**
   * Has the text in the box read for the comparison, where there is a model for it; of itself whenever one of them changes.
   * The first view reads by itself.
   */
  read(): void {
    const { draft, model } = this;
    if (this.route.view !== 'compare') return;
    this.reading.update(model.ready && draft.usable ? draft.text : null, this.#longText);
  }

  /** Explains the text in the box as the settings say; does nothing while that cannot be done or is being done. */
  explain(): void {
    const { model } = this;
    const asked = this.#question;
    if (!this.canExplain || !model.summary || !asked || this.explaining.phase === 'running') return;
    this.assessing.cancel();
    void this.explaining.start({ ...asked, model: model.summary }, this.current);
  }

  #asked(): Omit<Question, 'model'> | null {
    const { draft, settings, requests } = this;
    if (requests.length === 0) return null;
    const { classIndex, output, unit, topK, longText, removal } = settings.choices;
    const request = {
      text: draft.text,
      longText,
      methods: requests,
      classIndex,
      output,
      unit,
      topK: topK ?? topKField.default,
    };
    return { request, removal };
  }

  #outdated(): { readonly text: boolean; readonly settings: boolean } {
    const { shown, question } = this.explaining;
    const of = shown ?? question;
    const asked = this.#question;
    if (!of || !asked) return { text: false, settings: of !== null };
    // The predicted class may be asked for by its index.
    const predicted = shown ? argmax(shown.classification.probabilities) : null;
    const key = ({ request, removal }: Omit<Question, 'model'>) =>
      JSON.stringify([{ ...request, text: '', classIndex: request.classIndex ?? predicted }, removal]);
    return { text: of.request.text !== asked.request.text, settings: key(of) !== key(asked) };
  }

  /** Notes, whenever the comparison is opened, whether its text is still to be explained. */
  #arrive(open: boolean): void {
    untrack(() => {
      const shownText = (this.explaining.shown ?? this.explaining.question)?.request.text;
      this.#arrived = open && this.draft.usable && shownText !== this.draft.text;
    });
  }

  /** Whoever comes with a short text wants it compared: it is explained without having been asked for. */
  #explainArrived(): void {
    if (!this.#arrived || !this.canExplain || !this.current) return;
    const { words } = this.current;
    untrack(() => {
      this.#arrived = false;
      if (words <= mostUnasked) this.explain();
    });
  }

  /** Has measured what the prices in the open view are made of: of explaining a text, or of assessing what explains it. */
  #followPace(): void {
    const { assessing, draft, explaining, first, pace, requests, uncompared } = this;
    const isAtWork = assessing.phase === 'running' || explaining.phase === 'running';
    if (this.#showsFirst()) pace.follow(first.priced, first.pricedMethods);
    else if (this.route.view !== 'compare' || isAtWork) pace.follow(null);
    else if (uncompared) {
      const priced = { text: draft.text, longText: this.#longText, classification: uncompared };
      const asked = requests.map(({ method }) => method);
      pace.follow(priced, asked);
    } else if (explaining.whole && assessing.value?.explained !== explaining.whole) {
      const { classification, request, explanations } = explaining.whole;
      const explainedBy = explanations.map(({ method }) => method);
      pace.follow({ ...request, classification }, explainedBy);
    } else pace.follow(null);
  }

  /** Hands the file of rows that was dropped on a text to the view of files, and opens that. */
  openRows(): void {
    const { refusedRows: file } = this.draft;
    if (!file) return;
    this.#handed = { content: file, name: file.name };
    this.draft.refusedRows = null;
    this.draft.fileError = '';
    this.route.go('file');
  }

  /** The file that was handed over, once. */
  takeHanded(): FileSource | null {
    const handed = this.#handed;
    this.#handed = null;
    return handed;
  }

  /** With the text that a link carries; without one, where the first view is opened, with an example. */
  #begin(): void {
    const linked = this.route.takeLinked();
    if (linked) this.first.open(linked);
    else if (this.#showsFirst() && this.draft.isBlank) this.draft.replace(examples[0]!.text, 'an example');
  }

  /** Whether a view is open that shows the first view's answer: its own, or the one that says how to read it. */
  #showsFirst(): boolean {
    return this.route.view === 'text' || this.route.view === 'about';
  }

  /** Ends everything that goes on by itself. */
  close(): void {
    this.#stopEffects();
    this.route.stop();
    this.first.close();
    this.pace.giveWay();
    for (const task of [this.reading, this.explaining, this.assessing]) task.cancel();
  }
}
