/** A file of rows and what works on it, for the tests of this folder. */
import { Blob as ClonableBlob } from 'node:buffer';
import * as Comlink from 'comlink';
import { onTestFinished, vi } from 'vitest';
import type { AnswerRule } from '../../core/prediction/verdict';
import { MAX_ROWS } from '../../core/table/bounded-bytes';
import { packReasons } from '../../core/table/row-reasons';
import { reasonsOf } from '../../core/table/testing';
import type { FileSource } from '../../workers/file-api';
import { FileService } from '../../workers/file-service';
import { KeptWorks } from '../../workers/kept-works';
import { MemoryShelf } from '../../workers/testing/memory-shelf';
import type { WorkerHandle } from '../../workers/worker-handle';
import type { FileModel } from './file-model';
import { FileWork } from './file-work.svelte';

// That of the page's environment cannot be sent to a worker.
vi.stubGlobal('Blob', ClonableBlob);

/** The hundred texts of the file; sixty rows are labelled good, forty bad. */
export const texts = Array.from({ length: 100 }, (_, at) => `answer ${at}`);
export const csv = ['text,label', ...texts.map((text, at) => `${text},${at < 60 ? 'good' : 'bad'}`)].join(
  '\n',
);

export const source = (content: string | ArrayBuffer = csv, name = 'rows.csv'): FileSource => ({
  content: new ClonableBlob([content]) as Blob,
  name,
});

/** A worker in this very thread. */
class LocalWorker implements WorkerHandle {
  readonly endpoint: MessagePort;
  isEnded = false;
  fail: (message: string) => void = () => undefined;

  constructor(private readonly shelf: MemoryShelf) {
    const { port1, port2 } = new MessageChannel();
    Comlink.expose(new FileService(MAX_ROWS, new KeptWorks(shelf)), port1);
    this.endpoint = port2;
  }

  terminate() {
    this.isEnded = true;
    this.endpoint.close();
    this.shelf.held.clear();
  }

  onFailure(callback: (message: string) => void) {
    this.fail = callback;
  }
}

/** Called before a batch is read or explained, the first being 1. */
type Before = (batch: number, signal: AbortSignal) => Promise<void>;

/** A model that reads texts as good, or bad where it is told to, to 90 %. */
export class FakeModel implements FileModel {
  readonly classes = ['bad', 'good'];
  rule: AnswerRule = null;
  summary = { name: 'fake', version: '1' };
  gradientCost = { ask: () => Promise.resolve(3) };
  readonly batches: string[][] = [];
  /** Of each batch, how long texts were to be read. */
  readonly longTexts: string[] = [];
  readonly explained: string[][] = [];
  readonly methods = new Set<string>();
  languageOf: (text: string) => string | null = () => null;
  isBad: (text: string) => boolean = () => false;
  before: Before = () => Promise.resolve();
  beforeReasons: Before = () => Promise.resolve();

  readonly client: FileModel['client'] = {
    call: async (body, signal = new AbortController().signal) => {
      const api = {
        predict: async ({ texts: asked, longText }: { texts: string[]; longText: string }) => {
          this.batches.push(asked);
          this.longTexts.push(longText);
          await this.before(this.batches.length, signal);
          return Float64Array.from(asked.flatMap((text) => (this.isBad(text) ? [0.9, 0.1] : [0.1, 0.9])));
        },
        otherLanguages: (asked: string[]) => Promise.resolve(asked.map((text) => this.languageOf(text))),
        reasons: async ({ texts: asked, method }: { texts: string[]; method: string }) => {
          this.explained.push(asked);
          this.methods.add(method);
          await this.beforeReasons(this.explained.length, signal);
          const packed = asked.map((text) => packReasons(reasonsOf(text, [[-0.2], [0.2]])));
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

/** Does something in the midst of a batch, which aborts the run: what was asked of the batch never comes. */
export const haltAt =
  (batch: number, halt: () => void | Promise<void>): Before =>
  async (at, signal) => {
    if (at !== batch) return;
    await halt();
    throw signal.reason as Error;
  };

export interface WorkInTest {
  readonly work: FileWork;
  readonly model: FakeModel;
  /** Those of the file, in the order in which they were started. */
  readonly workers: readonly LocalWorker[];
}

/** A page without a file. @param shelf what is kept on the machine: a later page is given that of an earlier one */
export function emptyPage(model = new FakeModel(), shelf = new MemoryShelf()): WorkInTest {
  const workers: LocalWorker[] = [];
  const work = new FileWork(model, () => {
    const worker = new LocalWorker(shelf);
    workers.push(worker);
    return worker;
  });
  onTestFinished(() => work.close());
  return { work, model, workers };
}

/** A page that has read the file whole. */
export async function pageWithFile(model?: FakeModel, shelf?: MemoryShelf): Promise<WorkInTest> {
  const page = emptyPage(model, shelf);
  await page.work.open(source());
  await page.work.start('windows');
  return page;
}

/** Whether the page asks before it is left. */
export function asks(): boolean {
  const event = new Event('beforeunload', { cancelable: true });
  dispatchEvent(event);
  return event.defaultPrevented;
}
