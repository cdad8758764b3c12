import { argmax } from '../../core/math/argmax';
import { agreementOf } from '../../core/teaching/agreement';
import { whyNotReady } from '../../core/teaching/readiness';
import { teachState, type TeachState } from '../../core/teaching/state';
import { gatherTexts, type GivenText, type TeachText } from '../../core/teaching/texts';
import type { BroughtModel } from '../../workers/model-location';
import type { TeachSource } from '../../workers/teach-api';
import type { WorkerHandle } from '../../workers/worker-handle';
import { addedInWords, mostTexts } from './added-in-words';
import { Learning } from './learning.svelte';
import { MemoryStore } from './memory-store';
import { ReadingTexts } from './reading-texts.svelte';
import { TeachKeeping } from './teach-keeping.svelte';
import type { TeachModel } from './teach-model';
import { Teacher } from './teacher';
import { TextQueue } from './text-queue.svelte';

/** Texts, their labels and what is made of them. It outlives the view, and the model that is taught. */
export class Teaching {
  texts = $state.raw<readonly TeachText[]>([]);
  /** Names of the classes that labels count; those of the model when the first text came. */
  classes = $state.raw<readonly string[]>([]);
  /** What became of the texts that were added last. */
  notice = $state('');
  model = $state.raw<TeachModel>(noModel);
  readonly queue = new TextQueue(() => this.texts);
  readonly reading = new ReadingTexts({
    texts: () => this.texts,
    model: () => this.model,
    onRead: (read) => {
      const texts = [...this.texts];
      for (const { place, probabilities } of read) texts[place] = { ...texts[place]!, probabilities };
      this.texts = texts;
      this.queue.ask();
    },
  });
  /** The brought model that the taught one took the place of; null: the page's own. */
  before: BroughtModel | null = null;

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
    this.notice = addedInWords(gathered, left + Math.max(0, given.length - room));
    this.queue.ask();
    this.keeping.remember();
    void this.learning.look();
    void this.#read();
  }

  /** Gives the text at the head of the queue its class, an index. */
  label(label: number): void {
    const place = this.queue.current;
    if (place === null || label >= this.classes.length) return;
    const before = this.texts[place]!;
    const answer = before.probabilities && argmax(before.probabilities);
    this.#put(place, { ...before, label, answer, isReaders: true, isDisputed: false });
    this.queue.labelled(before);
  }

  /** Takes back what was done last, as often as something was done. */
  undo(): void {
    const move = this.queue.undo();
    if (!move || move.wasSkipped) return;
    // Whether it is held out was decided since, and stays so.
    const { isHeldOut } = this.texts[move.place]!;
    this.#put(move.place, { ...move.before, isHeldOut });
  }

  /** Changes the label of any text, or takes it away. */
  relabel(place: number, label: number | null): void {
    const text = this.texts[place]!;
    this.#put(place, { ...text, label, isReaders: label !== null, isDisputed: false });
    this.queue.ask();
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
    this.queue.ask();
    this.follow(this.model);
    void this.#read();
  }

  /** Forgets the texts and what came of them; what is kept on this machine stays. */
  async close(): Promise<void> {
    await this.keeping.close();
    this.reading.reset();
    this.learning.discard();
    this.texts = [];
    this.queue.clear();
    this.classes = [];
    this.notice = '';
    this.#readBy = null;
  }

  /** Files as one zip. */
  zip(files: Readonly<Record<string, Blob>>): Promise<Blob> {
    return this.#teacher.call((api) => api.zip(files));
  }

  /** Has the model read what it has not read; the queue is put in order as it does. */
  async #read(): Promise<void> {
    if (!this.isOtherModel && (await this.reading.read())) this.keeping.remember();
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

function copyOf({ settings, taught, heldOut, kept }: NonNullable<Learning['lesson']>) {
  return { settings: { ...settings }, taught: [...taught], heldOut: [...heldOut], kept: [...kept] };
}
