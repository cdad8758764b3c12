import * as Comlink from 'comlink';
import type { TeachState } from '../core/teaching/state';
import { teach, type Lesson, type TeachEvent } from '../core/teaching/teach';
import { roundedWeights } from '../core/graphs/rounded-weights';
import { targetsOf } from '../core/training/targets';
import { encodeRow } from '../core/training/rows';
import { stageSettings } from '../core/teaching/plan';
import type { CheckpointStore } from '../core/training/store';
import type { TrainingStep } from '../core/training/step';
import { nextTask, signalOf } from './cancellation';
import type { MeasureGolden } from './convert-folder';
import type { KeptTeachings, TeachingFolder } from './kept-teachings';
import { lending } from './lending';
import { taughtModel } from './taught-model';
import type {
  KeptTeaching,
  Teachable,
  TeachBackend,
  TeachOutcome,
  TeachProgress,
  TeachSource,
  TeachWorkerApi,
} from './teach-api';
import { teachableOf, type TeachBase } from './teach-base';
import { TeachSteps, type TrainingRuntime } from './teach-steps';
import { zipFiles } from './zip-files';

/** What teaching takes of its surroundings; tests hand in their own. */
export interface TeachTools {
  readonly readBase: (source: TeachSource) => Promise<TeachBase>;
  /** Called once: the runtime can be set up only once a worker. */
  readonly trainingRuntime: (sealed: boolean) => Promise<TrainingRuntime>;
  readonly measure: MeasureGolden;
}

/** Names that checkpoints have: see core/training/checkpoint.ts. */
const checkpointNames = ['checkpoint.safetensors', 'checkpoint.previous.safetensors'];
/** Texts by which a graphics card is tried. */
const trialTexts = 8;

/** One model that is taught, and what is kept of it. Its worker is ended to give its memory back. */
export class TeachService implements TeachWorkerApi {
  #source: TeachSource | null = null;
  #base: TeachBase | null = null;
  #steps: TeachSteps | null = null;
  #runtime: Promise<TrainingRuntime> | null = null;
  #kept: TeachingFolder | null = null;

  /** @param tools loaded when something is to be taught */
  constructor(
    private readonly tools: () => Promise<TeachTools>,
    private readonly teachings: KeptTeachings,
  ) {}

  async ping(): Promise<void> {
    // That it is heard is all there is to it.
  }

  async look(source: TeachSource): Promise<Teachable> {
    const { readBase } = await this.tools();
    const base = await readBase(source);
    await this.#steps?.release();
    this.#source = source;
    this.#base = base;
    this.#steps = null;
    return teachableOf(base);
  }

  teach(
    lesson: Lesson,
    resume: boolean,
    cancel: MessagePort,
    memory: CheckpointStore,
    onProgress: (progress: TeachProgress) => void,
    onNotKept: (reason: string) => void,
  ): Promise<TeachOutcome | null> {
    return lending(onProgress, () =>
      lending(onNotKept, () =>
        lending(memory, () =>
          this.#teach(lesson, resume, signalOf(cancel), this.#store(memory, onNotKept), onProgress).catch(
            (error: unknown) => {
              if (error instanceof DOMException && error.name === 'AbortError') return null;
              throw error;
            },
          ),
        ),
      ),
    );
  }

  zip(files: Readonly<Record<string, Blob>>): Promise<Blob> {
    return zipFiles(files);
  }

  kept(): Promise<KeptTeaching[]> {
    return this.teachings.list();
  }

  keep(state: TeachState, memory: CheckpointStore): Promise<string> {
    return lending(memory, async () => {
      this.closeKept();
      const folder = await this.teachings.create();
      try {
        for (const name of checkpointNames) {
          const bytes = await memory.load(name);
          if (bytes) await folder.checkpoints.save(name, new Uint8Array(bytes));
        }
        // Last: it makes the folder one that counts.
        await folder.write(state);
      } catch (error) {
        folder.close();
        await this.teachings.remove(folder.id);
        throw error;
      }
      this.#kept = folder;
      return folder.id;
    });
  }

  async remember(state: TeachState): Promise<void> {
    await this.#kept?.write(state);
  }

  async openKept(id: string): Promise<TeachState> {
    this.closeKept();
    const folder = await this.teachings.open(id);
    const state = await folder.read();
    if (state === null || state === 'damaged') {
      folder.close();
      throw new Error('What was kept of it is damaged, or of another version of this page.');
    }
    this.#kept = folder;
    return state;
  }

  closeKept(): void {
    this.#kept?.close();
    this.#kept = null;
  }

  async forgetKept(id: string): Promise<void> {
    if (this.#kept?.id === id) this.closeKept();
    await this.teachings.remove(id);
  }

  async #teach(
    lesson: Lesson,
    resume: boolean,
    signal: AbortSignal,
    store: CheckpointStore,
    onProgress: (progress: TeachProgress) => void,
  ): Promise<TeachOutcome | null> {
    const { measure } = await this.tools();
    const base = this.#base;
    if (!base) throw new Error('No model was looked at.');
    onProgress({ phase: 'opening' });
    const maxTokens = teachableOf(base).maxTokens;
    const { step, backend } = await this.#open(lesson, maxTokens, signal, onProgress);
    await requireFaithful(step, base);
    const tell = async (event: TeachEvent) => {
      const progress = progressOf(event);
      if (progress) onProgress(progress);
      // A cancel is heard between two steps.
      await nextTask();
    };
    const { manifest, config, tokenizer } = base;
    const taught = await teach(lesson, {
      step,
      tokenizer,
      classes: config.classes.length,
      maxTokens,
      temperature: manifest.temperature,
      base: manifest.version,
      store,
      resume,
      rounded: (parameters) => roundedWeights(config, parameters),
      retry: (_what, error) => Promise.reject(error),
      onEvent: tell,
      signal,
    });
    if (!taught) return null;
    onProgress({ phase: 'writing' });
    const { report, steps, cut, parameters } = taught;
    const written = await taughtModel(base, { lesson, report, maxTokens, parameters }, measure);
    return { report, steps, cut, backend, ...written };
  }

  async #open(
    lesson: Lesson,
    maxTokens: number,
    signal: AbortSignal,
    onProgress: (progress: TeachProgress) => void,
  ): Promise<{ step: TrainingStep; backend: TeachBackend }> {
    const { trainingRuntime } = await this.tools();
    const [base, source] = [this.#base!, this.#source!];
    // One that failed is tried again.
    this.#runtime ??= trainingRuntime(source.sealed).catch((error: unknown) => {
      this.#runtime = null;
      throw error;
    });
    this.#steps ??= new TeachSteps(base, await this.#runtime, source.onGpu);
    const { settings, taught, heldOut, kept } = lesson;
    const { maxLength } = stageSettings(settings, maxTokens);
    const encode = (text: string) => encodeRow(base.tokenizer, text, maxLength);
    if (settings.scope !== 'all') {
      const opened = await this.#steps.head(settings.scope);
      const texts = [...taught.map(({ text }) => text), ...heldOut.map(({ text }) => text), ...kept];
      await opened.step.learnStates(
        texts.map((text) => ({ ids: encode(text) })),
        (done, total) => onProgress({ phase: 'features', done, total }),
        signal,
      );
      return opened;
    }
    const some = taught.slice(0, trialTexts);
    const classes = base.config.classes.length;
    return this.#steps.all({
      ids: some.map(({ text }) => encode(text)),
      targets: Float32Array.from(
        some.flatMap((row) => [...targetsOf(row, classes, { softWeight: 0, labelSmoothing: 0 })]),
      ),
      rowWeights: new Float32Array(some.length).fill(1),
      dropoutSeed: settings.seed,
    });
  }

  /** On this machine while that is wanted and there is room, else in the page's memory. */
  #store(memory: CheckpointStore, onNotKept: (reason: string) => void): CheckpointStore {
    const here = () => this.#kept?.checkpoints ?? memory;
    return {
      load: (name) => here().load(name),
      rename: (from, to) => here().rename(from, to),
      save: async (name, bytes) => {
        const folder = this.#kept;
        if (folder) {
          try {
            await folder.checkpoints.save(name, bytes);
            return;
          } catch (error) {
            // What is kept so far stays.
            this.closeKept();
            onNotKept((error as Error).message);
          }
        }
        await memory.save(name, Comlink.transfer(bytes, [bytes.buffer]));
      },
    };
  }
}

/** @throws Error where the training graphs do not answer as the model must */
async function requireFaithful(step: TrainingStep, { golden, manifest }: TeachBase): Promise<void> {
  const answers = await step.logits(golden.rows);
  const off = golden.rows.flatMap(({ logits }, row) =>
    logits.map((expected, k) => Math.abs(answers[row]![k]! / manifest.temperature - expected)),
  );
  const wrong = off.find((difference) => !(difference <= golden.tolerance.logits));
  if (wrong === undefined) return;
  throw new Error(
    `${manifest.name} cannot be taught here: the graphs that learn answer otherwise than it must (off by ${wrong.toPrecision(2)}).`,
  );
}

function progressOf(event: TeachEvent): TeachProgress | null {
  switch (event.kind) {
    case 'measuring':
      return { phase: event.when, done: event.done, total: event.total };
    case 'step':
      return { phase: 'learning', step: event.stageStep, steps: event.stageSteps, loss: event.loss };
    default:
      return null;
  }
}
