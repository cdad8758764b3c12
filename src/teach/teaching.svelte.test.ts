import { Blob as ClonableBlob } from 'node:buffer';
import * as Comlink from 'comlink';
import { flushSync } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TeachReport } from '../../core/teaching/report';
import type { Lesson } from '../../core/teaching/teach';
import { typedTexts } from '../../core/teaching/texts';
import { signalOf } from '../../workers/cancellation';
import { KeptTeachings } from '../../workers/kept-teachings';
import { MemoryShelf } from '../../workers/testing/memory-shelf';
import type { Teachable, TeachOutcome, TeachProgress, TeachSource } from '../../workers/teach-api';
import { TeachService } from '../../workers/teach-service';
import type { WorkerHandle } from '../../workers/worker-handle';
import type { TeachModel } from './teach-model';
import { Teaching } from './teaching.svelte';

// That of the page's environment cannot be sent to a worker.
vi.stubGlobal('Blob', ClonableBlob);

const interval = { estimate: 0.5, low: 0.25, high: 0.75 };
const figures = { accuracy: interval, macroRecall: interval, logLoss: interval };
const report: TeachReport = {
  heldOut: 4,
  before: figures,
  after: figures,
  gain: interval,
  mended: 1,
  broken: 0,
  changed: interval,
  kept: 9,
};
const teachable: Teachable = {
  layers: 6,
  layerSets: 1,
  weights: { classifier: 9, pooler: 99, all: 999 },
  maxTokens: 96,
};

/** A lesson that a worker was given. */
interface Call {
  readonly lesson: Lesson;
  readonly resume: boolean;
  readonly worker: number;
  tell(progress: TeachProgress): void;
  end(outcome: TeachOutcome | null): void;
  fail(error: Error): void;
}

/** A service that keeps what it is told, and learns when the test says so. */
class HeldService extends TeachService {
  constructor(
    private readonly workers: Workers,
    private readonly worker: number,
  ) {
    super(() => Promise.reject(new Error('not reached')), new KeptTeachings(workers.shelf));
  }

  override async look(source: TeachSource): Promise<Teachable> {
    this.workers.looked.push(source);
    if (this.workers.whyNot) throw this.workers.whyNot;
    return teachable;
  }

  override teach(
    ...[lesson, resume, cancel, , onProgress]: Parameters<TeachService['teach']>
  ): Promise<TeachOutcome | null> {
    return new Promise((end, fail) => {
      signalOf(cancel).addEventListener('abort', () => end(null));
      this.workers.calls.push({ lesson, resume, worker: this.worker, tell: onProgress, end, fail });
    });
  }
}

/** Workers in this very thread. */
class Workers {
  readonly shelf = new MemoryShelf();
  readonly calls: Call[] = [];
  readonly looked: TeachSource[] = [];
  whyNot: Error | null = null;
  readonly #ends: ((message: string) => void)[] = [];

  readonly spawn = (): WorkerHandle => {
    const { port1, port2 } = new MessageChannel();
    Comlink.expose(new HeldService(this, this.#ends.length), port1);
    const close = () => {
      port2.close();
      this.shelf.held.clear();
    };
    let fail: (message: string) => void = () => undefined;
    this.#ends.push((message) => {
      close();
      fail(message);
    });
    return { endpoint: port2, terminate: close, onFailure: (callback) => (fail = callback) };
  };

  /** Ends the worker that was started last. */
  die(message: string): void {
    this.#ends.at(-1)!(message);
  }

  async call(count: number): Promise<Call> {
    await expect.poll(() => this.calls.length).toBe(count);
    return this.calls.at(-1)!;
  }
}

/** A model that is the surer of "good" the longer a text is. */
function modelOf(
  version: string,
  classes = ['bad', 'fair', 'good'],
): TeachModel & { readonly batches: string[][] } {
  const batches: string[][] = [];
  return {
    batches,
    brought: null,
    location: 'http://host/model/',
    sealed: false,
    summary: { name: 'tiny', version, classes, backend: 'wasm' },
    client: {
      call: async (body) =>
        body(
          {
            predict: async ({ texts }: { texts: string[] }) => {
              batches.push(texts);
              return Float64Array.from(
                texts.flatMap(({ length }) => {
                  const good = 1 / 3 + Math.min(0.6, length / 100);
                  return [(1 - good) / 2, (1 - good) / 2, good];
                }),
              );
            },
          } as never,
          {} as MessagePort,
        ),
    },
  };
}

const lines = (count: number) =>
  Array.from({ length: count }, (_, at) => `text ${'x'.repeat(at)}`).join('\n');
const outcome = {
  report,
  steps: 9,
  cut: 0,
  backend: { kind: 'wasm', threads: 1, reason: null },
  model: { name: 'tiny-taught', files: {} },
  weights: new ClonableBlob([]) as Blob,
} as const satisfies TeachOutcome;

describe('teaching', () => {
  let workers: Workers;
  let teaching: Teaching;

  function setUp(model: TeachModel = modelOf('1')): Teaching {
    workers = new Workers();
    return begin(model);
  }

  /** As after a reload: what is kept stays. */
  function begin(model: TeachModel): Teaching {
    teaching = new Teaching(workers.spawn);
    teaching.follow(model);
    return teaching;
  }

  afterEach(() => teaching.close());

  const asked = () => (teaching.queue.current === null ? null : teaching.texts[teaching.queue.current]!.text);
  const read = () => expect.poll(() => teaching.reading.phase).toBe('done');
  /** Labels so many texts, class after class. */
  const labelAll = (count: number) => {
    for (let at = 0; at < count; at++) teaching.label(at % 3);
  };
  const asks = () => {
    flushSync();
    const event = new Event('beforeunload', { cancelable: true });
    dispatchEvent(event);
    return event.defaultPrevented;
  };

  it('asks the texts that the model is least sure of, one label or skip at a time, and takes each back', async () => {
    const model = modelOf('1');
    setUp(model);
    teaching.add(typedTexts(`${lines(50)}\n\n${lines(2)}`));
    expect(teaching.notice).toBe('2 texts were there already; 1 blank line was left out.');
    const first = asked();
    await read();
    expect(model.batches.flat()).toHaveLength(50);
    // The text that is looked at stays, whatever the model says of others.
    expect(asked()).toBe(first);
    teaching.label(2);
    expect(asked()).toBe('text x');
    teaching.queue.skip();
    expect(asked()).toBe('text xx');
    teaching.label(0);
    expect([teaching.counts, teaching.labels]).toEqual([[1, 0, 1], 2]);
    expect(teaching.agreement).toMatchObject({ labels: 2, share: { estimate: 0.5 } });
    teaching.undo();
    expect([asked(), teaching.labels]).toEqual(['text xx', 1]);
    teaching.undo();
    expect(asked()).toBe('text x');
    teaching.undo();
    expect([asked(), teaching.labels, teaching.queue.last]).toEqual([first, 0, null]);
    teaching.undo();
    teaching.label(7);
    expect(teaching.labels).toBe(0);
  });

  it('takes labels that come with texts, asks those that contradict each other, and those that the model contradicts', async () => {
    setUp();
    const given = [
      { text: 'a', label: 0 },
      { text: 'a', label: 1 },
      { text: 'b', label: 2, probabilities: Float32Array.of(0, 0.1, 0.9) },
      { text: 'c', label: 1, probabilities: Float32Array.of(0.8, 0.1, 0.1) },
    ];
    teaching.add(given, 3);
    expect(teaching.notice).toMatch(/1 came with two different labels.*; 3 were left out/);
    expect([teaching.counts, asked()]).toEqual([[0, 1, 1], 'a']);
    await read();
    teaching.queue.setOrder('disagreement');
    expect([asked(), teaching.queue.places.length]).toEqual(['c', 1]);
    teaching.label(1);
    expect([asked(), teaching.counts]).toEqual([null, [0, 1, 1]]);
    teaching.relabel(2, null);
    expect(teaching.counts).toEqual([0, 0, 1]);
  });

  it('learns from four fifths of the labels, keeps the model or puts the one before back', async () => {
    setUp();
    teaching.add(typedTexts(lines(40)));
    await read();
    expect(teaching.whyNot).toMatch(/No text has a label/);
    teaching.label(0);
    expect(teaching.whyNot).toMatch(/All labels so far say “bad”/);
    labelAll(29);
    expect(teaching.whyNot).toBeNull();
    void teaching.learning.start();
    const { lesson, resume, ...first } = await workers.call(1);
    expect([lesson.taught.length, lesson.heldOut.length, resume]).toEqual([24, 6, false]);
    expect(lesson.kept.length).toBeGreaterThanOrEqual(20);
    expect(lesson.kept.filter((text) => text.startsWith('text'))).toHaveLength(10);
    first.tell({ phase: 'learning', step: 1, steps: 4, loss: 1.5 });
    await expect.poll(() => teaching.learning.progress).toMatchObject({ step: 1, loss: 1.5 });
    first.tell({ phase: 'learning', step: 2, steps: 4, loss: 1 });
    await expect.poll(() => teaching.learning.secondsLeft).toBeGreaterThan(0);
    first.end(outcome);
    await expect.poll(() => teaching.learning.phase).toBe('done');
    expect(teaching.learning.report).toEqual(report);
    expect(teaching.runsTaught).toBe(false);
    // The outcome as it came from the worker.
    teaching.follow({ ...modelOf('taught'), brought: teaching.learning.outcome!.model });
    expect([teaching.runsTaught, teaching.labels]).toEqual([true, 30]);
    teaching.follow(modelOf('1'));
    expect([teaching.runsTaught, teaching.learning.phase]).toEqual([false, 'done']);

    // What was held out once is never learnt from, whatever is labelled later.
    labelAll(10);
    void teaching.learning.start();
    const second = await workers.call(2);
    expect(second.lesson.heldOut).toEqual(expect.arrayContaining([...lesson.heldOut]));
    teaching.learning.discard();
    expect([teaching.learning.phase, teaching.labels]).toEqual(['idle', 40]);
  });

  it('is paused, and goes on from the checkpoint', async () => {
    setUp();
    teaching.add(typedTexts(lines(30)));
    labelAll(30);
    void teaching.learning.start();
    await workers.call(1);
    teaching.learning.pause();
    await expect.poll(() => teaching.learning.phase).toBe('paused');
    void teaching.learning.goOn();
    const second = await workers.call(2);
    expect([second.resume, second.lesson]).toEqual([true, workers.calls[0]!.lesson]);
    second.end(outcome);
    await expect.poll(() => teaching.learning.phase).toBe('done');
  });

  it('goes on by itself where its worker dies, and waits where that happens again', async () => {
    setUp();
    teaching.add(typedTexts(lines(30)));
    labelAll(30);
    void teaching.learning.start();
    await workers.call(1);
    workers.die('it ended');
    const { resume, worker } = await workers.call(2);
    expect([resume, worker]).toEqual([true, 1]);
    expect(teaching.learning.mended).toMatch(/went on from the last checkpoint/);
    workers.die('it ended');
    await expect.poll(() => teaching.learning.phase).toBe('paused');
    expect(teaching.learning.problem).toMatch(/ended twice .*“Go on” continues from the last checkpoint/);
    expect(teaching.labels).toBe(30);
    void teaching.learning.goOn();
    (await workers.call(3)).end(outcome);
    await expect.poll(() => teaching.learning.phase).toBe('done');
  });

  it.each([
    ['MemoryRefused', /no more memory.*classifier alone.*Nothing is lost/],
    ['OtherRunError', /another model than the one that runs now/],
    ['Error', /^loss. Nothing is lost/],
  ])('says why it broke off, and loses nothing: %s', async (name, words) => {
    setUp();
    teaching.add(typedTexts(lines(30)));
    labelAll(30);
    void teaching.learning.start();
    (await workers.call(1)).fail(Object.assign(new Error('loss.'), { name }));
    await expect.poll(() => teaching.learning.phase).toBe('paused');
    expect(teaching.learning.problem).toMatch(words);
    expect(teaching.labels).toBe(30);
  });

  it('says why a model cannot be taught', async () => {
    setUp();
    workers.whyNot = new Error('tiny cannot be taught here: it is an ONNX file.');
    teaching.add(typedTexts(lines(3)));
    await expect.poll(() => teaching.learning.whyNot).toMatch(/ONNX file/);
    // Another model is another question.
    workers.whyNot = null;
    teaching.follow(modelOf('2'));
    await expect.poll(() => teaching.learning.teachable).toEqual(teachable);
    expect(teaching.learning.whyNot).toBe('');
  });

  it('has texts read again by another model, and waits where its classes are others', async () => {
    setUp();
    teaching.add(typedTexts(lines(9)));
    await read();
    labelAll(3);
    const other = modelOf('2');
    teaching.follow(other);
    await expect.poll(() => other.batches.flat().length).toBe(9);
    expect([teaching.labels, teaching.isOtherModel]).toEqual([3, false]);
    const foreign = modelOf('3', ['yes', 'no']);
    teaching.follow(foreign);
    expect([teaching.isOtherModel, teaching.labels, foreign.batches.length]).toEqual([true, 3, 0]);
  });

  it('is kept with consent, and there again after a reload, with what was being learnt', async () => {
    setUp();
    expect(asks()).toBe(false);
    teaching.add(typedTexts(lines(30)));
    await read();
    labelAll(30);
    expect(asks()).toBe(true);
    await teaching.keeping.want(true);
    expect(teaching.keeping.id).not.toBeNull();
    expect(asks()).toBe(false);
    void teaching.learning.start();
    const { lesson } = await workers.call(1);
    await teaching.keeping.rememberNow();
    workers.shelf.held.clear();

    begin(modelOf('1'));
    await teaching.keeping.refresh();
    expect(teaching.keeping.teachings).toMatchObject([{ labels: 30, texts: 30, model: 'tiny' }]);
    await teaching.openKept(teaching.keeping.teachings[0]!.id);
    expect([teaching.labels, teaching.learning.phase]).toEqual([30, 'paused']);
    expect(teaching.agreement).not.toBeNull();
    void teaching.learning.goOn();
    const again = await workers.call(2);
    expect([again.resume, again.lesson]).toEqual([true, lesson]);
    again.end(outcome);
    await expect.poll(() => teaching.learning.phase).toBe('done');
    await teaching.keeping.want(false);
    expect([teaching.keeping.id, workers.shelf.folders.size, teaching.labels]).toEqual([null, 0, 30]);
  });

  it('keeps a label that is given while the others are written for the first time', async () => {
    setUp();
    teaching.add(typedTexts(lines(3)));
    const wanted = teaching.keeping.want(true);
    teaching.label(1);
    await wanted;
    expect(asks()).toBe(true);
    await expect.poll(() => teaching.keeping.isPending).toBe(false);
    workers.shelf.held.clear();
    begin(modelOf('1'));
    await teaching.keeping.refresh();
    expect(teaching.keeping.teachings).toMatchObject([{ labels: 1, texts: 3 }]);
  });

  it('has nothing left to write once it is no longer kept', async () => {
    setUp();
    teaching.add(typedTexts(lines(3)));
    await teaching.keeping.want(true);
    teaching.label(1);
    await teaching.keeping.want(false);
    expect([teaching.keeping.isPending, asks()]).toEqual([false, true]);
    teaching.undo();
    expect(asks()).toBe(false);
  });

  it('keeps on after its worker died, and says where it can no longer', async () => {
    setUp();
    teaching.add(typedTexts(lines(3)));
    await teaching.keeping.want(true);
    workers.die('it ended');
    teaching.label(1);
    await teaching.keeping.rememberNow();
    expect(teaching.keeping.problem).toBe('');
    workers.shelf.room = 0;
    teaching.label(2);
    await teaching.keeping.rememberNow();
    expect(teaching.keeping.id).toBeNull();
    expect(teaching.keeping.problem).toMatch(/not kept on this machine: there is no more room/);
    expect(teaching.labels).toBe(2);
  });
});
