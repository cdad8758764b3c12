import type { DifferentiableClassifier, OutputGradient, Target } from '../../model/classifier';
import { derivedGradient } from './derived-gradient';

/** A point at which a text's gradients are taken. */
export interface Point {
  /** Names it among all points of its text: of equal keys the embeddings are equal. */
  readonly key: string;
  /** Word embeddings [tokens, embeddingSize]. Points of a path make them when they are asked. */
  readonly embeddings: Float32Array;
}

/** Where the gradient methods get the target and its gradient at points of one text. */
export interface PointGradients {
  /**
   * One a point, in their order. They are shared: nobody changes them.
   * @throws DOMException "AbortError" when the signal is aborted
   */
  at(points: readonly Point[], target: Target, signal?: AbortSignal): Promise<readonly OutputGradient[]>;
}

/**
 * A gradient of the shipped model takes 48 KiB in a window of 96 tokens: 682 have room, about as many as two classes take by
 * Integrated Gradients (some 100 each) and Gradient SHAP (251). A page may take 350 MB in all (test/faults/memory-in-all.test.ts).
 */
const usualBytes = 32 * 2 ** 20;

/** How much the gradients that are remembered of a text, in all of its windows, may take. */
export class GradientRoom {
  #left: number;

  constructor(bytes = usualBytes) {
    this.#left = bytes;
  }

  /** Whether so many bytes more have room; then they are taken. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}

/**
 * Remembers the gradients at the points of one text, for any class and output. A gradient is evaluated once, and not at
 * all where it follows from others (see `derivedGradient`). What has no room is not remembered, and evaluated whenever it is
 * asked for. The oldest are kept: of several classes by the same methods, they are the first to be asked for again.
 */
export class GradientMemory implements PointGradients {
  readonly #found = new Map<string, Map<string, OutputGradient>>();
  #evaluations = 0;

  constructor(
    readonly model: DifferentiableClassifier,
    private readonly room: GradientRoom,
  ) {}

  /** Gradient rows that the model has evaluated. */
  get evaluations(): number {
    return this.#evaluations;
  }

  async at(
    points: readonly Point[],
    target: Target,
    signal?: AbortSignal,
  ): Promise<readonly OutputGradient[]> {
    const results = new Map<string, OutputGradient>();
    const fresh = new Map<string, Point>();
    for (const point of points) {
      const { key } = point;
      if (results.has(key) || fresh.has(key)) continue;
      const known = this.#known(key, target);
      if (known) results.set(key, known);
      else fresh.set(key, point);
    }
    if (fresh.size > 0) {
      const rows = Array.from(fresh.values(), ({ embeddings }) => ({ embeddings }));
      const answers = await this.model.gradients(rows, target, signal);
      this.#evaluations += answers.length;
      [...fresh.keys()].forEach((key, i) => {
        results.set(key, answers[i]!);
        this.#keep(key, target, answers[i]!);
      });
    }
    return points.map(({ key }) => results.get(key)!);
  }

  #known(key: string, target: Target): OutputGradient | null {
    const here = this.#found.get(key);
    if (!here) return null;
    const evaluated = (of: Target): OutputGradient | undefined => here.get(targetKey(of));
    const { classes, activation = 'softmax' } = this.model;
    // What follows is not remembered: it is had again sooner than it takes room.
    return evaluated(target) ?? derivedGradient(target, classes.length, activation, evaluated);
  }

  #keep(key: string, target: Target, result: OutputGradient): void {
    if (!this.room.take(result.gradient.byteLength)) return;
    const here = this.#found.get(key) ?? new Map<string, OutputGradient>();
    here.set(targetKey(target), result);
    this.#found.set(key, here);
  }
}

function targetKey({ classIndex, output }: Target): string {
  return `${output} ${classIndex}`;
}
