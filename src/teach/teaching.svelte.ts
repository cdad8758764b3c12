import { argmax } from '../../core/math/argmax';
import { agreementOf } from '../../core/teaching/agreement';
import { askedTexts, type QueueOrder } from '../../core/teaching/queue';
import { whyNotReady } from '../../core/teaching/readiness';
import { teachState, type TeachState } from '../../core/teaching/state';
import { gatherTexts, type GivenText, type TeachText } from '../../core/teaching/texts';
import type { BroughtModel } from '../../workers/model-location';
import type { TeachSource } from '../../workers/teach-api';
import type { WorkerHandle } from '../../workers/worker-handle';
import { callModel } from '../task/model-calls';
import { Task } from '../task/task.svelte';
import { Learning } from './learning.svelte';
import { MemoryStore } from './memory-store';
import { TeachKeeping } from './teach-keeping.svelte';
import type { TeachModel } from './teach-model';
import { Teacher } from './teacher';

/** Texts at most: whoever has more labels, teaches by the companion. */
export const mostTexts = 20_000;
/** Texts that the model reads at once. */
const batch = 32;
/** The seed of the random order of the queue. */
const queueSeed = 1;

/** What a reader did in the queue, to be undone. */
interface Move {
  readonly place: number;
  /** The text as it was before. */
  readonly before: TeachText;
  readonly wasSkipped: boolean;
}

class ReadingTexts extends Task<void, { readonly done: number; readonly total: number }> {
  start(work: Parameters<typeof this.run>[0]): Promise<void> {
    return this.run(work);
  }
}

/** Texts, their labels and what is made of them. It outlives the view, and the model that is taught. */
export class Teaching {
  texts = $state.raw<readonly TeachText[]>([]);
  /** Names of the classes that labels count; those of the model when the first text came. */
  classes = $state.raw<readonly string[]>([]);
  order = $state<QueueOrder>('unsure');
  /** Places of the texts that are still to be asked. */
  queue = $state.raw<readonly number[]>([]);
  /** What was done last; null where nothing can be undone. */
  last = $state.raw<Move | null>(null);
  /** What became of the texts that were added last. */
  notice = $state('');
  model = $state.raw<TeachModel>(noModel);
  readonly reading = new ReadingTexts();
  /** The brought model that the taught one took the place of; null: the page's own. */
  before: BroughtModel | null = null;

  readonly current = $derived(this.queue[0] ?? null);
  readonly counts = $derived.by(() => this.#count());
  readonly labels = $derived(this.counts.reduce((sum, count) => sum + count, 0));
  readonly agreement = $derived(agreementOf(this.texts));
  /** Why nothing can be learnt from these labels; null where it can. */
  readonly whyNot = $derived(whyNotReady(this.counts, this.classes));
  /** Whether the labels are of other classes than the page's model has. */
  readonly isOtherModel = $derived.by(() => {
    const classes = this.model.summary?.classes;
    return this.texts.length > 0 && classes !== undefined && classes.join('\n') !== this.classes.join('\n');
  });
  /** Whether there is something that would be lost with the tab. */
  readonly unsaved = $derived.by(() => {
    const hasLabels = this.texts.some(({ isReaders }) => isReaders) || this.learning.phase !== 'idle';
    return this.keeping.isPending || (this.keeping.id === null && hasLabels);
  });

  /** Whether the page's model is the one that was taught here. */
  readonly runsTaught = $derived.by(() => {
    const taught = this.learning.outcome?.model;
    return taught !== undefined && this.model.brought === taught;
  });

  readonly learning: Learning;
  readonly keeping: TeachKeeping;
  readonly #teacher: Teacher;
  readonly #memory = new MemoryStore();
  readonly #moves: Move[] = [];
  /** The version of the model that read the texts. */
  #readBy: string | null = null;

  constructor(spawn: () => WorkerHandle) {
    this.#teacher = new Teacher(spawn, (reason) => this.keeping.end(reason));
    this.keeping = new TeachKeeping(this.#teacher, () => this.#state(), this.#memory);
    this.learning = new Learning({
      teacher: this.#teacher,
      memory: this.#memory,
      source: () => this.#source(),
      texts: () => this.texts,
      onDivided: (heldOut) => {
        this.texts = this.texts.map((text, place) => {
          const isHeldOut = heldOut[place] ?? null;
          return isHeldOut === null ? text : { ...text, isHeldOut };
        });
      },
      onChange: () => this.keeping.remember(),
      onNotKept: (reason) => this.keeping.end(reason),
    });
    // It lives for as long as the tab does.
    $effect.root(() => {
      $effect(() => {
        if (!this.unsaved) return;
        const ask = (event: BeforeUnloadEvent) => event.preventDefault();
        addEventListener('beforeunload', ask);
        return () => removeEventListener('beforeunload', ask);
      });
    });
  }

  /** Goes on with a model, where it is there: texts that another one read are read again. */
  follow(model: TeachModel): void {
    this.model = model;
    const { summary } = model;
    if (!summary || this.isOtherModel) return;
    if (this.texts.length > 0) void this.learning.look();
    if (this.#readBy === summary.version) return;
    this.#readBy = summary.version;
    this.texts = this.texts.map((text) => ({ ...text, probabilities: null }));
    void this.#read();
  }

  /**
   * Adds texts, with the classes that their labels count.
   * @param left texts that there were besides, and that are not taken
   */
  add(given: readonly GivenText[], left = 0): void {
    const { summary } = this.model;
    if (!summary) return;
    if (this.texts.length === 0) {
      this.classes = [...summary.classes];
      this.#readBy = summary.version;
    }
    const room = mostTexts - this.texts.length;
    const gathered = gatherTexts(this.texts, given.slice(0, room));
    this.texts = gathered.texts;
    this.notice = noticeOf(gathered, left + Math.max(0, given.length - room));
    this.#ask();
    this.keeping.remember();
    void this.learning.look();
    void this.#read();
  }

  /** Asks in another order. */
  setOrder(order: QueueOrder): void {
    this.order = order;
    this.#ask();
  }

  /** Gives the text at the head of the queue its class, an index. */
  label(label: number): void {
    const place = this.current;
    if (place === null || label >= this.classes.length) return;
    const before = this.texts[place]!;
    const answer = before.probabilities && argmax(before.probabilities);
    this.#remember({ place, before, wasSkipped: false });
    this.#put(place, { ...before, label, answer, isReaders: true, isDisputed: false });
    this.queue = this.queue.slice(1);
  }

  /** Asks the text at the head of the queue last. */
  skip(): void {
    const place = this.current;
    if (place === null) return;
    this.#remember({ place, before: this.texts[place]!, wasSkipped: true });
    this.queue = [...this.queue.slice(1), place];
  }

  /** Takes back what was done last, as often as something was done. */
  undo(): void {
    const move = this.#moves.pop();
    if (!move) return;
    this.last = this.#moves.at(-1) ?? null;
    // Whether it is held out was decided since, and stays so.
    const { isHeldOut } = this.texts[move.place]!;
    if (!move.wasSkipped) this.#put(move.place, { ...move.before, isHeldOut });
    this.queue = [move.place, ...this.queue.filter((place) => place !== move.place)];
  }

  /** Changes the label of any text, or takes it away. */
  relabel(place: number, label: number | null): void {
    const text = this.texts[place]!;
    this.#put(place, { ...text, label, isReaders: label !== null, isDisputed: false });
    this.#ask();
  }

  /** Opens what is kept on this machine, in place of what is open. */
  async openKept(id: string): Promise<void> {
    await this.close();
    try {
      const state = await this.#teacher.call((api) => api.openKept(id));
      this.classes = state.classes;
      this.texts = state.texts;
      this.#readBy = state.model.version;
      this.learning.restore(state.lesson, state.report);
      this.keeping.goesOn(id);
    } catch (error) {
      this.keeping.problem = (error as Error).message;
      return;
    }
    this.#ask();
    this.follow(this.model);
    void this.#read();
  }

  /** Forgets the texts and what came of them; what is kept on this machine stays. */
  async close(): Promise<void> {
    await this.keeping.close();
    this.reading.reset();
    this.learning.discard();
    this.texts = [];
    this.queue = [];
    this.classes = [];
    this.#moves.length = 0;
    this.last = null;
    this.notice = '';
    this.#readBy = null;
  }

  /** Files as one zip. */
  zip(files: Readonly<Record<string, Blob>>): Promise<Blob> {
    return this.#teacher.call((api) => api.zip(files));
  }

  /** Has the model read what it has not read; the queue is put in order as it does. */
  async #read(): Promise<void> {
    const open = () =>
      this.texts.flatMap(({ probabilities }, place) => (probabilities === null ? [place] : []));
    if (open().length === 0 || this.isOtherModel) return;
    await this.reading.start(async ({ signal, onProgress }) => {
      const total = this.texts.length;
      for (let places = open(); places.length > 0; places = open()) {
        const some = places.slice(0, batch);
        const texts = some.map((place) => this.texts[place]!.text);
        const read = await callModel(
          this.model,
          (api, cancel) => api.predict({ texts, longText: 'windows' }, cancel),
          signal,
        );
        signal.throwIfAborted();
        const width = read.length / some.length;
        const changed = [...this.texts];
        some.forEach((place, at) => {
          const row = Array.from(read.subarray(at * width, (at + 1) * width), rounded);
          changed[place] = { ...changed[place]!, probabilities: row };
        });
        this.texts = changed;
        this.#ask();
        onProgress({ done: total - places.length + some.length, total });
      }
    });
    this.keeping.remember();
  }

  /** Puts the queue in order; the text that a reader looks at stays. */
  #ask(): void {
    const { current } = this;
    const skipped = this.#moves.filter(({ wasSkipped }) => wasSkipped).map(({ place }) => place);
    const queue = askedTexts(this.texts, this.order, queueSeed, skipped);
    this.queue =
      current !== null && queue.includes(current)
        ? [current, ...queue.filter((place) => place !== current)]
        : queue;
  }

  #remember(move: Move): void {
    this.#moves.push(move);
    this.last = move;
  }

  #put(place: number, text: TeachText): void {
    const texts = [...this.texts];
    texts[place] = text;
    this.texts = texts;
    this.keeping.remember();
  }

  #count(): number[] {
    const counts = this.classes.map(() => 0);
    for (const { label } of this.texts) if (label !== null) counts[label]!++;
    return counts;
  }

  #source(): TeachSource | null {
    const { summary, location, sealed } = this.model;
    if (!summary || location === null) return null;
    return { location, version: summary.version, onGpu: summary.backend === 'webgpu', sealed };
  }

  #state(): TeachState | null {
    const { summary } = this.model;
    if (this.texts.length === 0) return null;
    return teachState({
      model: { name: summary?.name ?? '', version: this.#readBy ?? '' },
      classes: [...this.classes],
      texts: this.texts.map((text) => ({
        ...text,
        probabilities: text.probabilities && Array.from(text.probabilities),
      })),
      lesson: this.learning.lesson && copyOf(this.learning.lesson),
      report: this.learning.report,
    });
  }
}

const noModel: TeachModel = { client: null, summary: null, brought: null, location: null, sealed: false };

/** As many digits as an order needs, so that what is kept stays small. */
function rounded(probability: number): number {
  return Number(probability.toFixed(5));
}

function copyOf({ settings, taught, heldOut, kept }: NonNullable<Learning['lesson']>) {
  return { settings: { ...settings }, taught: [...taught], heldOut: [...heldOut], kept: [...kept] };
}

function noticeOf({ doubles, disputed, blank }: ReturnType<typeof gatherTexts>, left: number): string {
  const parts = [
    doubles > 0 && `${doubles} were there already`,
    disputed > 0 &&
      `${disputed} came with two different labels, which teach nothing: they are asked first, and what you say holds`,
    blank > 0 && `${blank} blank ${blank === 1 ? 'line was' : 'lines were'} left out`,
    left > 0 &&
      `${left} were left out: more than ${mostTexts.toLocaleString('en')} texts are for the companion`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? '' : `${parts.join('; ')}.`;
}
