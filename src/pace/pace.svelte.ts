import { untrack } from 'svelte';
import { needsGradients } from '../../core/attribution/explain';
import type { MethodName } from '../../core/attribution/methods/all';
import type { Backend, Classification } from '../../workers/api';
import type { ModelSource } from '../task/model-calls';
import { GradientMeasuring, type GradientSource } from './gradient-measuring.svelte';
import { PaceMeasuring, type Priced } from './pace-measuring.svelte';
import { ReadingPace, tokensOfRow } from './reading-pace.svelte';

/** The model as far as its pace needs it. */
export interface PacedModel extends ModelSource, GradientSource {
  readonly summary: { readonly backend: Backend } | null;
}

/** How long rows take here, of which prices are made: measured where prices are to be told, one for all views. */
export class Pace {
  readonly #reading = new ReadingPace();
  readonly #measuring: PaceMeasuring;
  readonly #gradients: GradientMeasuring;
  /** What was measured last. */
  #backend: Backend | null = null;

  constructor(private readonly model: PacedModel) {
    this.#measuring = new PaceMeasuring(model, this.#reading);
    this.#gradients = new GradientMeasuring(model);
  }

  /** Whether measuring was given up, or failed. */
  get inVain(): boolean {
    return this.#measuring.inVain || this.#gradients.phase === 'failed';
  }

  /** Why no price is told, behind what it would be of: "How long that takes". */
  get whyUntold(): string {
    return this.inVain ? 'cannot be told: this computer is busy with other work.' : 'is not known yet.';
  }

  /**
   * Has measured what is not known yet, where nothing else is at work; of itself whenever something changes.
   * @param priced null where no price is to be told now: what is measured gives way
   * @param methods that it is to be told of
   */
  follow(priced: Priced | null, methods: readonly MethodName[] = []): void {
    const { busy, summary } = this.model;
    const backend = summary?.backend ?? null;
    if (backend !== this.#backend) {
      this.#backend = backend;
      this.#measuring.reset();
      this.#gradients.reset();
      this.#reading.forget();
    }
    if (!priced || !backend || busy) {
      untrack(() => this.giveWay());
      return;
    }
    const isKnown = this.#reading.of(tokensOfRow(priced.classification)) !== null;
    untrack(() => {
      if (!isKnown) void this.#measuring.ask(priced);
      else if (methods.some(needsGradients)) void this.#gradients.ask();
    });
  }

  /** Learns from forward rows that were read for another purpose. */
  learn(rows: number, classification: Classification, seconds: number): void {
    // What is loaded meanwhile takes its share.
    if (!this.model.busy) this.#reading.learn(rows, tokensOfRow(classification), seconds);
  }

  /** Ends measuring: something else was asked for. */
  giveWay(): void {
    this.#measuring.cancel();
    this.#gradients.cancel();
  }

  /**
   * Seconds that so many rows of a method take, of a text that is read like this; null where no number can be told.
   */
  secondsOf(method: MethodName, rows: number, classification: Classification): number | null {
    const row = tokensOfRow(classification);
    const tokenSeconds = this.#reading.of(row);
    const cost = needsGradients(method) ? this.#gradients.value : 1;
    return tokenSeconds === null || cost === null ? null : rows * cost * row * tokenSeconds;
  }
}
