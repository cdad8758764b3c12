import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { examples, type StoredExamples } from '../../core/analysis/examples';
import type { ModelManifest } from '../../core/model/manifest';
import { storedExamplesFile, storeExamples } from './stored-examples';

const shipped = resolve(import.meta.dirname, '../../models/sentiment');
const tiny = resolve(import.meta.dirname, '../../test/fixtures/tiny-model');

async function read<T>(folder: string, name: string): Promise<T> {
  return JSON.parse(await readFile(join(folder, name), 'utf8')) as T;
}

describe('stored examples', () => {
  it('are explained in the exported folder by the model that is in it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'albert-lens-examples-'));
    try {
      await cp(tiny, folder, { recursive: true });
      await storeExamples(folder, '2026-01-01T00:00:00.000Z');
      const stored = await read<StoredExamples>(folder, storedExamplesFile);
      const manifest = await read<ModelManifest>(folder, 'manifest.json');
      expect(stored).toMatchObject({ format: 1, version: manifest.version, classes: manifest.classes });
      expect(stored.examples.map(({ text }) => text)).toEqual(examples.slice(0, 5).map(({ text }) => text));
      for (const { classification, explanation } of stored.examples) {
        expect(explanation.outputValue).toBeCloseTo(Math.max(...classification.probabilities), 4);
        expect(explanation.values).toHaveLength(classification.words);
        expect(explanation.delta).toBeCloseTo(0, 4);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('of the shipped model are those of its version', async () => {
    const stored = await read<StoredExamples>(shipped, storedExamplesFile);
    const manifest = await read<ModelManifest>(shipped, 'manifest.json');
    expect([stored.version, stored.classes]).toEqual([manifest.version, manifest.classes]);
    expect(stored.examples[0]?.text).toBe(examples[0]!.text);
  });
});
