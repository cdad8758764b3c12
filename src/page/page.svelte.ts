import { topKField } from '../../core/analysis/fields';
import { LiveClassification } from '../classify/live-classification.svelte';
import { ExplanationRun } from '../explain/explanation-run.svelte';
import type { Model } from '../model/model.svelte';
import { requestsOf } from '../settings/choices';
import { Settings } from '../settings/settings.svelte';
import { Draft } from '../text/draft.svelte';
import { examples } from '../text/examples';
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
  readonly first: FirstView;
  settingsOpen = $state(false);

  // By itself, so that no other setting has the text read again.
  readonly #longText = $derived(this.settings.choices.longText);
  /** How the model reads the text in the box; null while that is not known. */
  readonly current = $derived.by(() => this.reading.of({ text: this.draft.text, longText: this.#longText }));
  readonly canExplain = $derived.by(
    () => this.model.ready && this.draft.usable && this.settings.valid && this.current?.words !== 0,
  );
  readonly #stopEffects: () => void;

  constructor(
    host: AddressHost,
    readonly model: Model,
  ) {
    this.route = new Route(host);
    this.reading = new LiveClassification(model);
    this.explaining = new ExplanationRun(model);
    this.assessing = new AssessmentRun(model);
    this.first = new FirstView(this.draft, model);
    this.#begin();
    this.#stopEffects = $effect.root(() => {
      $effect(() => this.read());
      $effect(() => this.first.follow(this.route.view === 'text'));
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
    const { draft, settings, model } = this;
    if (!this.canExplain || !model.summary || this.explaining.phase === 'running') return;
    const { classIndex, output, unit, topK, longText, removal } = settings.choices;
    const methods = requestsOf(settings.choices, model.summary.gradients);
    if (methods.length === 0) return;
    const request = {
      text: draft.text,
      longText,
      methods,
      classIndex,
      output,
      unit,
      topK: topK ?? topKField.default,
    };
    this.assessing.cancel();
    void this.explaining.start({ request, removal, model: model.summary }, this.current);
  }

  /** With the text that a link carries; without one, where the first view is opened, with an example. */
  #begin(): void {
    const linked = this.route.takeLinked();
    if (linked) this.first.open(linked);
    else if (this.route.view === 'text' && this.draft.isBlank)
      this.draft.replace(examples[0]!.text, 'an example');
  }

  /** Ends everything that goes on by itself. */
  close(): void {
    this.#stopEffects();
    this.route.stop();
    this.first.close();
    for (const task of [this.reading, this.explaining, this.assessing]) task.cancel();
  }
}
