import { Tensor } from 'onnxruntime-common';
import { describe, expect, it } from 'vitest';
import type { RunnableSession } from '../runtime/forward';
import { splitting } from './split-run';

/** Doubles numbers, as long as there are no more rows than it has memory for. */
function session(most: number, words = 'std::bad_alloc'): { session: RunnableSession; runs: number[] } {
  const runs: number[] = [];
  return {
    runs,
    session: {
      run: async (feeds: Record<string, Tensor>) => {
        const input = feeds['input']!;
        runs.push(input.dims[0]!);
        if (input.dims[0]! > most) throw new Error(words);
        const data = Float32Array.from(input.data as Float32Array, (value) => 2 * value);
        return { output: new Tensor('float32', data, input.dims) };
      },
    },
  };
}

const feeds = (rows: number) => ({
  input: new Tensor(
    'float32',
    Float32Array.from({ length: 2 * rows }, (_, at) => at),
    [rows, 2],
  ),
  mask: new Tensor('int64', new BigInt64Array(rows), [rows, 1]),
});

describe('splitting', () => {
  it.each(['std::bad_alloc', 'failed to call OrtRun(). ERROR_CODE: 6, ERROR_MESSAGE: ...'])(
    'runs parts, in order, where memory for the whole is refused: %s',
    async (words) => {
      const { session: inner, runs } = session(3, words);
      const outer = splitting(inner, Tensor);
      const { output } = await outer.run(feeds(7));
      expect([...(output!.data as Float32Array)]).toEqual(Array.from({ length: 14 }, (_, at) => 2 * at));
      expect(output!.dims).toEqual([7, 2]);
      runs.length = 0;
      await outer.run(feeds(7));
      expect(Math.max(...runs), 'it remembers what was too much').toBeLessThanOrEqual(3);
    },
  );

  it('says in words that there is not enough for one row', async () => {
    await expect(splitting(session(0).session, Tensor).run(feeds(4))).rejects.toMatchObject({
      name: 'MemoryRefused',
      message: expect.stringContaining('Close other tabs') as string,
    });
  });

  it('hands other errors on', async () => {
    const { session: inner, runs } = session(0, 'the graph is damaged');
    await expect(splitting(inner, Tensor).run(feeds(4))).rejects.toThrow('the graph is damaged');
    expect(runs).toEqual([4]);
  });
});
