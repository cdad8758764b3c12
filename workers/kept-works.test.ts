import { describe, expect, it } from 'vitest';
import { MAX_ROWS } from '../core/table/bounded-bytes';
import { chunkOf, type Chunk } from '../core/table/chunks';
import { FileTable } from '../core/table/file-table';
import { packReasons } from '../core/table/row-reasons';
import { allRows } from '../core/table/select-rows';
import { reasonsOf } from '../core/table/testing';
import { openWork, packWork } from '../core/table/work-file';
import { parseManifest } from '../core/table/work-manifest';
import type { WorkAbout } from './file-api';
import { FileService } from './file-service';
import { KeptWorks } from './kept-works';
import { MemoryShelf } from './testing/memory-shelf';

const csv =
  'id,answer,label\n1,"Came late, and broken",bad\n2,Came on time,good\nx\n4,,good\n5,Came on time,bad\n';
const source = { content: new Blob([csv]), name: 'survey.csv' };
const model = { name: 'sentiment', version: '1', classes: ['bad', 'good'] };
const about: WorkAbout = {
  choices: {
    labelColumn: 2,
    groupColumn: null,
    dateColumn: null,
    pairs: '',
    shownColumns: [0],
    query: { ...allRows, classIndex: 1 },
  },
  model,
};

const serviceOn = (shelf: MemoryShelf) => new FileService(MAX_ROWS, new KeptWorks(shelf));

async function read(service: FileService): Promise<void> {
  await service.read(source, {}, 1, () => undefined);
  service.setClasses({ classes: model.classes, rule: null }, 2, '');
  const { rows } = service.next(1, 1000);
  await service.put(rows, Float64Array.of(0.75, 0.25), []);
}

function explain(service: FileService): void {
  service.drawReasons({ query: null, question: '["leave-one-out","windows"]', most: null, seed: 0 });
  const { rows, texts } = service.nextReasons(9, 1000, { from: 0, count: 0 });
  const packed = texts.map((text) => packReasons(reasonsOf(text, [[-0.2], [0.2]])));
  const bytes = Uint8Array.from(packed.flatMap((one) => [...one]));
  service.putReasons(
    rows,
    bytes,
    Uint32Array.from(packed, ({ length }) => length),
  );
}

/** All that a reader sees of the rows. */
const shown = (service: FileService) => service.rows(0, 99, [0, 2], null);

describe('work that is kept', () => {
  it.each([0, 2, 5, 20])(
    'has each reading once, those too that come while it is written for the first time: after %i turns',
    async (turns) => {
      const shelf = new MemoryShelf();
      const service = serviceOn(shelf);
      await read(service);
      const { rows } = service.next(9, 1000);
      const kept = service.keep(about);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      const { notKept } = await service.put(rows, Float64Array.of(0.125, 0.875), []);
      expect(notKept).toBeNull();
      const id = await kept;
      shelf.held.clear();
      const later = serviceOn(shelf);
      expect(await later.kept()).toMatchObject([{ id, readTexts: 2 }]);
      await later.openKept(id);
      expect(shown(later)).toEqual(shown(service));
    },
  );

  it('is there again after the worker has died, with what was read since', async () => {
    const shelf = new MemoryShelf();
    const service = serviceOn(shelf);
    await read(service);
    const id = await service.keep(about);
    const { rows } = service.next(9, 1000);
    expect(await service.put(rows, Float64Array.of(0.125, 0.875), [])).toEqual({
      done: 2,
      total: 2,
      bytesLeft: 0,
      notKept: null,
    });
    // As a worker's death lets go of it.
    shelf.held.clear();

    const another = serviceOn(shelf);
    expect(await another.kept()).toEqual([
      expect.objectContaining({ id, name: 'survey.csv', size: csv.length, rows: 5, readTexts: 2 }),
    ]);
    const opened = await another.openKept(id);
    expect(opened).toMatchObject({ ...about, name: 'survey.csv', textColumn: 1 });
    expect(opened.summary.counts).toMatchObject({
      rows: 5,
      texts: 3,
      problems: 2,
      read: 3,
      perClass: [1, 2],
    });
    expect(shown(another)).toEqual(shown(service));
    expect(another.next(9, 1000).rows).toEqual([]);
  });

  it('is known by the hash of its file', async () => {
    const service = serviceOn(new MemoryShelf());
    await read(service);
    const id = await service.keep(about);
    await service.forgetKept('another');
    const [hash] = await Promise.all([service.hash(source.content)]);
    await service.read(source, {}, 1, () => undefined);
    expect(await service.kept()).toEqual([expect.objectContaining({ id, sha256: hash })]);
    expect(await service.hash(new Blob([`${csv} `]))).not.toBe(hash);
  });

  it('knows the languages of what was read, whatever else is broken off', async () => {
    const shelf = new MemoryShelf();
    const service = serviceOn(shelf);
    await service.read(source, {}, 1, () => undefined);
    service.setClasses({ classes: model.classes, rule: null }, 2, '');
    await service.put(service.next(1, 1000).rows, Float64Array.of(0.75, 0.25), ['pl']);
    const id = await service.keep(about);
    await service.put(service.next(9, 1000).rows, Float64Array.of(0.125, 0.875), ['und']);
    const both = [
      { language: 'und', rows: 2 },
      { language: 'pl', rows: 1 },
    ];
    expect(service.counts().otherLanguages).toEqual(both);
    shelf.held.clear();
    const another = serviceOn(shelf);
    expect((await another.openKept(id)).summary.counts.otherLanguages).toEqual(both);
    expect(another.select({ ...allRows, rows: 'other-language' })).toBe(3);
    const saved = await another.save(about);
    expect((await serviceOn(shelf).openSaved(saved)).summary.counts.otherLanguages).toEqual(both);

    const files = shelf.folders.get(id)!;
    files.set('readings.rows', files.get('readings.rows')!.slice(0, 4));
    files.set('readings.languages', files.get('readings.languages')!.slice(0, -3));
    shelf.held.clear();
    const cut = await serviceOn(shelf).openKept(id);
    expect(cut.summary.counts).toMatchObject({ read: 1, otherLanguages: both.slice(1) });
    files.delete('readings.languages');
    shelf.held.clear();
    const former = await serviceOn(shelf).openKept(id);
    expect(former.summary.counts).toMatchObject({ read: 1, otherLanguages: [] });
    files.set('readings.languages', Uint8Array.of(0, 0, 0, 0, 1, 2, 3, 4));
    shelf.held.clear();
    await expect(serviceOn(shelf).openKept(id)).rejects.toThrow('damaged');
  });

  it('has the filters and the unit of time that its reader chose; those of before had one value of a column', async () => {
    const service = serviceOn(new MemoryShelf());
    await read(service);
    const query = {
      ...about.choices.query,
      cells: [{ column: 2, values: ['good', 'bad'] }],
      ranges: [{ column: 0, kind: 'number' as const, from: 2, to: null }],
    };
    const saved = await service.save({ ...about, choices: { ...about.choices, timeUnit: 'week', query } });
    const { choices } = await service.openSaved(saved);
    expect(choices).toMatchObject({ timeUnit: 'week', query });
    expect(service.select(choices.query)).toBe(0);
    expect(service.select({ ...choices.query, classIndex: null })).toBe(3);

    const manifest = parseManifest(await manifestOf(service));
    const before = {
      ...manifest,
      choices: {
        ...about.choices,
        query: { ...query, ranges: undefined, cells: [{ column: 2, value: 'good' }] },
      },
    };
    expect(parseManifest(before).choices.query).toEqual({
      ...query,
      cells: [{ column: 2, values: ['good'] }],
      ranges: [],
    });
    expect(parseManifest(before).model?.rule).toBeUndefined();
  });

  it('loses half a reading at its end, and nothing else', async () => {
    const shelf = new MemoryShelf();
    const service = serviceOn(shelf);
    await read(service);
    const id = await service.keep(about);
    await service.put(service.next(9, 1000).rows, Float64Array.of(0.125, 0.875), []);
    const files = shelf.folders.get(id)!;
    const probabilities = files.get('readings.probabilities')!;
    files.set('readings.probabilities', probabilities.slice(0, -3));
    files.set('manifest-0', Uint8Array.of(0x7b));
    shelf.held.clear();
    const another = serviceOn(shelf);
    expect((await another.openKept(id)).summary.counts).toMatchObject({ rows: 5, read: 1 });
    expect(another.next(9, 1000).texts).toEqual(['Came on time']);
  });

  it('is there without its reasons where they are damaged, and says so', async () => {
    const shelf = new MemoryShelf();
    const service = serviceOn(shelf);
    await read(service);
    explain(service);
    const id = await service.keep(about);
    shelf.held.clear();
    const whole = await serviceOn(shelf).openKept(id);
    expect(whole).toMatchObject({ hasLostReasons: false, reasons: { state: { counted: 3 } } });
    const files = shelf.folders.get(id)!;
    files.set('reasons.bytes', files.get('reasons.bytes')!.slice(0, -1));
    shelf.held.clear();
    const cut = await serviceOn(shelf).openKept(id);
    expect(cut).toMatchObject({ hasLostReasons: true, reasons: null, summary: { counts: { read: 1 } } });
  });

  it('says that it is no longer kept where the disk is full, and goes on in memory', async () => {
    const shelf = new MemoryShelf();
    const service = serviceOn(shelf);
    await read(service);
    const id = await service.keep(about);
    shelf.room = 2;
    const { notKept } = await service.put(service.next(9, 1000).rows, Float64Array.of(0.125, 0.875), []);
    expect(notKept).toBe('there is no more room for it');
    expect(service.counts().read).toBe(3);
    shelf.room = Infinity;
    expect((await service.kept())[0]).toMatchObject({ id, readTexts: 1 });
    expect((await serviceOn(shelf).openKept(id)).summary.counts.read).toBe(1);
  });

  it('leaves nothing behind where it cannot be kept at all, nor where it was broken off', async () => {
    const shelf = new MemoryShelf();
    const service = serviceOn(shelf);
    await read(service);
    shelf.room = 100;
    await expect(service.keep(about)).rejects.toThrow('no more room');
    expect([...shelf.folders.keys()]).toEqual([]);
    shelf.room = Infinity;
    await shelf.open('broken off').then((folder) => folder.close());
    expect(await service.kept()).toEqual([]);
    expect([...shelf.folders.keys()]).toEqual([]);
  });

  it('is deleted at a word, one or all, and open in one place at a time', async () => {
    const shelf = new MemoryShelf();
    const service = serviceOn(shelf);
    await read(service);
    const id = await service.keep(about);
    await expect(serviceOn(shelf).openKept(id)).rejects.toThrow(/open in another tab/);
    await service.forgetKept(id);
    expect([...shelf.folders.keys()]).toEqual([]);
    await service.put(service.next(9, 1000).rows, Float64Array.of(0.125, 0.875), []);
    await service.keep(about);
    await service.forgetKept(null);
    expect([...shelf.folders.keys()]).toEqual([]);
    expect(service.counts().read).toBe(3);
  });

  it('says that it is kept no more where it has been deleted since, and makes nothing in its place', async () => {
    const shelf = new MemoryShelf();
    await expect(serviceOn(shelf).openKept('deleted')).rejects.toThrow(
      'It is not kept any more: it has been deleted since.',
    );
    expect([...shelf.folders.keys()]).toEqual([]);
  });

  it('forgets its readings where another model is to read it', async () => {
    const shelf = new MemoryShelf();
    const service = serviceOn(shelf);
    await read(service);
    const id = await service.keep(about);
    await service.forgetReadings();
    await service.remember({ ...about, model: { ...model, version: '2' } });
    shelf.held.clear();
    const opened = await serviceOn(shelf).openKept(id);
    expect([opened.summary.counts.read, opened.model?.version]).toEqual([0, '2']);
  });
});

async function manifestOf(service: FileService): Promise<unknown> {
  const content = await service.save(about);
  const { manifest } = await openWork({
    size: content.size,
    read: async (from, to) => new Uint8Array(await content.slice(from, to).arrayBuffer()),
  });
  return manifest;
}

describe('work that is saved', () => {
  const saved = async () => {
    const service = serviceOn(new MemoryShelf());
    await read(service);
    explain(service);
    return { service, bytes: new Uint8Array(await (await service.save(about)).arrayBuffer()) };
  };

  it('is one file, and the same wherever it is opened', async () => {
    const { service, bytes } = await saved();
    const another = serviceOn(new MemoryShelf());
    const opened = await another.openSaved(new Blob([bytes]));
    expect(opened).toMatchObject({ ...about, name: 'survey.csv', textColumn: 1 });
    expect(shown(another)).toEqual(shown(service));
    const again = new Uint8Array(await (await another.save(about)).arrayBuffer());
    expect(again.length).toBe(bytes.length);
  });

  it('is refused where it is damaged at any place, and what is open stays', async () => {
    const { bytes } = await saved();
    const service = serviceOn(new MemoryShelf());
    await read(service);
    const before = shown(service);
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.slice();
      damaged[at]! ^= 0x10;
      await expect(service.openSaved(new Blob([damaged]))).rejects.toThrow(/the saved work is damaged/);
    }
    expect(shown(service)).toEqual(before);
    await expect(service.openSaved(new Blob([bytes.slice(0, -1)]))).rejects.toThrow(/damaged/);
    await expect(service.openSaved(new Blob([]))).rejects.toThrow(/damaged/);
  });

  it('says so where a newer page has saved it', async () => {
    const { service } = await saved();
    const manifest = { ...parseManifest(await manifestOf(service)), version: 2 };
    const newer = [...packWork(manifest as never, [])] as Uint8Array<ArrayBuffer>[];
    await expect(service.openSaved(new Blob(newer))).rejects.toThrow(/saved by a newer version of this page/);
  });

  it('is refused where it was made by hand: rows out of their places, cells without an end, readings of no row', async () => {
    const { service } = await saved();
    const manifest = parseManifest(await manifestOf(service));
    const table = new FileTable(manifest.shape);
    table.add({ kind: 'record', line: 2, fields: ['1', 'Came late', 'bad'] });
    const good = [...table.chunks(), chunkOf('readings/rows', Uint32Array.of(0))];
    const readings = (rows: number, p: number) => [
      chunkOf('readings/rows', Uint32Array.of(rows)),
      chunkOf('readings/probabilities', Float32Array.of(p, 1 - p)),
    ];
    const open = (changes: readonly Chunk[]) => {
      const names = new Set(changes.map(({ name }) => name));
      const chunks = [...good.filter(({ name }) => !names.has(name)), ...changes];
      return service.openSaved(new Blob([...packWork(manifest, chunks)] as Uint8Array<ArrayBuffer>[]));
    };
    expect((await open(readings(0, 0.25))).summary.counts.read).toBe(1);
    for (const changes of [
      readings(1, 0.25),
      readings(0, NaN),
      readings(0, 7),
      [chunkOf('rows/states', Uint8Array.of(9))],
      [chunkOf('rows/lengths', Uint32Array.of(3))],
      [chunkOf('rows/lengths', Uint32Array.of(4_000_000_000))],
      [chunkOf('rows/lines', Uint32Array.of())],
      [chunkOf('rows/bytes', Uint8Array.of(0xff, 0xff, 0xff)), chunkOf('rows/lengths', Uint32Array.of(3))],
      [chunkOf('rows/bytes', Uint8Array.of(2, 65)), chunkOf('rows/lengths', Uint32Array.of(2))],
    ]) {
      await expect(open(changes)).rejects.toThrow(/the saved work is damaged/);
    }
  });
});
