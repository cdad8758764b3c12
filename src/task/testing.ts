import type * as Comlink from 'comlink';
import { flushSync } from 'svelte';
import { vi } from 'vitest';
import type { LanguageNote } from '../../core/text/language-note';
import type { ModelWorkerApi, Speed } from '../../workers/api';
import type { ModelSource } from './model-calls';

type Method = 'classify' | 'explain' | 'assess';
type Request<M extends Method> = Parameters<ModelWorkerApi[M]>[0];
type Progress<M extends Method> = Parameters<Parameters<ModelWorkerApi[M]>[2]>[0];
type Answer<M extends Method> = Awaited<ReturnType<ModelWorkerApi[M]>>;

/** A call of the model that waits for the test to answer it. */
export interface HeldCall<M extends Method> {
  readonly request: Request<M>;
  readonly signal: AbortSignal;
  tell(progress: Progress<M>): void;
  answer(answer: Answer<M>): void;
  fail(error: Error): void;
}

/** A model that answers when the test says so. It does not heed cancelling: a late answer is what runs must bear. */
export class HeldModel implements ModelSource {
  readonly calls: { readonly [M in Method]: HeldCall<M>[] } = { classify: [], explain: [], assess: [] };
  /** What it says of the language of every text. */
  languageNote = (): Promise<LanguageNote | null> => Promise.resolve(null);
  /** What reading texts unseen takes. */
  predict: (signal: AbortSignal) => Promise<Float64Array> = () => Promise.resolve(new Float64Array());
  /** How quick it is. */
  measure: () => Promise<Speed> = () => Promise.resolve({ forward: 0.32, gradient: 0.4 });
  #signal = new AbortController().signal;

  readonly #api = {
    classify: this.#hold('classify'),
    explain: this.#hold('explain'),
    assess: this.#hold('assess'),
    languageNote: () => this.languageNote(),
    predict: () => this.predict(this.#signal),
    measure: () => this.measure(),
  };

  readonly client: ModelSource['client'] = {
    call: (body, signal = new AbortController().signal) => {
      this.#signal = signal;
      return body(this.#api as unknown as Comlink.Remote<ModelWorkerApi>, {} as MessagePort);
    },
  };

  #hold<M extends Method>(method: M) {
    return (request: Request<M>, _cancel: MessagePort, tell: (progress: Progress<M>) => void) =>
      new Promise<Answer<M>>((answer, fail) => {
        const calls: HeldCall<M>[] = this.calls[method];
        calls.push({ request, signal: this.#signal, tell, answer, fail });
      });
  }
}

/** Lets what waits for no longer than this happen, by a clock that only tests move (`vi.useFakeTimers`). */
export async function passed(milliseconds = 0): Promise<void> {
  flushSync();
  await vi.advanceTimersByTimeAsync(milliseconds);
  flushSync();
}

/** Lets everything run that waits for nothing but promises. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
