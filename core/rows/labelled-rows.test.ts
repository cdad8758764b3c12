import { describe, expect, it } from 'vitest';
import { labelReader } from './labels';
import { labelledRows } from './labelled-rows';
import { openTable } from './open-table';
import type { TableOptions } from './table';
import { textRows, type RowColumns } from './text-rows';

const reader = labelReader(['negative', 'neutral', 'positive']);

async function read(content: string, options: TableOptions & RowColumns) {
  const table = await openTable(
    (async function* () {
      yield Buffer.from(content);
    })(),
    options,
  );
  const events: unknown[] = [];
  for await (const event of labelledRows(textRows(table, options), reader)) {
    events.push(
      event.kind === 'row'
        ? [event.line, event.text, event.label ?? event.probs]
        : [event.line, event.kind === 'fault' ? event.message : event.kind],
    );
  }
  return events;
}

const csv = { format: 'csv' } as const;
const json = { format: 'json' } as const;

describe('labelled rows', () => {
  it('come with blank texts and faults, in their order', async () => {
    expect(
      await read(
        'TEXT , n,Label\nNice.,1,pos\n \u00a0,2,neg\nMeh.,3,happy\nSo.,4,\n"",5,1\nBad.,6,0.0\n',
        csv,
      ),
    ).toEqual([
      [2, 'Nice.', 2],
      [3, 'blank'],
      [4, expect.stringMatching(/label "happy" is none of/)],
      [5, 'the row has neither a label nor probs'],
      [6, 'blank'],
      [7, 'Bad.', 0],
    ]);
  });

  it('of JSON are found by names that are matched loosely, row by row', async () => {
    const rows = [
      '{"text":"a","label":2}',
      '{"Text":"b","probs":[0,0,1]}',
      '{"text":7,"label":1}',
      '{"label":1,"x":2}',
    ];
    expect(await read(rows.join('\n'), json)).toEqual([
      [1, 'a', 2],
      [2, 'b', [0, 0, 1]],
      [3, '"text" is a number, not a string'],
      [4, 'the row has no "text"; it has "label", "x"'],
    ]);
  });

  it('take their columns from where they are told, probs in a cell too', async () => {
    const columns = { textColumn: 'review text', labelColumn: 'stars' };
    expect(
      await read('Review  Text;Stars;probs\na;pos;\nb;;"[0.5,0,0.5]"\nc;;"0.5"\nd;;x\n', {
        ...csv,
        ...columns,
      }),
    ).toEqual([
      [2, 'a', 2],
      [3, 'b', [0.5, 0, 0.5]],
      [4, expect.stringMatching(/probs must be a number for each/)],
      [5, expect.stringMatching(/probs must be a list of numbers in JSON/)],
    ]);
  });

  it('are faults, each of them, in a file of texts alone', async () => {
    expect(await read('one\n\ntwo', { format: 'text' })).toEqual([
      [1, 'the row has neither a label nor probs'],
      [2, 'blank'],
      [3, 'the row has neither a label nor probs'],
    ]);
  });

  it.each([
    ['a,b\n1,2\n', {}, /no column "text"; it has "a", "b"/],
    ['text,b\n1,2\n', { labelColumn: 'c' }, /no column "c"/],
    ['Text,TEXT\n1,2\n', {}, /2 columns are named "text"/],
    ['text,text\n1,2\n', {}, /2 columns are named "text"/],
  ])('of %j with %j are refused by the header', async (content, columns, message) => {
    await expect(read(content, { ...csv, ...columns })).rejects.toThrow(message);
  });

  it('prefer the column that is named exactly', async () => {
    expect(await read('Text,text,label\na,b,0\n', csv)).toEqual([[2, 'b', 0]]);
  });
});
