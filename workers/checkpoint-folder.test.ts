import { describe, expect, it } from 'vitest';
import { loadCheckpoint, saveCheckpoint, startPosition } from '../core/training/checkpoint';
import { CheckpointFolder } from './checkpoint-folder';
import { MemoryShelf } from './testing/memory-shelf';

const groups = (value: number) => ({ parameter: new Map([['w', Float32Array.of(value, 2)]]) });

describe('checkpoints in a folder', () => {
  it('are the newest, by whatever worker they are read, and take three files at most', async () => {
    const shelf = new MemoryShelf();
    const folder = await shelf.open('a');
    const store = new CheckpointFolder(folder);
    for (const step of [1, 2, 3, 4]) {
      await saveCheckpoint(store, 'f', { ...startPosition, step }, groups(step));
    }
    const read = groups(0);
    const again = new CheckpointFolder(folder);
    expect(await loadCheckpoint(again, 'f', read)).toMatchObject({ step: 4 });
    expect(read.parameter.get('w')![0]).toBe(4);
    const files = (await folder.names()).filter((name) => /^checkpoint-/.test(name));
    expect(files.length).toBeLessThanOrEqual(3);
  });

  it('stay whole where there is no room for another', async () => {
    const shelf = new MemoryShelf();
    const folder = await shelf.open('a');
    const store = new CheckpointFolder(folder);
    await saveCheckpoint(store, 'f', { ...startPosition, step: 1 }, groups(1));
    await saveCheckpoint(store, 'f', { ...startPosition, step: 2 }, groups(2));
    shelf.room = 10;
    await expect(saveCheckpoint(store, 'f', { ...startPosition, step: 3 }, groups(3))).rejects.toThrow(
      /no more room/,
    );
    expect(await loadCheckpoint(new CheckpointFolder(folder), 'f', groups(0))).toMatchObject({ step: 2 });
  });

  it('are those before, where the index was broken off', async () => {
    const folder = await new MemoryShelf().open('a');
    const store = new CheckpointFolder(folder);
    await store.save('one', Uint8Array.of(1));
    await store.save('two', Uint8Array.of(2));
    await folder.write('checkpoints-0', [Uint8Array.of(123)]);
    const again = new CheckpointFolder(folder);
    expect([...(await again.load('one'))!]).toEqual([1]);
    expect(await again.load('two')).toBeNull();
    await again.rename('none', 'other');
    expect(await again.load('other')).toBeNull();
  });
});
