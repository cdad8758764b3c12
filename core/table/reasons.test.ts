import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChunkSource } from './chunks';
import { Readings } from './readings';
import { Reasons } from './reasons';
import { restoreReasons } from './restore-reasons';
import { packReasons, unpackReasons, type RowReasons } from './row-reasons';
import { reasonsOf, tableOf } from './testing';

const texts = ['a b', 'c', '', 'a b', 'd e', 'f'];

async function setUp() {
  const table = await tableOf(['text', ...texts].map((text) => `"${text}"`).join('\n'), { format: 'csv' });
  const readings = new Readings(table, 2, null);
  return { table, readings, reasons: new Reasons(table, readings) };
}

const all = (count: number) => Uint32Array.from({ length: count }, (_, row) => row);

describe('packed reasons', () => {
  it('come out as they went in, in single precision', () => {
    const words = fc.array(
      fc.record({
        gap: fc.nat(300),
        length: fc.integer({ min: 1, max: 300 }),
        values: fc.tuple(fc.float({ noNaN: true }), fc.float({ noNaN: true }), fc.float({ noNaN: true })),
        clear: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(words, (given) => {
        let at = 0;
        const spans = given.map(({ gap, length }) => ({ start: (at += gap), end: (at += length) }));
        const reasons: RowReasons = {
          spans,
          values: [0, 1, 2].map((k) => given.map(({ values }) => values[k]!)),
          clear: [0, 1, 2].map((k) => given.map(({ clear }) => clear[k]!)),
        };
        const found = unpackReasons(packReasons(reasons), 3);
        expect(found.spans).toEqual(spans);
        expect(found.values.map((values) => Array.from(values))).toEqual(reasons.values);
        expect(found.clear).toEqual(reasons.clear);
      }),
    );
  });

  it('are refused where they are cut, or of another number of classes', () => {
    const packed = packReasons(reasonsOf('a b', [[0.5, -0.25]]));
    expect(() => unpackReasons(packed.subarray(0, packed.length - 1), 1)).toThrow(RangeError);
    expect(() => unpackReasons(packed.subarray(0, 1), 1)).toThrow(RangeError);
    expect(() => unpackReasons(packed, 2)).toThrow(RangeError);
  });
});

describe('reasons of a table', () => {
  it('are asked for each text once, and shared by rows with equal texts', async () => {
    const { reasons } = await setUp();
    expect(reasons.draw(all(6), { most: null, seed: 1 })).toEqual({ counted: 0, target: 5, from: 5 });
    const { rows, texts: asked } = reasons.next(9, 1000);
    expect([...rows].sort()).toEqual([0, 1, 4, 5]);
    expect([...asked].sort()).toEqual(['a b', 'c', 'd e', 'f']);
    rows.forEach((row, at) => reasons.set(row, packReasons(reasonsOf(asked[at]!, [[0.5], [-0.5]]))));
    expect(reasons.state).toEqual({ counted: 5, target: 5, from: 5 });
    expect(reasons.next(9, 1000).rows).toEqual([]);
    expect(reasons.of(3)).toEqual(reasons.of(0));
    expect(reasons.of(2)).toBeNull();
    expect([...reasons.counted()]).toEqual([1, 1, 0, 1, 1, 1]);
  });

  it('are of a random sample at every moment: rows in sight come first and count in their turn', async () => {
    const { reasons } = await setUp();
    reasons.draw(all(6), { most: null, seed: 1 });
    const order = reasons.next(9, 1000).rows;
    const last = order.at(-1)!;
    expect(reasons.next(2, 1000, [2, last]).rows).toEqual([last, order[0]]);
    reasons.set(last, packReasons(reasonsOf('f', [[0], [0]])));
    expect(reasons.has(last)).toBe(true);
    expect(reasons.state.counted).toBe(0);
    reasons.set(order[0]!, packReasons(reasonsOf('f', [[0], [0]])));
    expect(reasons.state.counted).toBeGreaterThan(0);
    expect(reasons.counted()[last]).toBe(0);
  });

  it('are stored as they were when that was asked for, whatever comes while they are written', async () => {
    const { table, readings, reasons } = await setUp();
    reasons.draw(all(6), { most: null, seed: 1 });
    reasons.set(
      0,
      packReasons(
        reasonsOf('a b', [
          [0.5, 0.25],
          [-0.5, -0.25],
        ]),
      ),
    );
    const stored = new Map(reasons.chunks().map(({ name, parts }) => [name, parts]));
    reasons.set(1, packReasons(reasonsOf('c', [[0.5], [-0.5]])));
    const source: ChunkSource = {
      async *parts(name) {
        yield* stored.get(name)!();
      },
    };
    readings.set(0, [0.5, 0.5]);
    const found = await restoreReasons(table, readings, source, 5);
    expect([found.has(0), found.has(1), found.length]).toEqual([true, false, 1]);
    expect(found.of(0)).toEqual(reasons.of(0));
  });

  it('end where they are told to, and go on from there', async () => {
    const { reasons } = await setUp();
    reasons.draw(all(6), { most: 2, seed: 3 });
    const { rows } = reasons.next(1, 1000);
    expect(rows).toHaveLength(1);
    reasons.set(rows[0]!, packReasons(reasonsOf('x', [[0], [0]])));
    const { counted } = reasons.end();
    expect(reasons.state).toEqual({ counted, target: counted, from: 5 });
    expect(reasons.next(9, 1000)).toEqual({ rows: [], texts: [] });
    // The same draw again begins with what is there.
    expect(reasons.draw(all(6), { most: 4, seed: 3 }).counted).toBe(counted);
  });

  it('take few characters at a time, one long text excepted', async () => {
    const { reasons } = await setUp();
    reasons.draw(all(6), { most: null, seed: 1 });
    expect(reasons.next(9, 1).rows).toHaveLength(1);
    expect(reasons.next(9, 0).rows).toHaveLength(1);
  });

  it('are there again after they were kept, and not where they are damaged', async () => {
    const { table, readings, reasons } = await setUp();
    reasons.draw(all(6), { most: 3, seed: 1 });
    for (const row of reasons.next(2, 1000).rows) {
      reasons.set(row, packReasons(reasonsOf(table.text(row), [[0.25], [-0.25]])));
    }
    const kept = new Map(reasons.chunks().map(({ name, parts }) => [name, Buffer.concat([...parts()])]));
    const source: ChunkSource = {
      async *parts(name) {
        const bytes = kept.get(name);
        if (bytes) yield new Uint8Array(bytes);
      },
    };
    const again = await restoreReasons(table, readings, source, 3);
    expect(again.state).toEqual(reasons.state);
    expect([...all(6)].map((row) => again.has(row))).toEqual([...all(6)].map((row) => reasons.has(row)));
    expect(again.next(9, 1000)).toEqual(reasons.next(9, 1000));
    kept.set('reasons/bytes', kept.get('reasons/bytes')!.subarray(1));
    await expect(restoreReasons(table, readings, source, 3)).rejects.toThrow(/damaged/);
    kept.set('reasons/order', Buffer.from(Uint32Array.of(99).buffer));
    await expect(restoreReasons(table, readings, source, 3)).rejects.toThrow(/damaged/);
  });
});
