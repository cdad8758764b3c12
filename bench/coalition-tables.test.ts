import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { polynomialModel, special, tokenizeWords } from '../test/synthetic';
import { coalitionTables } from './coalition-tables';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'bench-tables-'))));
afterAll(() => rm(folder, { recursive: true }));

describe('coalitionTables', () => {
  const texts = ['good phone and', 'short battery'];
  const tokenizer = { special, tokenize: tokenizeWords };
  const tables = (classifier = polynomialModel()) =>
    coalitionTables(
      { classifier, tokenizer },
      texts,
      join(folder, 'tables', 'a.jsonl'),
      new AbortController().signal,
      () => undefined,
    );

  it('holds the value of every coalition, and evaluates none twice', async () => {
    const first = await tables();
    expect(first.map(({ values }) => values.length)).toEqual([8, 4]);
    const model = polynomialModel();
    expect(await tables(model)).toEqual(first);
    expect(model.calls).toEqual([]);
  });

  it('evaluates again what was cut off', async () => {
    const whole = await tables();
    const file = join(folder, 'tables', 'a.jsonl');
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, -10));
    const model = polynomialModel();
    expect(await tables(model)).toEqual(whole);
    expect(model.calls).toEqual([1, 4]);
  });

  it('goes on within a table that it was stopped in', async () => {
    const long = ['good phone and short battery good phone and short battery'];
    const stop = new AbortController();
    const open = (model: ReturnType<typeof polynomialModel>, onProgress: (coalitions: number) => void) =>
      coalitionTables(
        { classifier: model, tokenizer },
        long,
        join(folder, 'tables', 'b.jsonl'),
        stop.signal.aborted ? new AbortController().signal : stop.signal,
        (_, coalitions) => onProgress(coalitions),
      );
    await expect(
      open(polynomialModel(), (coalitions) => {
        if (coalitions > 0) stop.abort(new Error('stopped'));
      }),
    ).rejects.toThrow('stopped');
    const model = polynomialModel();
    const [table] = await open(model, () => undefined);
    expect(table!.values).toHaveLength(1024);
    // The text itself, and what was not evaluated before.
    expect(model.calls.reduce((sum, rows) => sum + rows, 0)).toBe(1 + 512);
    expect(await readdir(join(folder, 'tables', 'b.jsonl.unfinished'))).toEqual([]);
  });
});
