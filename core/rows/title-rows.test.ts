import { describe, expect, it } from 'vitest';
import { namesBelowTitles } from './csv';
import { lineOfNames } from './title-rows';

const rows = (...cells: string[][]) => cells.map((row, at) => ({ line: at + 1, cells: row }));

describe('the line of names below titles', () => {
  it.each([
    [2, rows(['Survey 2025'], ['id', 'comment', 'ward'], ['1', 'good', 'A'])],
    [3, rows(['Survey 2025', '', ''], ['By Jane', '', ''], ['id', 'comment', 'ward'], ['1', 'good', ''])],
    // Two columns, and an empty line between.
    [3, rows(['Survey 2025'], [''], ['id', 'comment'], ['1', 'good'])],
    // Two columns, and none: numbers, or texts, stand below names.
    [2, rows(['Survey 2025'], ['id', 'comment'], ['1', 'good'], ['2', 'bad'])],
    [3, rows(['Survey'], ['of 2025', ''], ['ward', 'your comment'], ['A', 'they were kind and good'])],
    [null, rows(['comment', ''], ['they were kind and good', 'A'], ['they came late again today', 'B'])],
    [null, rows(['Survey 2025'], ['ward', 'grade'], ['A', 'good'], ['B', 'bad'])],
    // One of two columns may have no name.
    [null, rows(['comment', ''], ['good', '3'], ['bad', '1'])],
    [null, rows(['id', 'comment', 'ward'], ['1', 'good', 'A'])],
    [null, rows(['Survey 2025'], ['good'], ['bad'])],
    [null, rows(['Survey 2025'], ['a', 'b', 'c'])],
    // Wider than what would name it.
    [null, rows(['x'], ['a', 'b', 'c'], ['1', '2', '3', '4'], ['1', '2', '3', '4'])],
  ])('%s', (line, found) => {
    expect(lineOfNames(found)).toBe(line);
  });

  it.each([
    ['Survey 2025\n\nid;comment;ward\n1;good, kind;A\n2;late;B\n', { line: 3, delimiter: ';' }],
    ['Survey 2025;;\r\nof all wards;;\r\nid;comment;ward\r\n1;good;A\r\n', { line: 3, delimiter: ';' }],
    ['"Survey,\nof all wards",,\nid,comment,ward\n1,good,A\n', { line: 3, delimiter: ',' }],
    ['Survey\nid\tcomment\tward\n1\tgood\tA\n', { line: 2, delimiter: '\t' }],
    ['Survey 2025\nid;comment\n1;good, kind\n2;late\n', { line: 2, delimiter: ';' }],
    ['id;comment\n1;good, kind, quick\n2;late, and cold, too\n', null],
    ['comment\nGood, kind\nThey came late again today, and cold\n', null],
    ['comment\nGood, kind, quick\nLate\nNice, but late\n', null],
    ['', null],
  ])('of CSV: %j', (text, found) => {
    expect(namesBelowTitles(text)).toEqual(found);
  });
});
