import { Blob as ClonableBlob } from 'node:buffer';
import * as Comlink from 'comlink';
import { tick } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AnswerRule } from '../../core/prediction/verdict';
import type { FileSource } from '../../workers/file-api';
import { MAX_ROWS } from '../../core/table/bounded-bytes';
import { FileService } from '../../workers/file-service';
import { KeptWorks } from '../../workers/kept-works';
import { MemoryShelf } from '../../workers/testing/memory-shelf';
import type { WorkerHandle } from '../../workers/worker-handle';
import { packReasons } from '../../core/table/row-reasons';
import { reasonsOf } from '../../core/table/testing';
import type { FileModel } from './file-model';
import { FileWork } from './file-work.svelte';

const texts = Array.from({ length: 100 }, (_, at) => `answer ${at}`);
const csv = ['text,label', ...texts.map((text, at) => `${text},${at < 60 ? 'good' : 'bad'}`)].join('\n');
const source = (content = csv): FileSource => ({
  content: new ClonableBlob([content]) as Blob,
  name: 'rows.csv',
});

/** What is kept, by whatever worker. */
const shelf = new MemoryShelf();

/** A worker in this very thread. */
class LocalWorker implements WorkerHandle {
  readonly endpoint: MessagePort;
  isEnded = false;
  fail: (message: string) => void = () => undefined;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    Comlink.expose(new FileService(MAX_ROWS, new KeptWorks(shelf)), port1);
    this.endpoint = port2;
  }

  terminate() {
    this.isEnded = true;
    this.endpoint.close();
    shelf.held.clear();
  }

  onFailure(callback: (message: string) => void) {
    this.fail = callback;
  }
}

/** A model that reads texts as good, or bad where it is told to, to 90 %. */
class FakeModel implements FileModel {
  readonly classes = ['bad', 'good'];
  rule: AnswerRule = null;
  summary = { name: 'fake', version: '1' };
  readonly batches: string[][] = [];
  /** Of each batch, how long texts were to be read. */
  readonly longTexts: string[] = [];
  readonly explained: string[][] = [];
  readonly methods = new Set<string>();
  languageOf: (text: string) => string | null = () => null;
  isBad: (text: string) => boolean = () => false;
  /** Called before a batch is explained. */
  beforeReasons: (batch: number, signal: AbortSignal) => Promise<void> = async () => undefined;
  /** Called before a batch is read. */
  before: (batch: number, signal: AbortSignal) => Promise<void> = async () => undefined;

  readonly client: FileModel['client'] = {
    call: async (body, signal = new AbortController().signal) => {
      const api = {
        predict: async ({ texts, longText }: { texts: string[]; longText: string }) => {
          this.batches.push(texts);
          this.longTexts.push(longText);
          await this.before(this.batches.length, signal);
          return Float64Array.from(texts.flatMap((text) => (this.isBad(text) ? [0.9, 0.1] : [0.1, 0.9])));
        },
        otherLanguages: async (texts: string[]) => texts.map((text) => this.languageOf(text)),
        reasons: async ({ texts, method }: { texts: string[]; method: string }) => {
          this.explained.push(texts);
          this.methods.add(method);
          await this.beforeReasons(this.explained.length, signal);
          const packed = texts.map((text) => packReasons(reasonsOf(text, [[-0.2], [0.2]])));
          return {
            bytes: Uint8Array.from(packed.flatMap((bytes) => [...bytes])),
            lengths: Uint32Array.from(packed, ({ length }) => length),
          };
        },
      };
      return body(api as never, {} as MessagePort);
    },
  };
}

// That of the page's environment cannot be sent to a worker.
vi.stubGlobal('Blob', ClonableBlob);

describe('work on a file', () => {
  let work: FileWork;

  function setUp(model = new FakeModel()) {
    const workers: LocalWorker[] = [];
    work = new FileWork(model, () => {
      const worker = new LocalWorker();
      workers.push(worker);
      return worker;
    });
    return { model, workers };
  }

  afterEach(() => {
    work.close();
    shelf.folders.clear();
  });

  /** Whether the page asks before it is left. */
  const asks = () => {
    const event = new Event('beforeunload', { cancelable: true });
    dispatchEvent(event);
    return event.defaultPrevented;
  };

  it('looks, reads the file, reads each text once, and holds it against the labels', async () => {
    const { model } = setUp();
    await work.open(source(`${csv}\n${csv.split('\n').slice(1).join('\n')}`));
    expect([work.choices.textColumn, work.choices.labelColumn]).toEqual([0, 1]);
    await work.start('windows');
    expect(model.batches.flat()).toEqual(texts);
    expect(work.running.phase).toBe('done');
    expect(work.tally.counts).toMatchObject({ rows: 200, read: 200, perClass: [0, 200] });
    expect(work.tally.scores?.metrics?.accuracy).toBeCloseTo(0.6, 12);
    expect((await work.shown.rows(0, 2)).map(({ text }) => text)).toEqual(['answer 0', 'answer 1']);
  });

  it('counts and lists what could be more than one class by the rule of the model', async () => {
    const model = new FakeModel();
    setUp(model);
    model.rule = { threshold: 0.05 };
    await work.open(source());
    await work.start('windows');
    expect(work.tally.counts).toMatchObject({ read: 100, unsure: 100 });
    await work.shown.ask({ rows: 'unsure' });
    expect(work.shown.selected).toBe(100);
  });

  it('judges work that was saved without a rule by that of its model, and by its margin with another model', async () => {
    const model = new FakeModel();
    setUp(model);
    await work.open(source());
    await work.start('windows');
    work.running.stop();
    work.running.readBy = { name: 'fake', version: '1', classes: ['bad', 'good'] };
    const packed = (await work.packed())!;
    expect(new TextDecoder().decode(await packed.content.slice(0, 2000).arrayBuffer())).not.toContain(
      '"rule"',
    );

    model.rule = { threshold: 0.05 };
    await work.open(packed);
    await vi.waitFor(() => expect(work.tally.counts?.unsure).toBe(100));
    expect(work.running.readBy.rule).toEqual({ threshold: 0.05 });
    // What is saved from here on says it.
    const again = (await work.packed())!;
    model.summary = { name: 'another', version: '2' };
    model.rule = null;
    await work.open(again);
    expect([work.running.rule, work.tally.counts?.unsure]).toEqual([{ threshold: 0.05 }, 100]);
    await work.open(packed);
    expect([work.running.rule, work.tally.counts?.unsure]).toEqual([null, 0]);
  });

  it('says that all is read only once it shows all that was read', async () => {
    setUp();
    const seen: { phase: string; read: number | undefined }[] = [];
    const stop = $effect.root(() => {
      $effect(() => {
        seen.push({ phase: work.running.phase, read: work.tally.counts?.read });
      });
    });
    await work.open(source());
    await work.start('windows');
    await tick();
    stop();
    const ends = seen.filter(({ phase }) => phase === 'done');
    expect(ends.length).toBeGreaterThan(0);
    expect(new Set(ends.map(({ read }) => read))).toEqual(new Set([100]));
  });

  it('keeps what was read when it is paused, and goes on behind it', async () => {
    const { model } = setUp();
    model.before = (batch, signal) => {
      if (batch !== 2) return Promise.resolve();
      work.running.cancel();
      return Promise.reject(signal.reason as Error);
    };
    await work.open(source());
    await work.start('windows');
    expect(work.running.phase).toBe('cancelled');
    const read = model.batches[0]!.length;
    expect(read).toBeLessThan(100);
    expect(work.tally.counts?.read).toBe(read);
    model.batches.length = 0;
    model.before = async () => undefined;
    await work.running.goOn('windows');
    expect(model.batches.flat()).toEqual(texts.slice(read));
    expect(work.tally.counts?.read).toBe(100);
  });

  it('keeps what was read when the model fails, and says why', async () => {
    const { model } = setUp();
    model.before = async (batch) => {
      if (batch === 2) throw new Error('The model was lost.');
    };
    await work.open(source());
    await work.start('windows');
    expect([work.running.phase, work.running.error]).toEqual(['failed', 'The model was lost.']);
    expect(work.tally.counts?.read).toBe(model.batches[0]!.length);
    await work.running.goOn('windows');
    expect(work.tally.counts?.read).toBe(100);
  });

  it('shows the rows of the last question, in whatever order questions are answered', async () => {
    setUp();
    await work.open(source());
    await work.start('windows');
    await Promise.all([work.shown.ask({ contains: 'answer 1' }), work.shown.ask({ contains: 'answer 99' })]);
    expect([work.shown.selected, work.shown.isAsking]).toEqual([1, false]);
    expect((await work.shown.rows(0, 9)).map(({ row }) => row)).toEqual([99]);
  });

  it('says that labels cannot be understood, and takes what they stand for', async () => {
    setUp();
    await work.open(source(csv.replaceAll(',good', ',yes')));
    await work.start('windows');
    expect(work.tally.scores?.refused).toMatchObject({ count: 60, line: 2 });
    await work.setLabels(1, 'yes: good');
    expect(work.problem).toMatch(/is not LABEL=CLASS/);
    await work.setLabels(1, 'yes=good');
    expect(work.problem).toBe('');
    expect(work.tally.scores?.refused).toBeNull();
    expect(work.tally.scores?.metrics?.accuracy).toBeCloseTo(0.6, 12);
  });

  it('reads the file again where the worker that holds it ends, and loses nothing', async () => {
    const { model, workers } = setUp();
    model.before = (batch, signal) => {
      if (batch !== 2) return Promise.resolve();
      return new Promise((_, reject) => {
        setTimeout(() => {
          workers[0]!.fail('it ended');
          reject(signal.reason as Error);
        });
      });
    };
    await work.open(source());
    await work.start('windows');
    await expect.poll(() => work.running.phase).toBe('done');
    expect(workers.map(({ isEnded }) => isEnded)).toEqual([true, false]);
    expect(work.mending.message).toMatch(/nothing is lost/);
    expect(work.tally.counts).toMatchObject({ rows: 100, read: 100 });
    expect(work.tally.scores?.metrics?.accuracy).toBeCloseTo(0.6, 12);
    // What was read before is not read again.
    expect(new Set(model.batches.flat()).size).toBe(100);
    expect(model.batches[0]!.some((text) => model.batches.slice(2).flat().includes(text))).toBe(false);
  });

  it('counts and lists the rows in languages that the model has not learnt, also after a worker ended', async () => {
    const { model, workers } = setUp();
    model.languageOf = (text) => (/1$/.test(text) ? 'es' : null);
    await work.open(source());
    await work.start('windows');
    const spanish = [{ language: 'es', rows: 10 }];
    expect(work.tally.counts!.otherLanguages).toEqual(spanish);
    await work.shown.ask({ rows: 'other-language' });
    expect(work.shown.selected).toBe(10);
    expect(work.shown.isNarrowed).toBe(true);
    expect((await work.shown.rows(0, 1))[0]).toMatchObject({ text: 'answer 1', language: 'es' });
    workers[0]!.fail('it ended');
    await expect.poll(() => work.mending.message).toMatch(/nothing is lost/);
    expect(work.tally.counts!.otherLanguages).toEqual(spanish);
    expect(model.batches.flat()).toHaveLength(100);
  });

  it('gives up where the worker dies of the same again, says so, and takes the file anew', async () => {
    const { workers } = setUp();
    await work.open(source());
    await work.start('windows');
    workers[0]!.fail('it ended');
    await expect.poll(() => work.mending.message).toMatch(/nothing is lost/);
    workers[1]!.fail('it ended');
    expect(work.problem).toMatch(/the results with it/);
    expect([work.summary, work.tally.counts]).toEqual([null, null]);
    await work.start('windows');
    expect(work.tally.counts?.read).toBe(100);
    expect(workers).toHaveLength(3);
  });

  it('goes on after a reload with what is kept, and asks nobody before it', async () => {
    const { model } = setUp();
    model.before = (batch, signal) => {
      if (batch !== 2) return Promise.resolve();
      work.running.cancel();
      return Promise.reject(signal.reason as Error);
    };
    await work.open(source());
    work.keeping.isWanted = true;
    await work.start('windows');
    const read = work.tally.counts!.read;
    expect(read).toBeLessThan(100);
    await work.shown.ask({ contains: 'answer 9' });
    await work.keeping.rememberNow();
    expect(asks()).toBe(false);
    work.close();

    const { model: after } = setUp();
    await work.keeping.refresh();
    expect(work.keeping.works).toMatchObject([{ name: 'rows.csv', rows: 100, readTexts: read }]);
    await work.openKept(work.keeping.works[0]!.id);
    await expect.poll(() => work.running.phase).toBe('done');
    expect(after.batches.flat()).toEqual(texts.slice(read));
    expect([work.shown.query.contains, work.shown.selected, work.name]).toEqual(['answer 9', 11, 'rows.csv']);
    expect(work.tally.scores?.metrics?.accuracy).toBeCloseTo(0.6, 12);
    await work.keeping.want(false);
    expect([work.keeping.id, work.keeping.works, work.tally.counts?.read]).toEqual([null, [], 100]);
    expect(asks()).toBe(true);
  });

  it('is kept as it was stopped: it opens without reading on, until that is asked for', async () => {
    const { model } = setUp();
    model.before = (batch, signal) => {
      if (batch !== 2) return Promise.resolve();
      work.running.stop();
      return Promise.reject(signal.reason as Error);
    };
    await work.open(source());
    work.keeping.isWanted = true;
    await work.start('windows');
    const read = work.tally.counts!.read;
    expect(read).toBeLessThan(100);
    await work.keeping.rememberNow();
    work.close();

    const { model: after } = setUp();
    await work.keeping.refresh();
    await work.openKept(work.keeping.works[0]!.id);
    expect([work.running.isStopped, work.tally.counts?.read, after.batches]).toEqual([true, read, []]);
    await work.running.goOn('windows');
    expect(after.batches.flat()).toEqual(texts.slice(read));
    expect(work.running.isStopped).toBe(false);
  });

  it('is known again by its bytes, whatever its name', async () => {
    setUp();
    await work.open(source());
    work.keeping.isWanted = true;
    await work.start('windows');
    work.close();
    await work.open({ ...source(), name: 'another.csv' });
    expect(work.keeping.known).toMatchObject({ name: 'rows.csv' });
    await work.open(source(csv.replace('bad', 'sad')));
    expect(work.keeping.known).toBeNull();
  });

  it('is saved as one file, opened by another page, and read on by the same model alone', async () => {
    const { model } = setUp();
    model.before = (batch, signal) => {
      if (batch !== 2) return Promise.resolve();
      work.running.cancel();
      return Promise.reject(signal.reason as Error);
    };
    await work.open(source());
    await work.start('windows');
    const read = work.tally.counts!.read;
    let saved: Blob | null = null;
    await work.output.saveWork((content) => (saved = content));
    work.close();

    const { model: other } = setUp();
    other.summary = { name: 'fake', version: '2' };
    const dropped = {
      content: new ClonableBlob([await saved!.arrayBuffer()]) as Blob,
      name: 'saved.albert-work',
    };
    await work.open(dropped);
    await expect.poll(() => work.running.phase).toBe('failed');
    expect([work.running.isOtherModel, work.tally.counts?.read, work.name]).toEqual([true, read, 'rows.csv']);
    expect(work.running.error).toMatch(/read by fake 1, and this page has fake 2/);
    await work.models.readAnew('windows');
    expect(other.batches.flat()).toEqual(texts);
    expect([work.running.isOtherModel, work.running.readBy?.version]).toEqual([false, '2']);
  });

  it('takes how the rows are read here as a column, to be held against one of the file', async () => {
    setUp();
    await work.open(source());
    expect(work.models.readingName).toBeNull();
    await work.start('windows');
    expect(await work.models.addReadings()).toBe(2);
    expect(work.summary?.columns).toEqual(['text', 'label', 'fake 1']);
    const { counts, values } = await work.call((api) => api.changes([1, 2]));
    expect(values).toEqual(['bad', 'good']);
    // Sixty rows have the label that the model gives all of them.
    expect(counts).toEqual([
      [0, 40],
      [0, 60],
    ]);
  });

  it('has a file read by two models side by side, as columns that outlive their worker', async () => {
    setUp();
    await work.open(source());
    await work.start('windows');
    const packed = await work.packed();
    work.close();
    const other = new FakeModel();
    other.summary = { name: 'other', version: '2' };
    other.isBad = (text) => text.endsWith('7');
    const { workers } = setUp(other);
    await work.open(packed!);
    await expect.poll(() => work.running.isOtherModel).toBe(true);
    await work.models.readBeside('windows');
    expect(work.problem).toBe('');
    expect(work.summary?.columns).toEqual(['text', 'label', 'fake 1', 'other 2']);
    expect(work.models.compared).toEqual([2, 3]);
    const changes = await work.call((api) => api.changes([2, 3]));
    expect([changes.rows, changes.changed?.estimate]).toEqual([100, 0.1]);
    await work.shown.ask({ differ: [2, 3] });
    const rows = await work.shown.rows(0, 100);
    expect(rows.map(({ text }) => text)).toEqual(texts.filter((text) => text.endsWith('7')));
    expect(rows[0]!.cells.slice(-2)).toEqual(['good', 'bad']);
    // The figure whose click lists them stays what it was.
    expect(await work.call((api) => api.changes([2, 3]))).toEqual(changes);
    await work.shown.ask({ differ: null, cells: [{ column: 3, values: ['bad'] }] });
    expect(await work.call((api) => api.changes([2, 3]))).toEqual(changes);
    await work.shown.ask({ differ: [2, 3], cells: [] });
    workers.at(-1)!.fail('it was ended');
    await expect.poll(() => work.mending.message).toMatch(/./);
    await expect
      .poll(() => work.call((api) => api.changes([2, 3])).then(({ rows: count }) => count))
      .toBe(100);
  });

  it('says what is wrong with a file that cannot be read', async () => {
    setUp();
    await work.open(source(''));
    expect([work.opening.looking.phase, work.summary]).toEqual(['failed', null]);
    expect(work.opening.looking.error).toMatch(/nothing in it/);
    await work.open(source());
    expect([work.opening.looking.phase, work.opening.looking.error]).toEqual(['done', '']);
  });

  it('asks before the page is left while results are there, and no longer once the file is closed', async () => {
    setUp();
    await work.open(source());
    expect(asks()).toBe(false);
    await work.start('windows');
    expect(asks()).toBe(true);
    work.close();
    expect(asks()).toBe(false);
  });

  it('tells a price, then explains each text once, the rows in sight first', async () => {
    const { model } = setUp();
    await work.open(source());
    await work.start('windows');
    expect([work.reasons.most, work.reasons.state]).toEqual([null, null]);
    await work.reasons.estimate();
    expect(work.reasons.price.value).toMatchObject({ rows: 100 });
    expect(work.reasons.price.value!.seconds).toBeGreaterThan(0);
    work.shown.inSight = { from: 97, count: 3 };
    await work.reasons.start('windows');
    expect(work.reasons.running.phase).toBe('done');
    expect(model.explained[0]!.slice(0, 3)).toEqual(texts.slice(97));
    expect(model.explained.flat().toSorted()).toEqual(texts.toSorted());
    expect(work.reasons.state).toEqual({ counted: 100, target: 100, from: 100 });
    expect([...model.methods]).toEqual(['leave-one-out']);
    const [row] = await work.shown.rows(0, 1);
    expect(row!.reasons).toEqual([
      { start: 0, end: 6, value: expect.closeTo(0.2, 6) as number, clear: true },
      { start: 7, end: 8, value: 0, clear: true },
    ]);
    const ask = () => work.call((api) => api.drivers({ classIndex: 1, least: null, order: 'mean', most: 5 }));
    const drivers = await ask();
    await work.shown.ask({ phrase: 'answer 7' });
    expect([work.shown.selected, work.shown.isNarrowed, work.shown.isNarrowedBeside]).toEqual([
      1,
      true,
      false,
    ]);
    // Its words stay on the list, to be clicked one after another.
    expect(await ask()).toEqual(drivers);
    await work.shown.ask({ phrase: null, contains: 'answer 7' });
    expect((await ask())?.rows).toBe(11);
    expect(drivers!.raises.map(({ phrase, rows }) => [phrase, rows])).toEqual([['answer', 100]]);
  });

  it('draws a random sample where it is asked for, keeps it when paused, goes on, and ends where it is stopped', async () => {
    const { model } = setUp();
    await work.open(source());
    await work.start('windows');
    work.reasons.most = 30;
    model.beforeReasons = async (batch) => {
      if (batch === 2) work.reasons.pause();
    };
    await work.reasons.start('windows');
    expect(work.reasons.running.phase).toBe('cancelled');
    const { counted } = work.reasons.state!;
    expect(counted).toBeGreaterThan(0);
    expect(counted).toBeLessThan(30);
    model.beforeReasons = async (batch) => {
      if (batch === 4) await work.reasons.stop();
    };
    await work.reasons.goOn();
    const ended = work.reasons.state!;
    expect(ended.counted).toBe(ended.target);
    expect(ended.counted).toBeLessThan(30);
    expect(ended.counted).toBeGreaterThan(counted);
    model.beforeReasons = async () => undefined;
    const before = model.explained.flat().length;
    await work.reasons.start('windows');
    expect(work.reasons.state).toEqual({ counted: 30, target: 30, from: 100 });
    expect(model.explained.flat().length - before).toBeLessThan(30);
  });

  it('goes on explaining where the worker that holds the file ends, and explains no text twice', async () => {
    const { model, workers } = setUp();
    await work.open(source());
    await work.start('windows');
    model.beforeReasons = (batch, signal) => {
      if (batch !== 3) return Promise.resolve();
      return new Promise((_, reject) => {
        setTimeout(() => {
          workers[0]!.fail('it ended');
          reject(signal.reason as Error);
        });
      });
    };
    await work.reasons.start('windows');
    await expect.poll(() => work.reasons.running.phase).toBe('done');
    expect(work.mending.message).toMatch(/nothing is lost/);
    expect(work.reasons.state).toEqual({ counted: 100, target: 100, from: 100 });
    // All but the batch that was under way.
    const given = model.explained.toSpliced(2, 1).flat();
    expect(given.toSorted()).toEqual(texts.toSorted());
  });

  it('knows after a worker ended of which rows the reasons are, as they were asked for', async () => {
    const { model, workers } = setUp();
    await work.open(source());
    await work.start('windows');
    await work.shown.ask({ contains: 'answer 1' });
    work.reasons.scope = 'selected';
    await work.reasons.start('windows');
    const asked = { counted: 11, target: 11, from: 11 };
    expect(work.reasons.state).toEqual(asked);
    await work.shown.ask({ contains: '' });
    workers[0]!.fail('it ended');
    await expect.poll(() => work.mending.message).toMatch(/nothing is lost/);
    expect(work.reasons.state).toEqual(asked);
    expect(work.shown.selected).toBe(100);
    expect(model.explained.flat()).toHaveLength(11);

    const packed = await work.packed();
    work.close();
    const opened = setUp();
    await work.open(packed!);
    await expect.poll(() => work.running.phase).toBe('done');
    opened.workers[0]!.fail('it ended');
    await expect.poll(() => work.mending.message).toMatch(/nothing is lost/);
    expect(work.reasons.state).toEqual(asked);
  });

  it('is explained by the model that read it alone', async () => {
    setUp();
    await work.open(source());
    await work.start('windows');
    work.reasons.most = 30;
    await work.reasons.start('windows');
    const packed = await work.packed();
    work.close();
    const { model } = setUp();
    model.summary = { name: 'fake', version: '2' };
    await work.open(packed!);
    work.reasons.most = 60;
    await work.reasons.start('windows');
    expect(work.reasons.running.error).toMatch(/read by fake 1, and this page has fake 2/);
    expect([model.explained, work.reasons.state?.counted]).toEqual([[], 30]);
  });

  it('is read to its end as it was begun, and knows after it was saved how that was', async () => {
    const { model } = setUp();
    model.before = (batch, signal) => {
      if (batch !== 2) return Promise.resolve();
      work.running.cancel();
      return Promise.reject(signal.reason as Error);
    };
    await work.open(source());
    await work.start('truncate');
    await work.running.goOn('windows');
    expect(work.running.longText).toBe('truncate');
    expect(new Set(model.longTexts)).toEqual(new Set(['truncate']));
    const packed = await work.packed();
    work.close();
    setUp();
    await work.open(packed!);
    expect(work.running.longText).toBe('truncate');
    await work.models.readAnew('windows');
    expect(work.running.longText).toBe('windows');
  });

  it('is saved with its reasons, and kept with them', async () => {
    setUp();
    await work.open(source());
    work.keeping.isWanted = true;
    await work.start('windows');
    work.reasons.most = 30;
    await work.reasons.start('windows');
    let saved: Blob | null = null;
    await work.output.saveWork((content) => (saved = content));
    const drivers = () =>
      work.call((api) => api.drivers({ classIndex: 1, least: null, order: 'mean', most: 5 }));
    const shown = await drivers();
    expect(shown!.raises).toHaveLength(1);
    // Kept a moment after they have come.
    await expect.poll(() => [...shelf.folders.values()][0]?.has('reasons.bytes')).toBe(true);
    await work.keeping.rememberNow();
    work.close();

    for (const from of ['kept', 'saved'] as const) {
      const { model } = setUp();
      await work.keeping.refresh();
      if (from === 'kept') await work.openKept(work.keeping.works[0]!.id);
      else await work.open({ content: new ClonableBlob([await saved!.arrayBuffer()]) as Blob, name: 'a' });
      expect(work.reasons.state, from).toEqual({ counted: 30, target: 30, from: 100 });
      expect(await drivers(), from).toEqual(shown);
      // More can be drawn behind those that are there.
      work.reasons.most = 40;
      await work.reasons.start('windows');
      expect(work.reasons.state, from).toEqual({ counted: 40, target: 40, from: 100 });
      expect(model.explained.flat(), from).toHaveLength(10);
      work.close();
    }
  });

  it('tells a price for work that was read before, by reading a few of its texts', async () => {
    setUp();
    await work.open(source());
    await work.start('windows');
    const packed = await work.packed();
    work.close();
    const { model } = setUp();
    await work.open(packed!);
    await expect.poll(() => work.running.phase).toBe('done');
    expect(model.batches).toEqual([]);
    await work.reasons.estimate();
    expect(model.batches).toEqual([texts.slice(0, 16)]);
    expect(work.reasons.price.value!.seconds).toBeGreaterThan(0);
    await work.reasons.estimate();
    expect(model.batches).toHaveLength(1);
  });

  it('forgets reasons by another method, and says why explaining failed', async () => {
    const { model } = setUp();
    await work.open(source());
    await work.start('windows');
    await work.reasons.start('windows');
    work.reasons.method = 'saliency';
    model.beforeReasons = async () => {
      throw new Error('The model was lost.');
    };
    await work.reasons.start('windows');
    expect([work.reasons.running.phase, work.reasons.running.error]).toEqual([
      'failed',
      'The model was lost.',
    ]);
    expect(work.reasons.state!.counted).toBe(0);
    expect((await work.shown.rows(0, 1))[0]!.reasons).toBeNull();
    work.close();
    expect([work.reasons.state, work.reasons.made, work.reasons.method]).toEqual([
      null,
      null,
      'leave-one-out',
    ]);
  });

  it('shows a text around the word that was asked for', async () => {
    setUp();
    const long = `${'far '.repeat(100)}waiting here`;
    await work.open(source(`text\n${long}\nno such word`));
    await work.start('windows');
    await work.shown.ask({ phrase: 'waiting' });
    expect(work.shown.selected).toBe(1);
    expect((await work.shown.rows(0, 1))[0]!.text).toMatch(/^…(?:far )+waiting here$/);
    expect(work.shown.isNarrowed).toBe(true);
    const found = async () => {
      const [row] = await work.shown.rows(0, 1);
      return row!.found && row!.text.slice(row!.found.start, row!.found.end);
    };
    expect(await found()).toBe('waiting');
    await work.shown.ask({ phrase: null, contains: 'ING HE' });
    expect([work.shown.selected, await found()]).toEqual([1, 'ing he']);
    await work.shown.ask({ contains: '' });
    expect(await found()).toBeNull();
  });
});
