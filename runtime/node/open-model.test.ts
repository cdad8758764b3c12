import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseModelConfig } from '../../core/models/registry';
import { forwardGraph } from '../../core/graphs/inference-graphs';
import { storedWeights } from '../../core/graphs/stored-weights';
import type { GoldenOutputs } from '../../core/model/golden-outputs';
import type { ModelManifest } from '../../core/model/manifest';
import { exportModel } from '../../finetune/export/export-model';
import { hostileFolder } from '../../test/hostile-folder';
import { openOracle, oracleFolder, oracleModels, readOracle } from '../../test/oracle';
import { sessionForward } from '../forward';
import { readJson } from './model-folder';
import { openModel, type OpenModel } from './open-model';
import { openSession } from './session';

interface ForwardRow {
  readonly ids: readonly number[];
  readonly logits: readonly number[];
}

interface GradientRow {
  readonly ids: readonly number[];
  readonly target: number;
  readonly gradient: readonly (readonly number[])[];
}

describe.each(oracleModels)('the oracle model %s', (name) => {
  let model: OpenModel;

  beforeAll(async () => (model = await openOracle(name)));
  afterAll(() => model.dispose());

  it('gives the logits of transformers to 1e-5', async () => {
    const rows = (await readOracle<ForwardRow>('forward'))[name];
    const logits = await model.classifier.logits(rows);
    rows.forEach((row, at) => {
      row.logits.forEach((expected, index) =>
        expect(Math.abs(logits[at]![index]! - expected)).toBeLessThan(1e-5),
      );
    });
  });

  it("gives torch's gradients at the word embeddings to 1e-4 of their largest entry", async () => {
    const { classifier } = model;
    for (const { ids, target, gradient } of (await readOracle<GradientRow>('gradients'))[name]) {
      const expected = gradient.flat();
      const [answer] = await classifier.gradients([{ embeddings: classifier.embed(ids) }], {
        classIndex: target,
        output: 'logit',
      });
      const largest = Math.max(...expected.map(Math.abs));
      expected.forEach((value, at) => {
        expect(Math.abs(answer!.gradient[at]! - value) / largest).toBeLessThan(1e-4);
      });
    }
  });

  it('gives a row the same answer whatever stands beside it', async () => {
    const rows = (await readOracle<ForwardRow>('forward'))[name];
    const together = await model.classifier.logits(rows);
    for (const [at, row] of rows.entries()) {
      const [alone] = await model.classifier.logits([row]);
      alone!.forEach((value, index) => expect(value).toBeCloseTo(together[at]![index]!, 5));
    }
  });

  it('hides padding: attention 0 equals a shorter row', async () => {
    const [{ ids }] = (await readOracle<ForwardRow>('forward'))[name] as [ForwardRow];
    const padded = { ids: [...ids, 0, 0, 0], attention: [...ids.map(() => 1), 0, 0, 0] };
    const [hidden, plain] = await model.classifier.logits([padded, { ids }]);
    hidden!.forEach((value, index) => expect(value).toBeCloseTo(plain![index]!, 5));
  });

  it('stops between batches when cancelled', async () => {
    const controller = new AbortController();
    const rows = Array.from({ length: 500 }, () => ({ ids: [2, ...new Array<number>(60).fill(20), 3] }));
    const run = model.classifier.logits(rows, controller.signal);
    controller.abort();
    await expect(run).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  });
});

describe('openModel', () => {
  let source: Awaited<ReturnType<typeof oracleFolder>>;
  let exported: string;

  beforeAll(async () => {
    source = await oracleFolder('plain');
    exported = await mkdtemp(join(tmpdir(), 'albert-lens-export-'));
    await exportModel(source.folder, exported, { name: 'oracle', precision: 'int8', temperature: 2 });
  });

  afterAll(async () => {
    await source.remove();
    await rm(exported, { recursive: true, force: true });
  });

  it('opens an exported model: integer logits near float ones, divided by the temperature', async () => {
    const [float, integer] = [await openModel(source.folder), await openModel(exported)];
    const rows = (await readOracle<ForwardRow>('forward')).plain;
    const [expected, actual] = [await float.classifier.logits(rows), await integer.classifier.logits(rows)];
    expected.forEach((logits, row) => {
      logits.forEach((value, index) => expect(Math.abs(actual[row]![index]! - value / 2)).toBeLessThan(0.05));
    });
    expect(integer.temperature).toBe(2);
    await float.dispose();
    await integer.dispose();
  });

  it('gives a row the same answer in integers whatever stands beside and behind it', async () => {
    const { classifier, dispose } = await openModel(exported);
    const rows = (await readOracle<ForwardRow>('forward')).plain;
    const together = await classifier.logits(rows);
    for (const [at, row] of rows.entries()) {
      const [alone] = await classifier.logits([row]);
      alone!.forEach((value, index) => expect(Math.abs(value - together[at]![index]!)).toBeLessThan(2e-6));
    }
    await dispose();
  });

  it('answers as exact products of integers do, whether or not those of this processor saturate', async () => {
    const manifest = (await readJson(exported, 'manifest.json')) as ModelManifest;
    const config = parseModelConfig(await readJson(exported, 'config.json'));
    const weights = new Uint8Array(await readFile(join(exported, manifest.files.weights)));
    const graph = forwardGraph(config, storedWeights(config, manifest, weights)!, {
      temperature: manifest.temperature,
      arithmetic: 'unsigned-integer',
    });
    const externalData = [{ path: manifest.files.weights, data: weights }];
    const session = await openSession({ graph, what: 'the graph', externalData }, { device: 'cpu' });
    const [{ ids }] = (await readOracle<ForwardRow>('forward')).plain as [ForwardRow];
    const expected = await sessionForward(ort.Tensor, session).logits({
      ids: Int32Array.from(ids),
      mask: new Uint8Array(ids.length).fill(1),
      rows: 1,
      length: ids.length,
    });
    const { classifier, dispose } = await openModel(exported);
    const [actual] = await classifier.logits([{ ids }]);
    expect([...actual!]).toEqual([...expected]);
    await dispose();
  });

  it('embeds with the numbers that the graphs compute with', async () => {
    const { classifier, dispose } = await openModel(exported);
    const ids = [2, 31, 6916, 339, 3];
    const [gradient] = await classifier.gradients([{ embeddings: classifier.embed(ids) }], {
      classIndex: 0,
      output: 'logit',
    });
    const [logits] = await classifier.logits([{ ids }]);
    expect(Math.abs(gradient!.output - logits![0]!)).toBeLessThan(0.05);
    await dispose();
  });

  it('says what is wrong with a folder', async () => {
    await expect(openModel('/nowhere/at/all')).rejects.toThrow('there is no model folder /nowhere/at/all');
    const empty = await mkdtemp(join(tmpdir(), 'albert-lens-empty-'));
    await expect(openModel(empty)).rejects.toThrow(
      'neither manifest.json (an exported model) nor config.json',
    );
    await writeFile(join(empty, 'config.json'), '{"model_type": "gpt2"}');
    await writeFile(join(empty, 'tokenizer.json'), '{}');
    await expect(openModel(empty)).rejects.toThrow('model_type is "gpt2"; known are');
    await rm(empty, { recursive: true });
  });

  it('compares what it opens with the golden outputs, in words when they differ', async () => {
    const changed = await hostileFolder(exported, {
      golden: (json) => {
        const { rows, tolerance } = json as GoldenOutputs;
        return { rows: rows.map((row) => ({ ...row, output: row.output + 1 })), tolerance };
      },
    });
    await expect(openModel(changed.folder)).rejects.toThrow(
      /does not answer on cpu as .*golden\.json says it must: its explained outputs are off by 1\.0/,
    );
    await changed.remove();
  });

  it('refuses a truncated weights file', async () => {
    const weights = join(exported, 'weights.bin');
    const whole = await readFile(weights);
    await truncate(weights, 1000);
    await expect(openModel(exported)).rejects.toThrow(
      /cannot read .*weights\.bin: it has 1000 bytes instead of \d+/,
    );
    await writeFile(weights, whole);
  });
});
