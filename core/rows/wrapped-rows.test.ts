import { describe, expect, it } from 'vitest';
import { openTable } from './open-table';
import { cut } from './testing';
import type { TableEvent } from './types';
import { fieldOfRows, isByColumns } from './wrapped-rows';

describe('a file of JSON that holds a column after the other', () => {
  const pandas = '{"id":{"0":1,"1":2},"text":{"0":"good","1":"bad"}}';
  it.each([
    pandas,
    `${pandas}\n`,
    JSON.stringify(JSON.parse(pandas), null, 2),
    '{"0":{"id":1,"text":"good"},"1":{"id":2,"text":"bad"}}',
    '{"text":["good","bad"],"label":["a","b"]}',
    // As much of it as is looked at.
    '{"text":{"0":"good","1":"ba',
    '{"text": ["good", "ba',
  ])('%j', async (text) => {
    expect(isByColumns(text)).toBe(true);
    await expect(openTable(cut(new TextEncoder().encode(text), 7))).rejects.toThrow(/orient="records"/);
  });

  it.each([
    // Rows of JSON Lines that hold numbered or listed things.
    '{"scores":{"0":0.1,"1":0.9},"text":"good"}\n',
    '{"words":["good","day"],"text":"good day"}',
    '{"words":["good"],"tags":["x"]}\n{"words":["bad"],"tags":["y"]}\n',
    '{"words":["good"],"tags":["x"]}\n{"words":["ba',
    '{"data":[{"text":"a"}]}',
    '{"text":"a"}',
    '["a"]',
  ])('is not %j', (text) => {
    expect(isByColumns(text)).toBe(false);
  });
});

describe('the field that holds the rows of a file of JSON', () => {
  it.each([
    ['{"data":[{"text":"a"}]}', 'data'],
    [
      '{\n  "count": 2, "next": null, "of": {"a": ["]}", 1]},\n  "the \\"rows\\"": [\n {"text":',
      'the "rows"',
    ],
    ['{"tags":["a"],"rows":[{"text":"a"}]}\n', 'rows'],
    // Rows of their own, which hold lists.
    ['{"data":[{"text":"a"}]}\n{"data":[{"text":"b"}]}', null],
    ['{"text":"They were kind","of":[{"a":1}]}\n', null],
    ['{"text":"They were kind","of":[{"a":1}]}', null],
    ['{"text":"a"}', null],
    ['{"text":"a"}\n', null],
    ['{"data":[]}', null],
    ['{"data":["a","b"]}', null],
    ['[{"text":"a"}]', null],
    ['{"a.b":[{"text":"a"}]}', null],
    ['{"text": "a" "b":[{', null],
    ['{broken', null],
  ])('%j', (text, field) => {
    expect(fieldOfRows(text).field).toBe(field);
  });

  it('is told as soon as it can be: rows that come one by one wait for none behind them', () => {
    const isSure = (text: string) => fieldOfRows(text).isSure;
    expect(['{"text":"a"}\n', '{"a":1,"data":[{', 'text', '{x'].map(isSure)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(
      ['', '{', '{"da', '{"data":', '{"data":[', '{"a":{"b":', '{"data":[{"a":1}]}\n'].map(isSure),
    ).toEqual(Array.from({ length: 7 }, () => false));
  });

  it('has its elements read as rows, with their lines, and the rest left out', async () => {
    const text =
      '{\n"count": 2,\n"data": [\n{"text": "a", "tags": {"x": 1}},\n{"text": "b"}\n],\n"end": {"z": 1}\n}';
    for (const size of [1, 7, 1000]) {
      const table = await openTable(cut(new TextEncoder().encode(text), size));
      const events: TableEvent[] = [];
      for await (const event of table.records) events.push(event);
      expect([table.format, table.columns], String(size)).toEqual(['json-array', ['text', 'tags']]);
      expect(events, String(size)).toEqual([
        { kind: 'record', line: 4, fields: ['a', { x: 1 }] },
        { kind: 'record', line: 5, fields: ['b'] },
      ]);
    }
  });
});
