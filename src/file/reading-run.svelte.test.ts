import { Blob as NodeBlob } from 'node:buffer';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MAX_ROWS } from '../../core/table/bounded-bytes';
import { FileService } from '../../workers/file-service';
import { KeptWorks } from '../../workers/kept-works';
import { MemoryShelf } from '../../workers/testing/memory-shelf';
import type { FileModel } from './file-model';
import { ReadingRun, type ReadFile } from './reading-run.svelte';

/** Sixteen texts of ten bytes, which are the first batch, then one of 16,000. */
const texts = [...Array.from({ length: 16 }, (_, at) => `a text ${100 + at}`), 'x'.repeat(16_000)];

/** A run over texts, in this very thread. @param predict is told of each batch, before it is answered */
async function setUp(predict: (batch: number, signal: AbortSignal) => void, read: readonly string[] = texts) {
  const service = new FileService(MAX_ROWS, new KeptWorks(new MemoryShelf()));
  const content = new NodeBlob([read.join('\n')]) as Blob;
  await service.read({ content, name: 'rows.txt' }, {}, 0, () => undefined);
  service.setClasses({ classes: ['bad', 'good'], rule: null }, null, '');
  const batches: string[][] = [];
  const model: FileModel = {
    classes: ['bad', 'good'],
    rule: null,
    gradientCost: { ask: () => Promise.resolve(1) },
    summary: { name: 'fake', version: '1' },
    client: {
      call: async (body, signal = new AbortController().signal) => {
        const api = {
          predict: async ({ texts: asked }: { texts: string[] }) => {
            batches.push(asked);
            predict(batches.length, signal);
            signal.throwIfAborted();
            return Float64Array.from(asked.flatMap(() => [0.1, 0.9]));
          },
          // Four windows, of which it tells as it reads them.
          classify: async ({ text }: { text: string }, _: unknown, tell: (progress: object) => void) => {
            batches.push([text]);
            for (const done of [1, 2, 3, 4]) {
              predict(batches.length, signal);
              signal.throwIfAborted();
              tell({ done, total: 4 });
            }
            return { probabilities: [0.2, 0.8] };
          },
          otherLanguages: async (asked: string[]) => asked.map(() => null),
        };
        return body(api as never, {} as MessagePort);
      },
    },
  };
  const file = {
    model,
    client: { call: async (body) => body(service as never) },
    prepare: async () => undefined,
    onModel: async () => undefined,
    onStop: vi.fn(),
    onPrice: () => undefined,
    onNotKept: () => undefined,
    onMore: vi.fn(),
    onRest: async () => undefined,
  } satisfies ReadFile;
  return { run: new ReadingRun(file), file, batches };
}

describe('the reading of texts', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('is stopped where it is, and goes on behind that when it is asked to', async () => {
    const { run, file, batches } = await setUp((batch) => {
      if (batch === 2) run.stop();
    });
    await run.goOn();
    expect([run.phase, run.isStopped]).toEqual(['cancelled', true]);
    expect(file.onStop).toHaveBeenCalledOnce();
    batches.length = 0;
    await run.goOn();
    expect([run.phase, run.isStopped]).toEqual(['done', false]);
    expect(file.onStop).toHaveBeenCalledTimes(2);
    expect(batches.flat()).toEqual(texts.slice(16));
  });

  it('tells how far it is in a long text, which is read by itself behind the others', async () => {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const long = 'x'.repeat(160_000);
    const { run, file, batches } = await setUp(() => (now += 1000), [long, ...texts.slice(0, 16)]);
    const told: unknown[] = [];
    file.onMore.mockImplementation(() => {
      const { done, ofLongText, secondsLeft } = run.progress!;
      told.push([done, ofLongText, Math.round(secondsLeft)]);
    });
    await run.goOn();
    expect(batches.map((batch) => batch.length)).toEqual([16, 1]);
    expect(batches[1]).toEqual([long]);
    // 160 bytes in the first second, then a quarter of 160,000 in each.
    expect(told.slice(0, -1)).toEqual([
      [16, null, 1000],
      [16, 0, 1000],
      [16, 0.25, 6],
      [16, 0.5, 3],
      [16, 0.75, 1],
      [16, 1, 0],
      [17, null, 0],
    ]);
    expect(run.phase).toBe('done');
  });

  it('tells the time left by what is left of the texts, not by how many they are', async () => {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const { run, file } = await setUp(() => (now += 1000));
    const left: (number | undefined)[] = [];
    file.onMore.mockImplementation(() => left.push(run.progress?.secondsLeft));
    await run.goOn();
    // A hundred times as many bytes as in the first second.
    expect(left.slice(0, 2)).toEqual([100, 0]);
  });
});
