import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelManifest } from '../core/model/manifest';
import { modelIdentity } from './model-identity';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'identity-'))));
afterAll(() => rm(folder, { recursive: true }));

describe('modelIdentity', () => {
  it('is what a manifest says', async () => {
    const manifest = { name: 'sentiment', version: 'abc' } as ModelManifest;
    expect(await modelIdentity('models/mine', { manifest })).toEqual({ name: 'sentiment', version: 'abc' });
  });

  it('of a folder without one is its name and a hash of its weights, configuration and tokenizer', async () => {
    for (const name of ['config.json', 'model.safetensors', 'tokenizer.json', 'training.json']) {
      await writeFile(join(folder, name), name);
    }
    const { name, version } = await modelIdentity(`${folder}/`, {});
    expect(name).toBe(basename(folder));
    expect(version).toMatch(/^[0-9a-f]{12}$/);
    await appendFile(join(folder, 'training.json'), 'more');
    expect((await modelIdentity(folder, {})).version).toBe(version);
    await appendFile(join(folder, 'model.safetensors'), 'more');
    expect((await modelIdentity(folder, {})).version).not.toBe(version);
  });
});
