import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gameOf } from '../test/synthetic';
import { keptGame } from './kept-game';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'bench-games-'))));
afterAll(() => rm(folder, { recursive: true }));

describe('keptGame', () => {
  it('evaluates no coalition of a text twice, not in a later run either', async () => {
    let rows = 0;
    const game = gameOf(3, ([a, b, c]) => {
      rows++;
      return a! + 10 * b! + 100 * c!;
    });
    const all = [Uint8Array.of(1, 0, 1), Uint8Array.of(0, 1, 0), Uint8Array.of(1, 0, 1)];
    const kept = await keptGame(game, 'a text', folder);
    expect([...(await kept.values(all))]).toEqual([101, 10, 101]);
    expect(rows).toBe(2);
    const later = await keptGame(game, 'a text', folder);
    expect([...(await later.values([...all, Uint8Array.of(0, 0, 0)]))]).toEqual([101, 10, 101, 0]);
    expect(rows).toBe(3);
    await (await keptGame(game, 'another text', folder)).values(all);
    expect(rows).toBe(5);
  });
});
